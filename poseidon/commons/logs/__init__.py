"""Logs as lines of JSON, without personal data. Imports Django on use only: gunicorn's master logs too."""

from poseidon.commons.logs.json_lines import JsonFormatter

__all__ = ["JsonFormatter"]
