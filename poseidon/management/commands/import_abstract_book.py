"""Imports an abstract book from CSV or TSV."""

from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser

from poseidon.domain.imports.errors import FileRefusedError
from poseidon.domain.imports.services import import_abstract_book
from poseidon.domain.imports.summary import Summary
from poseidon.management.commands._importing import ImportCommand, pair


class Command(ImportCommand):
    """Columns are told by their headers. Run twice, it changes nothing and says so."""

    help = (
        "Import an abstract book (CSV or TSV, one row a person in a session) into a conference of a tenant."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """`--map` and `--encoding` besides what both imports take."""
        super().add_arguments(parser)
        parser.add_argument(
            "--map",
            action="append",
            type=pair,
            default=[],
            metavar="COLUMN=HEADER",
            help="Which header means which column, where it is not understood by itself; as often as needed.",
        )
        parser.add_argument(
            "--encoding", help="Encoding of the file where it is not UTF-8, as in windows-1252."
        )

    def run(self, path: Path, **options: Any) -> Summary:
        """Only what the service takes."""
        names = ("conference", "encoding", "timezone", "source", "dry_run", "progress")
        chosen = {name: options[name] for name in names}
        return import_abstract_book(path, columns=_one_each(options["map"]), **chosen)


def _one_each(pairs: list[tuple[str, str]]) -> dict[str, str]:
    """Header by column. FileRefusedError where a column is given two."""
    columns: dict[str, str] = {}
    for column, header in pairs:
        if columns.setdefault(column, header) != header:
            both = f"--map {column}={columns[column]} and --map {column}={header}"
            raise FileRefusedError(f"{both}: a column is read from one header, leave one of the two out")
    return columns
