"""The screens in a browser: a server on loopback, and a child process for each visitor."""
