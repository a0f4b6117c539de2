"""First looks at the text of a source: where something may be risky."""
