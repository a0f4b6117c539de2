"""Something optional that stops what is essential; which is which the code does not say, so authors decide."""

from detectors.model import Risk

risk = Risk(__name__, needs_client=False)
