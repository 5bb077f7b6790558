"""Plain Django with its own admin over the same table of people."""
