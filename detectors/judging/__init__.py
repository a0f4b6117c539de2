"""What several risks ask of a fact."""
