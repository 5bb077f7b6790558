"""A thousand rows of a table in one statement: the server copies one that is there."""

from collections.abc import Collection

from django.db import connections
from django.db.models import Model

LAST = 500_000
"""The number of every last copy. Servers remember the highest key that there was, even if it is undone: what
factories make has keys below these numbers before the first copies, and above them ever after."""


def multiply(
    row: Model, number: int, *, numbered: Collection[str] = (), shift: int = 0, **fixed: object
) -> None:
    """Copies `row` under keys up to LAST - `shift`.

    The fields `numbered` count up to LAST, `fixed` ones are as told, all others are those of `row`.
    """
    meta, connection = row._meta, connections[str(row._state.db)]
    quote = connection.ops.quote_name
    values = {field.attname: quote(field.column) for field in meta.concrete_fields}
    values |= dict.fromkeys(numbered, "n") | dict.fromkeys(fixed, "%s")
    values[meta.pk.attname] = f"n - {int(shift)}" if shift else "n"
    table, key = quote(meta.db_table), quote(meta.pk.column)
    told = [fixed[field.attname] for field in meta.concrete_fields if field.attname in fixed]
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} ({', '.join(quote(field.column) for field in meta.concrete_fields)}) "
            f"WITH RECURSIVE numbers (n) AS (SELECT {LAST} - {int(number) - 1} UNION ALL "
            f"SELECT n + 1 FROM numbers WHERE n < {LAST}) "
            f"SELECT {', '.join(values.values())} FROM {table}, numbers WHERE {key} = %s",
            [*told, row.pk],
        )
        assert cursor.rowcount == number
