"""Database backends of the engine's own."""
