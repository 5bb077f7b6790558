"""Which columns of a table the server can look up: legacy tables differ from customer to customer."""

from typing import Any, Final

from django.core.cache import cache
from django.db import DatabaseError, connections

_KEPT_SECONDS: Final = 600
_FIRST_COLUMNS: Final = (
    "SELECT column_name FROM information_schema.statistics "
    "WHERE table_schema = DATABASE() AND table_name = %s AND seq_in_index = 1"
)


def is_indexed(model: Any, field: str, alias: str) -> bool:
    """Whether an index of the table begins with this column; asked of the server once in ten minutes."""
    key = f"indexed:{model._meta.db_table}"
    columns: frozenset[str] | None = cache.get(key)
    if columns is None:
        try:
            columns = _first_columns(alias, model._meta.db_table)
        except DatabaseError:
            return False  # whoever reads the table next knows what to do about a server that is lost
        cache.set(key, columns, _KEPT_SECONDS)
    return model._meta.get_field(field).column.lower() in columns


def _first_columns(alias: str, table: str) -> frozenset[str]:
    """On MySQL by one query, where Django's introspection takes four."""
    connection = connections[alias]
    with connection.cursor() as cursor:
        if connection.vendor == "mysql":
            cursor.execute(_FIRST_COLUMNS, [table])
            return frozenset(column.lower() for (column,) in cursor if column)
        found = connection.introspection.get_constraints(cursor, table).values()
    return frozenset(made["columns"][0].lower() for made in found if made["index"] and made["columns"])
