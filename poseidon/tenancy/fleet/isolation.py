"""Proves on the live servers that a tenant's credentials open its own schema and no other tenant's."""

import tempfile
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

from poseidon.commons.config import ParameterError
from poseidon.commons.config.database_users import DatabaseUser, tenant_user
from poseidon.tenancy.fleet.probes import Answer, Outcome, Target, meaning_of, try_all
from poseidon.tenancy.fleet.quoting import identifier
from poseidon.tenancy.fleet.servers import Server, connect, schema_of, server_of

OWN: Final = "its own"
USUAL_TABLE: Final = "people"
_A_TABLE: Final = """
    SELECT table_name FROM information_schema.tables WHERE table_schema = %s AND table_type = 'BASE TABLE'
    ORDER BY table_name <> %s, table_name LIMIT 1
"""


class Finding(NamedTuple):
    """Something that should not be: what `tenant`'s user could do in `other`, or could not in its own."""

    tenant: str
    other: str
    attempt: str
    outcome: str
    detail: str


@dataclass
class Report:
    """What was tried and what was found; isolated where nothing was."""

    tenants: int = 0
    pairs: int = 0
    attempts: int = 0
    findings: list[Finding] = field(default_factory=list)

    def add(self, tenant: str, other: str, attempt: str, outcome: str, detail: str) -> None:
        """Notes a finding."""
        self.findings.append(Finding(tenant, other, attempt, outcome, detail))


def check_isolation(pairs: Iterable[tuple[str, list[str]]]) -> Report:
    """Tries each tenant's credentials on its own schema and on those of the others it is paired with."""
    report = Report()
    with tempfile.NamedTemporaryFile(prefix="poseidon-empty-") as empty:
        for tenant, others in pairs:
            report.tenants += 1
            try:
                user = tenant_user(tenant)
            except ParameterError as error:
                report.add(tenant, OWN, "credentials", Outcome.UNTRIED.value, str(error))
                continue
            _Trial(report, tenant, user, empty.name).against(others)
    return report


class _Trial:
    """One tenant's user against the others, with one connection a server."""

    def __init__(self, report: Report, tenant: str, user: DatabaseUser, file: str) -> None:
        self.report, self.tenant, self.user, self.file = report, tenant, user, file
        self.table = USUAL_TABLE

    def against(self, others: list[str]) -> None:
        """Its own server first, where it must get in; then the others', where it need not."""
        own_server = server_of(self.tenant)
        by_server: dict[Server, list[str]] = {own_server: []}
        for other in others:
            by_server.setdefault(server_of(other), []).append(other)
        for server, there in by_server.items():
            self._on_server(there, own=server == own_server)

    def _on_server(self, others: list[str], *, own: bool) -> None:
        from MySQLdb import Error as MySQLError

        try:
            connection = connect(self.tenant if own else others[0], self.user, local_infile=True)
        except MySQLError as error:
            self._not_let_in(others, own=own, error=error)
            return
        with closing(connection) as opened:
            if own:
                self._read_own(opened)
            for other in others:
                self._try(opened, other)

    def _not_let_in(self, others: list[str], *, own: bool, error: Exception) -> None:
        """On its own server that is a finding; on another's it is what is wanted, if rights are why."""
        self.report.pairs += len(others)
        self.report.attempts += 1
        if own:
            self.report.add(self.tenant, OWN, "sign-in", meaning_of(error).value, str(error))
        elif meaning_of(error) is not Outcome.REFUSED:
            self.report.add(self.tenant, others[0], "sign-in", Outcome.UNTRIED.value, str(error))

    def _read_own(self, connection: Any) -> None:
        from MySQLdb import Error as MySQLError

        schema = schema_of(self.tenant)
        self.report.attempts += 1
        try:
            with connection.cursor() as cursor:
                cursor.execute(_A_TABLE, [schema, USUAL_TABLE])
                found = cursor.fetchone()
                if found is None:
                    self.report.add(
                        self.tenant, OWN, "query", Outcome.REFUSED.value, f"{schema} shows no table"
                    )
                    return
                self.table = found[0]
                table = f"{identifier(schema)}.{identifier(self.table)}"
                cursor.execute(f"SELECT 1 FROM {table} LIMIT 1")  # noqa: S608 - checked identifiers
        except MySQLError as error:
            self.report.add(self.tenant, OWN, "query", meaning_of(error).value, str(error))

    def _try(self, connection: Any, other: str) -> None:
        def note(answer: Answer) -> None:
            self.report.add(self.tenant, other, answer.probe, answer.outcome.value, answer.detail)

        target = Target(schema_of(self.tenant), schema_of(other), self.table, self.file)
        self.report.pairs += 1
        self.report.attempts += try_all(connection, target, note=note)
