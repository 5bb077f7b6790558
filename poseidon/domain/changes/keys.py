"""The keys of rows that were just inserted."""

from collections.abc import Sequence
from typing import Any, Final

from django.db import connections, models

from poseidon.domain.changes.errors import UnrecordedWriteError

_FIRST_KEY: Final = {
    "mysql": "SELECT LAST_INSERT_ID(), @@SESSION.auto_increment_increment",
    "sqlite": "SELECT last_insert_rowid() - %s, 1",
}
"""The first key of the statement before, and the step to the next: one statement's keys follow each other
(InnoDB, `innodb_autoinc_lock_mode` 0 to 2, for an INSERT of a known number of rows)."""


def keys_of_inserted(
    rows: Sequence[models.Model],
    returned: "Sequence[models.Field[Any, Any]]",
    results: Sequence[Sequence[Any]] | None,
    *,
    alias: str,
) -> list[Any]:
    """The key of each row: its own, or what the INSERT returned, or what the server counted up to.

    MySQL returns no keys of several rows, so they are counted from the first, and seen to be there.
    """
    key = rows[0]._meta.pk
    own = [row.pk for row in rows]
    if None not in own:
        return own
    if key in returned and results:
        position = list(returned).index(key)
        return [result[position] for result in results]
    return _counted(rows, alias)


def _counted(rows: Sequence[models.Model], alias: str) -> list[Any]:
    connection, model, number = connections[alias], type(rows[0]), len(rows)
    sql = _FIRST_KEY.get(connection.vendor)
    if sql is not None and not any(row.pk for row in rows):
        with connection.cursor() as cursor:
            cursor.execute(sql, [number - 1] if "%s" in sql else None)
            first, step = cursor.fetchone()
        keys = list(range(first, first + number * step, step))
        if model._base_manager.using(alias).filter(pk__in=keys).count() == number:
            return keys
    raise UnrecordedWriteError(f"bulk_create() of {model._meta.object_name}, whose keys are unknown,", alias)
