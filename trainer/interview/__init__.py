"""Interview: a situation, an answer in the learner's own words, and a grade without a network or a model."""
