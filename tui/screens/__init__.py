"""Screens: one module each; what they need comes in, what they found leaves through dismiss."""
