"""The demonstration's databases, made the way an operator makes them."""

from django.core.management import call_command

from poseidon.tenancy.api import tenants


def make_databases() -> None:
    """Migrates each database (`migrate --database=…`) and makes the legacy tables that are missing."""
    for alias in ("default", "accounts", *sorted(tenants())):
        call_command("migrate", database=alias, interactive=False, verbosity=0)
        call_command("make_legacy_tables", database=alias, verbosity=0)
