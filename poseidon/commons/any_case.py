"""Columns that compare text as the older product does, whatever its case, on servers that would not."""

from typing import Any, Final

COLLATIONS: Final = {"sqlite": "NOCASE", "postgresql": "poseidon_any_case"}
"""By vendor; MySQL's tables have theirs from the older product. SQLite's knows the case of ASCII alone."""
POSTGRESQL_LOCALE: Final = "und-u-ks-level2"
"""Of the collation, which is made with the tables: without regard to case, with regard to accents."""


def any_case_parameters(parameters: dict[str, Any], connection: Any) -> dict[str, Any]:
    """A field's `db_parameters` with the collation."""
    collation = COLLATIONS.get(connection.vendor)
    return dict(parameters) if collation is None else {**parameters, "collation": collation}
