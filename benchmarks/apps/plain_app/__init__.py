"""Plain Django: one database for everybody; the tenant in the path is not looked at. The ceiling."""
