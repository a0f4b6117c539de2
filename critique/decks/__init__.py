"""Making and checking decks: the part of a card's life that needs the detectors."""
