"""A table that is large in truth: rows that the server makes itself, 25,000 in a fifth of a second."""

import pytest
from django.db import connections

from poseidon.tenancy.api import current_tenant

LARGE_ENOUGH = 25_000


def add_many_people(number: int = LARGE_ENOUGH, *, first_pid: int = 1_000_000) -> None:
    """`number` people of the current tenant, called Many Person, inside the test's transaction.

    Skips the test on other servers than MariaDB: they have no tables of numbers, and either estimate nothing
    or go on telling an estimate from before.
    """
    connection = connections[str(current_tenant())]
    if not getattr(connection, "mysql_is_mariadb", False):
        pytest.skip("only MariaDB makes rows of numbers, and estimates them at once")
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO people (pid, first_name, last_name, email) "
            "SELECT seq, 'Many', 'Person', CONCAT('person', seq, '@example.org') FROM "
            f"seq_{int(first_pid)}_to_{int(first_pid) + int(number) - 1}"
        )
