"""Widgets: one module each; they show what they are given and say what was done."""
