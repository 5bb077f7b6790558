"""A table that is large in truth: rows that the server makes itself, 25,000 in a fifth of a second."""

from django.db import connections

from poseidon.tenancy.api import current_tenant

LARGE_ENOUGH = 25_000


def add_many_people(
    number: int = LARGE_ENOUGH, *, first_pid: int = 1_000_000, first_name: str = "Many"
) -> None:
    """`number` people of the current tenant, of the last name `Person`, inside the test's transaction.

    MariaDB only: other servers have no tables of numbers.
    """
    with connections[str(current_tenant())].cursor() as cursor:
        cursor.execute(
            "INSERT INTO people (pid, first_name, last_name, email) "
            "SELECT seq, %s, 'Person', CONCAT('person', seq, '@example.org') FROM "
            f"seq_{int(first_pid)}_to_{int(first_pid) + int(number) - 1}",
            [first_name],
        )
