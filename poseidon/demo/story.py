"""What the demonstration's customers have: told once, in this order, through the operators' own commands."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final, NamedTuple

from django.core.management import call_command

from poseidon.tenancy.api import is_tenant

FIXTURES: Final = Path(__file__).resolve().parents[2] / "fixtures"


class Step(NamedTuple):
    """One command with its arguments; `name` is how it is remembered, `told` what the terminal shows."""

    name: str
    told: str
    command: str
    arguments: tuple[str, ...]

    def run(self) -> None:
        """Runs the command; to run it twice changes nothing."""
        call_command(self.command, *self.arguments, verbosity=0)


def steps(listed: Callable[[str], bool] = is_tenant) -> Iterator[Step]:
    """The accounts first: without one a tenant is not served. Then the tenants that are listed."""
    yield _rows("accounts", "accounts", "the customers")
    stories: dict[str, Callable[[], Iterator[Step]]] = {
        "TESTCLIENT": _testclient,
        "CHAOS": _chaos,
        "SOCIETY": _society,
    }
    for tenant, story in stories.items():
        if listed(tenant):
            yield from story()


def _testclient() -> Iterator[Step]:
    yield _rows("TESTCLIENT", "testclient", "cities, conferences, members, registrations")
    yield _rows("TESTCLIENT", "embed_demo_people", "people for the embed")
    yield _rows("TESTCLIENT", "embed_demo_cstmflds", "custom fields")
    yield _schedule("TESTCLIENT", "TCS2026", "testclient-2026.xml")
    yield _schedule("TESTCLIENT", "TCS2027", "testclient-2027.json")


def _chaos() -> Iterator[Step]:
    yield _rows("CHAOS", "chaos", "cities, conferences, registrations")
    yield _schedule("CHAOS", "LF26", "chaos-leuchtfeuer.json")


def _society() -> Iterator[Step]:
    yield _rows("SOCIETY", "society", "cities, conferences, members, registrations")
    yield _abstract_book("SOCIETY", "SCI26", "society-abstract-book.tsv")
    yield _schedule("SOCIETY", "WSM27", "society-winter-school.json")


def _rows(alias: str, fixture: str, told: str) -> Step:
    return Step(f"{alias} {fixture}", f"{alias}: {told}", "loaddata", (fixture, f"--database={alias}"))


def _schedule(tenant: str, conference: str, file: str) -> Step:
    return _import("import_schedule", tenant, conference, file, "programme")


def _abstract_book(tenant: str, conference: str, file: str) -> Step:
    return _import("import_abstract_book", tenant, conference, file, "abstract book")


def _import(command: str, tenant: str, conference: str, file: str, what: str) -> Step:
    arguments = ("--tenant", tenant, "--conference", conference, str(FIXTURES / file))
    return Step(f"{tenant} {conference} {file}", f"{tenant}: {what} of {conference}", command, arguments)
