"""`critique lint`: which files, what is said of them, and how it is written down."""
