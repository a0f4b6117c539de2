"""The catalogue: one folder a family, two files a risk. The tree is the table of contents."""
