"""Migrates every primary: the shared databases first, then each tenant's, in one process."""

from typing import Any, Final

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connections

from poseidon.tenancy.api import tenants

SHARED: Final = ("default", "accounts")
SOME_TENANTS_FAILED: Final = 3


class Command(BaseCommand):
    """One process for all: a database with nothing to do takes 50 ms, where a process each takes a second.

    A shared database that fails ends the run (exit code 1), since nothing works without it. A tenant that
    fails does not: the others are migrated, then the failures are listed (exit code 3). Run again, it goes on
    with what is missing.
    """

    help = "Migrate default, accounts and every tenant; one tenant's failure stops no other."

    def add_arguments(self, parser: CommandParser) -> None:
        """`--plan` shows and changes nothing."""
        parser.add_argument("--plan", action="store_true", help="show what would be done on each database")

    def handle(self, *_args: Any, plan: bool, verbosity: int, **_options: Any) -> None:
        """CommandError with the failures; its exit code tells whose they are."""
        for alias in SHARED:
            self._migrate(alias, plan=plan, verbosity=verbosity)
        failed = {}
        for tenant in sorted(tenants()):
            try:
                self._migrate(tenant, plan=plan, verbosity=verbosity)
            except Exception as error:  # noqa: BLE001 - a migration may raise anything; the others go on
                failed[tenant] = f"{type(error).__name__}: {error}"
                self.stderr.write(f"{tenant}: {failed[tenant]}")
        if failed:
            raise CommandError(
                f"{len(failed)} of {len(tenants())} tenants were not migrated: {', '.join(failed)}. "
                "The others are up to date. Remove the cause and run migrate_all again.",
                returncode=SOME_TENANTS_FAILED,
            )

    def _migrate(self, alias: str, *, plan: bool, verbosity: int) -> None:
        if verbosity:
            self.stdout.write(f"{alias}:")
        try:
            call_command(
                "migrate",
                database=alias,
                interactive=False,
                plan=plan,
                verbosity=verbosity,
                stdout=self.stdout,
                stderr=self.stderr,
            )
        finally:
            connections[alias].close()  # thousands of tenants must not mean thousands of connections
