"""Which conditions of the rules cost places that readers marked."""
