"""How many small changes of the rules no example and no card notices."""
