"""What callers and callees have agreed on, or rely on without having said so."""
