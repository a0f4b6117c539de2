"""One module a command: its docstring is its help, with an example at the end."""
