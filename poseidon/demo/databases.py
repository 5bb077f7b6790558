"""The demonstration's databases, made the way an operator makes them."""

from typing import Final

from django.core.management import call_command
from django.db import connections

from poseidon.demo.errors import DemoError
from poseidon.tenancy.api import tenants

CONTROL: Final = "default"
SERVER: Final = "mysql"  # where docker/mysql made the legacy tables


def make_databases() -> None:
    """Migrates each database (`migrate_all`) and makes the legacy tables that are missing."""
    call_command("migrate_all", verbosity=0)
    if not on_server():
        for alias in ("accounts", *sorted(tenants())):
            call_command("make_legacy_tables", database=alias, verbosity=0)


def on_server() -> bool:
    """Whether the rows are on a server, where they outlive the demonstration's folder."""
    return connections[CONTROL].vendor == SERVER


def refuse_on_server(what: str) -> None:
    """DemoError for what only works where everything is in one folder."""
    if on_server():
        raise DemoError(
            f"`demo {what}` works on files, and here the rows are on a server: nothing was done. "
            "To start over: docker compose down --volumes, then docker compose up."
        )
