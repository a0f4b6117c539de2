"""What names and expressions stand for, and where values come from and go to."""
