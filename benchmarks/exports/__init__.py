"""A million people as CSV, XLSX and JSON: `python -m benchmarks.exports`, or `… exports` among the others.

Each file is asked for in a fresh process, through the whole product: middleware, view, streaming. What is
measured is the time from the request to the last byte, the process's own share of it, and by how much its
memory grew over a process that had shown the list. Every round asks for every file once.
"""

import json
import os
import subprocess
import sys
from statistics import median
from typing import Final, NamedTuple

from benchmarks.admin.million import TENANT, USER, a_million_people
from benchmarks.plan import ROOT, Plan
from benchmarks.servers.mariadb import Database
from benchmarks.table import table
from benchmarks.versions import versions
from benchmarks.web import cpu
from tests.support.servers.run_directory import run_directory

__all__ = ["run"]

USUAL: Final = ""
EVERYTHING: Final = (
    "pid,first_name,last_name,title,degree,email,phone,organisation,city,country,public,external_id,"
    "created_at,updated_at"
)


class Case(NamedTuple):
    """A file that is asked for: its format, and names of columns; none for those that the list shows."""

    title: str
    ending: str
    columns: str


class Taken(NamedTuple):
    """What one file took."""

    rows: int
    seconds: float
    own: float
    """Seconds of the process's processor time."""
    bytes: int
    grown: float
    """Mebibytes over the idle process."""
    server: float
    """Seconds of the server's processor time."""


CASES: Final = (
    Case("CSV, the list's own columns", "csv", USUAL),
    Case("CSV, 15 columns, two of them times", "csv", EVERYTHING),
    Case("JSON, the list's own columns", "json", USUAL),
    Case("XLSX, the list's own columns", "xlsx", USUAL),
)
HEAD: Final = (
    *("File", "rows/s", "least-most", "CPU s, process", "CPU s, server", "rows per CPU s"),
    *("MB", "memory, MB over idle"),
)


def run(plan: Plan) -> str:
    """Measures, and returns the section of the report."""
    with a_million_people(plan.people) as database:
        given = {"tenant": TENANT, "conn_max_age": 600} | database.access(USER)
        path = run_directory() / "benchmark-exports.json"
        path.write_text(json.dumps(given), encoding="utf-8")
        environment = os.environ | {
            "BENCHMARK": str(path),
            "DJANGO_SETTINGS_MODULE": "benchmarks.apps.admin_poseidon.settings",
            "PYTHONPATH": str(ROOT),
        }
        rounds = [[_taken(database, environment, case) for case in CASES] for _ in range(plan.export_rounds)]
        return _report(database, plan, [_row(*turns) for turns in zip(CASES, *rounds, strict=True)])


def _taken(database: Database, environment: dict[str, str], case: Case) -> Taken:
    print(f"exports: {case.title}", flush=True)
    command = [sys.executable, "-m", "benchmarks.exports.child", case.ending, case.columns]
    before = cpu.seconds(database.pid)
    told = subprocess.run(command, env=environment, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True)
    server = cpu.seconds(database.pid) - before
    taken = Taken(**json.loads(told.stdout.splitlines()[-1]), server=server)
    print(f"exports: {taken.rows / taken.seconds:,.0f} rows/s", flush=True)
    return taken


def _row(case: Case, *turns: Taken) -> list[str]:
    rates = [taken.rows / taken.seconds for taken in turns]
    return [
        case.title,
        f"{median(rates):,.0f}",
        f"{min(rates):,.0f}-{max(rates):,.0f}",
        f"{median(taken.own for taken in turns):.1f}",
        f"{median(taken.server for taken in turns):.1f}",
        f"{median(taken.rows / (taken.own + taken.server) for taken in turns):,.0f}",
        f"{turns[0].bytes / 1e6:.0f}",
        f"{max(taken.grown for taken in turns):.0f}",
    ]


def _report(database: Database, plan: Plan, rows: list[list[str]]) -> str:
    setting = (
        f"{plan.people:,} people, by name, all rows in the server's memory; medians of {plan.export_rounds} "
        "rounds, of memory the most. The server's share includes the child's start."
    )
    return "\n\n".join(["## Exports", versions([database]), setting, table(HEAD, rows)])
