"""What we do to the dependency, to the process and to the clock when there is a lot of work."""
