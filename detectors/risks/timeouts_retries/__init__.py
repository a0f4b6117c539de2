"""A dependency is slow, silent or failing: how long we wait, and how often we ask again."""
