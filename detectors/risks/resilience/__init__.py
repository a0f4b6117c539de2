"""What is left of the service when a part of it fails, grows or is slow."""
