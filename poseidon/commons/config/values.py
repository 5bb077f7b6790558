"""From a parameter's text to what it means. None: the text means nothing of that kind.

None and not an exception: `int("secret")` would quote the secret in its message.
"""

from __future__ import annotations

_BOOLEANS = {
    **dict.fromkeys(("1", "true", "yes", "on"), True),
    **dict.fromkeys(("0", "false", "no", "off"), False),
}


def to_bool(text: str) -> bool | None:
    """The word's meaning, whatever its case and the blanks around it."""
    return _BOOLEANS.get(text.strip().lower())


def to_int(text: str) -> int | None:
    """A whole number as `int` reads it."""
    try:
        return int(text)
    except ValueError:
        return None


def to_list(text: str) -> list[str]:
    """Comma-separated items, stripped, without empty ones."""
    return [item for item in map(str.strip, text.split(",")) if item]
