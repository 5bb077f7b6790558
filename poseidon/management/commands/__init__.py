"""One command a file; each parses, calls the domain or the demonstration, and prints."""
