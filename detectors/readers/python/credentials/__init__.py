"""Tokens and secrets: how they are asked for, kept, compared."""
