"""How well the interview's grader agrees with a person."""
