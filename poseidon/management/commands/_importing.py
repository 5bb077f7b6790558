"""What the two import commands share: arguments, the progress bar, errors, the summary."""

import json
from argparse import ArgumentTypeError
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import Error as DatabaseError
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

from poseidon.domain.changes.actor import acting_command
from poseidon.domain.imports.errors import FileRefusedError
from poseidon.domain.imports.services import Progress as Told
from poseidon.domain.imports.services import silent
from poseidon.domain.imports.summary import Summary
from poseidon.management.commands._tenants import unknown_tenant
from poseidon.tenancy.api import UnknownTenantError, tenant_context


class ImportCommand(BaseCommand):
    """An import into one conference of one tenant. Subclasses say what is read, in `run`."""

    requires_migrations_checks = False

    def add_arguments(self, parser: CommandParser) -> None:
        """What both commands take."""
        parser.add_argument("file", type=Path, metavar="FILE")
        parser.add_argument(
            "--tenant", required=True, metavar="T", help="Whose conference, as in TESTCLIENT."
        )
        parser.add_argument(
            "--conference",
            required=True,
            metavar="CODE",
            help="Its code, at most 8 characters. The conference is made if there is none.",
        )
        parser.add_argument(
            "--timezone", metavar="ZONE", help="As in Europe/Berlin, where the file names none."
        )
        parser.add_argument(
            "--source",
            metavar="NAME",
            help="Where the file's short ids of people were given; files with one source share them. "
            "Default: the host that the file names, else the conference.",
        )
        parser.add_argument("--dry-run", action="store_true", help="Show what would be done, write nothing.")
        parser.add_argument("--json", action="store_true", help="Print the summary as JSON.")

    def run(self, path: Path, **options: Any) -> Summary:
        """Calls the service that reads this command's kind of file."""
        raise NotImplementedError

    def handle(self, *_args: Any, file: Path, tenant: str, verbosity: int, **options: Any) -> None:
        """Imports, and prints the summary unless `--verbosity 0`."""
        as_json = options.pop("json")
        shown = verbosity > 0 and not as_json
        command = type(self).__module__.rpartition(".")[2]
        with (
            _told_plainly(tenant),
            tenant_context(tenant),
            acting_command(command),
            _progress(self.stderr, shown) as progress,
        ):
            summary = self.run(file, progress=progress, **options)
        if as_json:
            self._print(json.dumps(summary.as_dict(), ensure_ascii=False, indent=2))
        elif verbosity > 0:
            self._print(summary.as_text())

    def _print(self, text: str) -> None:
        """Whatever the file is called and holds: by now all is written, and an error would say otherwise."""
        encoding = getattr(self.stdout, "encoding", None) or "utf-8"
        self.stdout.write(text.encode(encoding, "backslashreplace").decode(encoding))


@contextmanager
def _told_plainly(tenant: str) -> Iterator[None]:
    """Turns what can go wrong into a CommandError that says so."""
    try:
        yield
    except UnknownTenantError as error:
        raise CommandError(unknown_tenant(tenant)) from error
    except FileRefusedError as error:
        raise CommandError(f"{error}\nNothing was written.") from error
    except KeyboardInterrupt as error:
        raise CommandError("Interrupted. Nothing was written.", returncode=130) from error
    except DatabaseError as error:
        raise CommandError(
            f"The database of {tenant} (alias {tenant}) refused: {error}\nNothing was written."
        ) from error


@contextmanager
def _progress(stream: Any, shown: bool) -> Iterator[Told]:
    """A progress bar on a terminal; nothing elsewhere."""
    if not (shown and stream.isatty()):
        yield silent
        return
    bare = getattr(stream, "_out", stream)  # Django's wrapper ends every write with a line break
    columns = (TextColumn("Importing"), BarColumn(), TaskProgressColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(file=bare), transient=True) as bar:

        def begin(total: int) -> Callable[[int], None]:
            task = bar.add_task("import", total=total)
            return lambda done: bar.advance(task, done)

        yield begin


def pair(text: str) -> tuple[str, str]:
    """`column=header`, for `--map`."""
    column, equals, header = text.partition("=")
    if not (column and equals and header):
        raise ArgumentTypeError(f"{text!r} is not column=header, as in full_name=Author")
    return column, header
