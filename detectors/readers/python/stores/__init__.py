"""Rows, keys and tables that a program reads, reckons with and writes back."""
