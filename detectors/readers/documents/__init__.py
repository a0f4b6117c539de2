"""What YAML and JSON documents say: their trees, and what each known format means by them."""
