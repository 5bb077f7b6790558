"""What one tenant's user tries on another tenant's schema, and what the server's answer means.

Nothing here changes a row where it is allowed: whatever writes, writes no rows.
"""

from collections.abc import Callable
from enum import Enum
from typing import Any, Final, NamedTuple

from poseidon.tenancy.fleet.quoting import identifier, text

# Access denied: to the schema, to sign in, to the table, to a column, to a privilege, to a routine.
_DENIED: Final = frozenset((1044, 1045, 1142, 1143, 1227, 1370))
_LOAD_IS_OFF: Final = frozenset((1148, 2068, 3948, 4166))  # LOCAL, by the server or by the client
_LOST: Final = range(2000, 3000)  # said by the client: there is no connection


class Outcome(Enum):
    """`POSSIBLE` also when the server refused for another reason than rights: it had looked."""

    REFUSED = "refused"
    POSSIBLE = "possible"
    UNTRIED = "could not be tried"


class Probe(NamedTuple):
    """`sql` names `{own}` and `{other}` (a table of either), `{schema}` and `{text}` (the other's name), and
    `{file}` (an empty file of this machine). `listing`: allowed, but refused if it gives no row."""

    name: str
    sql: str
    listing: bool = False


PROBES: Final = (
    Probe("query", "SELECT * FROM {other} LIMIT 1"),
    Probe("join", "SELECT 1 FROM {own} AS ours JOIN {other} AS theirs LIMIT 1"),
    Probe("sub-query", "SELECT (SELECT COUNT(*) FROM {other}) AS theirs"),
    Probe("USE", "USE {schema}"),
    Probe("information_schema", "SELECT 1 FROM information_schema.schemata WHERE schema_name = {text}", True),
    Probe("tables listed", "SELECT 1 FROM information_schema.tables WHERE table_schema = {text}", True),
    Probe("columns listed", "SELECT 1 FROM information_schema.columns WHERE table_schema = {text}", True),
    Probe("SHOW TABLES", "SHOW TABLES FROM {schema}"),
    Probe("SHOW CREATE TABLE", "SHOW CREATE TABLE {other}"),
    Probe("INSERT … SELECT from", "INSERT INTO {own} SELECT * FROM {other} WHERE FALSE"),
    Probe("INSERT … SELECT into", "INSERT INTO {other} SELECT * FROM {own} WHERE FALSE"),
    Probe("DELETE", "DELETE FROM {other} WHERE FALSE"),
    Probe("DROP", "DROP TABLE IF EXISTS {schema}.`poseidon_never_made`"),
    Probe("LOAD DATA", "LOAD DATA INFILE {file} INTO TABLE {other}"),
    Probe("LOAD DATA LOCAL", "LOAD DATA LOCAL INFILE {file} INTO TABLE {other}"),
)


class Target(NamedTuple):
    """Two schemas, a table that both have, and an empty file."""

    own: str
    other: str
    table: str
    file: str

    def sql_of(self, probe: Probe) -> str:
        """The probe's statement."""
        own, other, table = identifier(self.own), identifier(self.other), identifier(self.table)
        return probe.sql.format(
            own=f"{own}.{table}",
            other=f"{other}.{table}",
            schema=other,
            text=text(self.other),
            file=text(self.file),
        )


class Answer(NamedTuple):
    """What came of a probe; `detail` is the server's word where it is not a plain refusal."""

    probe: str
    outcome: Outcome
    detail: str


def try_probe(connection: Any, probe: Probe, target: Target) -> Answer:
    """Runs one probe. Never raises for what the server answers."""
    from MySQLdb import Error as MySQLError

    try:
        with connection.cursor() as cursor:
            cursor.execute(target.sql_of(probe))
            rows = cursor.fetchall()
    except MySQLError as error:
        return Answer(probe.name, meaning_of(error), str(error))
    if probe.listing and not rows:
        return Answer(probe.name, Outcome.REFUSED, "")
    return Answer(probe.name, Outcome.POSSIBLE, "the server did it")


def meaning_of(error: Exception) -> Outcome:
    """What an error says about rights."""
    code = error.args[0] if error.args and isinstance(error.args[0], int) else 0
    if code in _DENIED or code in _LOAD_IS_OFF:
        return Outcome.REFUSED
    return Outcome.UNTRIED if code in _LOST else Outcome.POSSIBLE


def try_all(connection: Any, target: Target, *, note: Callable[[Answer], None]) -> int:
    """Runs every probe, tells each answer that is no refusal; how many were run."""
    for probe in PROBES:
        answer = try_probe(connection, probe, target)
        if answer.outcome is not Outcome.REFUSED:
            note(answer)
    return len(PROBES)
