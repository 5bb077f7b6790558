"""The demonstration from the command line: `make demo` is `demo serve`."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from rich.console import Console

from poseidon.demo.databases import refuse_on_server
from poseidon.demo.errors import DemoError
from poseidon.demo.place import demo_dir
from poseidon.demo.prepare import prepare, start_over, table_of
from poseidon.demo.serving import refuse_used_port, serve


class Command(BaseCommand):
    """Under settings.demo everything it makes is in DEMO_DIR (var/demo); under settings.development it
    fills the compose stack's MySQL, and only `prepare` works."""

    help = "Make and serve the demonstration: three invented customers in SQLite files."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        """What to do; where to listen."""
        parser.add_argument("what", choices=["serve", "prepare", "reset"])
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--hide-passwords", action="store_true", help="where the output is a log")

    def handle(
        self, *_args: Any, what: str, host: str, port: int, hide_passwords: bool, **_options: Any
    ) -> None:
        """`serve` prepares and serves, `prepare` only prepares, `reset` prepares from nothing."""
        console = Console(highlight=False, markup=False)
        try:
            folder = demo_dir()
            if what != "prepare":
                refuse_on_server(what)
            if what == "serve":
                refuse_used_port(host, port)
            if what == "reset":
                start_over(folder)
            logins = prepare(folder, console)
            address = f"http://{f'[{host}]' if ':' in host else host}:{port}"
            console.print(table_of(logins, address, passwords=not hide_passwords))
            if hide_passwords:
                console.print(f"\nTheir passwords: {folder / 'credentials.json'}")
            if what == "serve":
                console.print(f"\nSign in at {address}/ (Ctrl-C stops the server)")
                serve(folder, host, port)
        except DemoError as error:
            raise CommandError(str(error)) from error
