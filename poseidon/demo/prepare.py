"""Makes the demonstration, as far as it is not there yet."""

from pathlib import Path

from rich.console import Console
from rich.table import Table
from rich.text import Text

from poseidon.demo.databases import make_databases
from poseidon.demo.errors import DemoError
from poseidon.demo.logins import Login, ensure_logins
from poseidon.demo.place import empty, working_alone
from poseidon.demo.progress import Progress
from poseidon.demo.secret import secret_key
from poseidon.demo.story import steps


def prepare(folder: Path, console: Console) -> list[Login]:
    """Databases, data and logins; whatever is there is kept. Another process that serves is not disturbed."""
    with working_alone(folder) as alone:
        if not alone:
            console.print("Another process serves this demonstration: its data is used as it is.")
            return ensure_logins(folder)
        make_databases()
        progress = Progress(folder)
        for step in steps():
            if progress.once(step.name, step.run):
                console.print(f"  {step.told}")
        secret_key(folder)
        return ensure_logins(folder)


def start_over(folder: Path) -> None:
    """Deletes everything the demonstration made; DemoError while a process serves from it."""
    with working_alone(folder) as alone:
        if not alone:
            raise DemoError("The demonstration is being served: stop it first (Ctrl-C), then start over.")
        empty(folder)


def table_of(logins: list[Login], address: str, *, passwords: bool = True) -> Table:
    """Who can sign in where, for the terminal; without `passwords` for a log, which others keep."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    for heading in ("Address", "User", "Password")[: 3 if passwords else 2]:
        table.add_column(heading, no_wrap=True, overflow="fold")
    for login in logins:
        cells = (Text(f"{address}/{login.tenant or 'admin'}/"), login.user, login.password)
        table.add_row(*cells[: 3 if passwords else 2])
    return table
