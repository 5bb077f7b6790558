"""Whether work in one tenant left anything in another."""

from collections import Counter
from collections.abc import Iterator

from django.apps import apps
from django.db import connections

from poseidon.tenancy.context import CURRENT_TENANT, tenant_context
from poseidon.tenancy.routing.homes import home_of

Rows = dict[str, "Counter[str]"]
SHOWN = 3


class TwoTenants:
    """`ours`, in which a test works, and `other`, whose rows must be at its end what they were.

    `ours, other = two_tenants` takes the names. All rows of all models that live with tenants are compared,
    not only counted: a row overwritten by another with the same key leaks too. A test that prepares rows in
    both calls `watch()` when it has.
    """

    def __init__(self, ours: str, other: str) -> None:
        self.ours, self.other = ours, other
        self._before: Rows = {}

    def __iter__(self) -> Iterator[str]:
        return iter((self.ours, self.other))

    def watch(self) -> None:
        """From now on the other tenant's rows must not change."""
        self._before = rows_of(self.other)

    def check(self) -> None:
        """AssertionError that names each table of the other tenant that changed, and the rows."""
        after = rows_of(self.other)
        problems = [
            problem
            for table in sorted({*self._before, *after})
            for problem in _changes(table, self._before.get(table, Counter()), after.get(table, Counter()))
        ]
        if problems:
            raise AssertionError(
                f"What was done in {self.ours} reached {self.other}.\n" + "\n".join(problems)
            )


def rows_of(tenant: str) -> Rows:
    """Every row in the tenant's own tables, as text, by table."""
    with tenant_context(tenant), connections[tenant].cursor() as cursor:
        connection = connections[tenant]
        present = _tenant_tables().intersection(connection.introspection.table_names(cursor))
        found: Rows = {}
        for table in present:
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608 - a model's table
            found[table] = Counter(map(repr, cursor.fetchall()))
        return found


def _tenant_tables() -> set[str]:
    models = apps.get_models(include_auto_created=True)
    return {model._meta.db_table for model in models if home_of(model) == CURRENT_TENANT}


def _changes(table: str, before: "Counter[str]", after: "Counter[str]") -> Iterator[str]:
    for word, rows in (("new", after - before), ("gone", before - after)):
        if rows:
            shown = ", ".join(list(rows)[:SHOWN])
            yield f"  {table}: {rows.total()} {word}: {shown}{', …' if len(rows) > SHOWN else ''}"
