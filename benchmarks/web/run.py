"""The interleaved run: in every round each contender has its turn, so that a noisy minute hurts all alike."""

import json
from collections.abc import Iterable, Sequence
from contextlib import ExitStack

from benchmarks import environment
from benchmarks.contenders import BASELINE, CONTENDERS, Contender, Database
from benchmarks.plan import Plan, schema_name
from benchmarks.servers.mariadb import mariadb
from benchmarks.servers.postgresql import postgresql
from benchmarks.versions import versions
from benchmarks.web.gunicorn import Site, served
from benchmarks.web.load import Load, load
from benchmarks.web.report import Table, report

Turns = dict[str, list[Load]]
_LAST_TENANT = 199


def run(plan: Plan, contenders: Sequence[Contender], kinds: Iterable[str], pages: Sequence[str]) -> str:
    """Starts everything, measures, and returns the section of the report."""
    if BASELINE not in {contender.key for contender in contenders}:
        raise ValueError(f"Ratios are to {BASELINE}: it must take part.")
    environment.prepare()
    with ExitStack() as stack:
        databases = {database.kind: database for database in _databases(stack, contenders)}
        tables = []
        for kind in kinds:
            for page, turns in _kind(plan, contenders, databases, kind, pages).items():
                tables.append(Table(kind, page, turns))
        return report(plan, contenders, tables, versions(databases.values()))


def _databases(stack: ExitStack, contenders: Sequence[Contender]) -> list[Database]:
    """The servers that the contenders need, filled."""
    needed = {contender.server for contender in contenders}
    found: list[Database] = []
    if "mariadb" in needed:
        found.append(stack.enter_context(mariadb(_users("mariadb"))))
    if "postgresql" in needed:
        found.append(stack.enter_context(postgresql(_users("postgresql"))))
        environment.fill_postgresql(found[-1])
    return found


def _users(server: str) -> list[str]:
    return [contender.user for contender in CONTENDERS if contender.server == server]


def _kind(
    plan: Plan,
    contenders: Sequence[Contender],
    databases: dict[str, Database],
    kind: str,
    pages: Sequence[str],
) -> dict[str, Turns]:
    """All rounds under one kind of workers: page to contender to turns."""
    seen: dict[str, Turns] = {f"people.{page}": {c.key: [] for c in contenders} for page in pages}
    with ExitStack() as stack:
        sites = [stack.enter_context(served(c, databases[c.server], kind)) for c in contenders]
        for site in sites:
            _check(site)
        for number in range(plan.rounds):
            for page, turns in seen.items():
                for site in sites:
                    load(site, page, plan.warm_up)
                    turn = load(site, page, plan.seconds)
                    turns[site.contender.key].append(turn)
                    print(
                        f"{kind} {page} round {number + 1} {site.contender.key}: {turn.rate:.0f}/s",
                        flush=True,
                    )
    return seen


def _check(site: Site) -> None:
    """RuntimeError unless a tenant gets its own fifty rows (plain Django knows one tenant only)."""
    rows = json.loads(site.get(_LAST_TENANT, "people.json"))
    number = 0 if site.contender.project == "plain_app" else _LAST_TENANT
    if {row["external_id"] for row in rows} != {schema_name(number)}:
        raise RuntimeError(f"{site.contender.key} answers tenant {_LAST_TENANT} with another one's rows.")
    site.get(_LAST_TENANT, "people.html")
