"""The whole product with one tenant of a million people: its own settings, on the benchmark's server."""
