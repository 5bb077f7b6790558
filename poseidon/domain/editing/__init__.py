"""Editing rows that another product writes too: no edit is lost, and nobody is overwritten."""
