"""Poseidon behind gunicorn on servers that are late, hung or dead, and what people see of it: nothing."""
