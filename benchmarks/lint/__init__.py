"""CPU seconds of `critique lint` and of its peers on the same pinned files, as ratios of one run."""
