"""The same work done twice, or seen too early: duplicates, lost updates, stale reads."""
