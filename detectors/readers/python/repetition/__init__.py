"""Repetition: loops, recursion, retries, the waits between attempts."""
