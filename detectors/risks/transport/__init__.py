"""What travels, and who can read or change it on the way."""
