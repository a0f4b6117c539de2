"""A decision on a copy that may be behind; whether it is one the code rarely says, so authors decide."""

from detectors.model import Risk

risk = Risk(__name__, needs_client=False)
