"""Syntax: text to trees, where everything stands, which parts of a source are read."""
