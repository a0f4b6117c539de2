"""What the readers of configuration share."""
