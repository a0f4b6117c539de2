"""What a credential looks like, by its name and by its form."""
