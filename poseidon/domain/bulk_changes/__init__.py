"""One value for many rows at once, after a look at what that changes."""
