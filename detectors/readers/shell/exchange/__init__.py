"""Commands that make requests, and what becomes of their output."""
