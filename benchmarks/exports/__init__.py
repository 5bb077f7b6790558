"""A million people as CSV, XLSX and JSON: `python -m benchmarks.exports`, or `… exports` among the others.

Each file is asked for in a fresh process, through the whole product: middleware, view, streaming. What is
measured is the time from the request to the last byte, the process's own share of it, and by how much its
memory grew over a process that had shown the list.
"""

import json
import os
import subprocess
import sys
from typing import Any, Final

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
CASES: Final = (
    ("CSV, the list's own columns", "csv", USUAL),
    ("CSV, 15 columns, two of them times", "csv", EVERYTHING),
    ("JSON, the list's own columns", "json", USUAL),
    ("XLSX, the list's own columns", "xlsx", USUAL),
)
HEAD: Final = (
    *("File", "rows/s", "seconds", "CPU s, process", "CPU s, server", "rows per CPU s"),
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
        rows = [_measured(database, environment, *case) for case in CASES]
        return _report(database, plan, rows)


def _measured(
    database: Database, environment: dict[str, str], title: str, ending: str, columns: str
) -> list[str]:
    print(f"exports: {title}", flush=True)
    command = [sys.executable, "-m", "benchmarks.exports.child", ending, columns]
    before = cpu.seconds(database.pid)
    told = subprocess.run(command, env=environment, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True)
    server = cpu.seconds(database.pid) - before
    seen: dict[str, Any] = json.loads(told.stdout.splitlines()[-1])
    return [
        title,
        f"{seen['rows'] / seen['seconds']:,.0f}",
        f"{seen['seconds']:.1f}",
        f"{seen['own']:.1f}",
        f"{server:.1f}",
        f"{seen['rows'] / (seen['own'] + server):,.0f}",
        f"{seen['bytes'] / 1e6:.0f}",
        f"{seen['grown']:.0f}",
    ]


def _report(database: Database, plan: Plan, rows: list[list[str]]) -> str:
    setting = (
        f"{plan.people:,} people, by name, all rows in the server's memory; one run each. "
        "The server's share includes the child's start."
    )
    return "\n\n".join(["## Exports", versions([database]), setting, table(HEAD, rows)])
