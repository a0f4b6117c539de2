"""Control flow: conditions, except clauses, ways out, tasks and threads."""
