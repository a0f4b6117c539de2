"""Making and checking decks: the part of a card's life that needs the detectors."""

DECK = "critique-deck"
"""Where cards go if nobody says."""
