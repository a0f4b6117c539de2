"""What others send us: who sent it, how often it comes, and how fast we answer."""
