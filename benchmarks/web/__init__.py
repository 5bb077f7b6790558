"""Requests a second under load, all contenders side by side."""
