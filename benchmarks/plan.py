"""How much is measured, and the names that all parts of a run agree on."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parent.parent
VAR: Final = ROOT / "var" / "bench"
RESULTS: Final = ROOT / "benchmarks" / "RESULTS.md"

SCHEMAS: Final = 200
"""Tenants that have a schema of their own; where more are asked for, they share these."""
CONNECTIONS: Final = {"sync": 4, "gthread": 8}
"""Connections that the load generator keeps busy: enough for every thread to have work."""
VIEWS: Final = ("json", "html")
ADMIN_ROWS: Final = 100
"""Rows on a page of an admin's list."""


@dataclass(frozen=True)
class Plan:
    """Rounds of a run; in each one every contender has its turn. Times in whole seconds."""

    rounds: int
    seconds: int
    warm_up: int
    repetitions: int
    """Samples of each micro figure."""
    admin_rounds: int = 11
    export_rounds: int = 3
    people: int = 1_000_000
    """Rows of the table that the admins list."""


FULL: Final = Plan(rounds=12, seconds=2, warm_up=1, repetitions=400)
QUICK: Final = Plan(rounds=2, seconds=2, warm_up=1, repetitions=60, admin_rounds=5, export_rounds=1)


def tenant_name(number: int) -> str:
    """`T00042`: upper case, as an acronym; the schema is the same in lower case."""
    return f"T{number:05}"


def schema_name(number: int) -> str:
    """The schema in which tenant `number` has its rows."""
    return tenant_name(number % SCHEMAS).lower()
