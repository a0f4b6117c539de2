"""Control flow: loops, ways out, failures that are noticed or hidden."""
