"""What `critique` and its peers find on files that people read, side by side."""
