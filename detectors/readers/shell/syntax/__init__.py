"""Syntax: from the text of a script to a tree of commands and words."""
