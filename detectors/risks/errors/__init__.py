"""What the source does when something goes wrong."""
