"""A small library of books: models of every kind that the engine tells apart. For tests only."""
