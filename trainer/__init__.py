"""What a learner did and what it is worth; no screen, no parser."""
