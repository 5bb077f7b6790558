"""Imports a conference's programme from frab XML, frab JSON or pretalx JSON."""

from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser

from poseidon.domain.imports.services import import_schedule
from poseidon.domain.imports.summary import Summary
from poseidon.management.commands._importing import ImportCommand


class Command(ImportCommand):
    """The format is told by the content. Run twice, it changes nothing and says so."""

    help = "Import a programme (frab XML, frab JSON, pretalx JSON) into a conference of a tenant."

    def add_arguments(self, parser: CommandParser) -> None:
        """`--language` besides what both imports take."""
        super().add_arguments(parser)
        parser.add_argument(
            "--language",
            default="en",
            metavar="CODE",
            help="Which of several languages of a name (default en).",
        )

    def run(self, path: Path, **options: Any) -> Summary:
        """Only what the service takes."""
        names = ("conference", "timezone", "language", "source", "dry_run", "progress")
        return import_schedule(path, **{name: options[name] for name in names})
