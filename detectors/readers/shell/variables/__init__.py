"""Variables: what they hold, and what words become."""
