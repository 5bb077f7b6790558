"""`manage.py fleet`: what operators do to all tenants, or to some."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from poseidon.tenancy.fleet.subcommands import SUBCOMMANDS


class Command(BaseCommand):
    """Each sub-command is told in its own module of `poseidon.tenancy.fleet`."""

    help = "Looks after all tenants' databases, or after some."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        """One parser a sub-command."""
        parsers = parser.add_subparsers(dest="subcommand", required=True, metavar="sub-command")
        for subcommand in SUBCOMMANDS:
            subcommand.add_arguments(
                parsers.add_parser(subcommand.name, help=subcommand.help, description=subcommand.help)
            )

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002 - Django's signature
        """Runs the one that was named."""
        by_name = {subcommand.name: subcommand for subcommand in SUBCOMMANDS}
        by_name[options["subcommand"]].run(options, self.stdout)
