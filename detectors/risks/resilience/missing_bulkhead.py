"""Workloads of different urgency in one queue, pool or sender; what is urgent the code does not say, so authors decide."""

from detectors.model import Risk

risk = Risk(__name__, needs_client=False)
