"""Words and addresses that mean something: names of settings, hosts, listings, what was withdrawn."""
