"""A server with one customer of a million people and their works, made by the server itself."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from benchmarks.plan import ROOT
from benchmarks.servers.mariadb import OPTIONS, Database
from tests.support.servers import MariaDB

TENANT: Final = "BENCH"
SEARCHED: Final = "Lindberg"
"""A last name."""
FIRST_NAME: Final = "Hana"
USER: Final = "bench_admin"

_ENOUGH_MEMORY: Final = [*OPTIONS, "--innodb-buffer-pool-size=2G", "--innodb-log-file-size=512M"]
_CONFERENCES: Final = """
    INSERT INTO confrnce (cfcnf, cfname, date)
    SELECT CONCAT('C', seq), CONCAT('Congress ', seq), '2024-12-27' FROM seq_1_to_60"""
_SESSIONS: Final = """
    INSERT INTO sessn (sessid, cfcnf, title, summary, descr)
    SELECT seq, CONCAT('C', 1 + seq % 60), CONCAT('On map ', seq, ' and what it leaves out'),
           REPEAT('text ', 60), REPEAT('more of it ', 60) FROM seq_1_to_30000"""
_ABSTRACTS: Final = """
    INSERT INTO abstract (absid, cfcnf, absnum, title, body)
    SELECT seq, CONCAT('C', 1 + seq % 60), CONCAT('P', seq),
           CONCAT('A study of map ', seq, ' and its makers'), REPEAT('body text ', 150) FROM seq_1_to_50000"""
_WORKS: Final = (_CONFERENCES, _SESSIONS, _ABSTRACTS)
"""Sessions and abstracts, through which the workspace's search looks as well."""
_FIRST: Final = "Amélie Bao Chiara Dmitri Eszter Fatou Goran Hana Ines Jon Kaya Leila Mads Nora Oskar Priya"
_BEGINNINGS: Final = "Ander Berg Carl Dahl Eker Fors Gran Holm Iver Jans Karl Lind Mag Nord Ols Peter"
_MIDDLES: Final = " a e i o u ar er ing en ers el is or um us"
_ENDS: Final = "berg borg dal gren holm kvist lund mark nes qvist rud sen son stad strand vik"


@contextmanager
def a_million_people(number: int) -> Iterator[Database]:
    """A running server with `number` people, the control database's schema, and the customer's account."""
    with MariaDB.start(options=_ENOUGH_MEMORY) as server:
        database = Database(server)
        database.add_users([USER])
        for schema, ddl in (("accounts", "legacy_accounts"), (TENANT.lower(), "legacy_tenant")):
            server.execute(f"CREATE DATABASE {schema}")
            server.load(ROOT / "docker" / "mysql" / f"{ddl}.sql", database=schema)
        server.execute("CREATE DATABASE poseidon")
        server.execute(
            "INSERT INTO accounts (ACRONYM, ACCOUNTNAME, ACTIVE) VALUES (%s, 'A very large society', 1)",
            [TENANT],
            database="accounts",
        )
        for statement in (_insert(number), *_WORKS, "ANALYZE TABLE people, sessn, abstract"):
            server.execute(statement, database=TENANT.lower())
        yield database


def _insert(number: int) -> str:
    """Names in no order, 4,096 different last names, 244 people to each of a million."""
    last = f"CONCAT({_one_of(_BEGINNINGS, 0)}, {_one_of(_MIDDLES, 1)}, {_one_of(_ENDS, 2)})"
    return f"""
        INSERT INTO people (pid, first_name, last_name, title, degree, organisation, email, phone, city,
                            country, biography, photo, public, external_id, created_at, updated_at)
        SELECT seq, {_one_of(_FIRST, 3)}, {last}, 'Dr.', 'PhD', CONCAT('University ', seq % 997, ' & Sons'),
               CONCAT('person', seq, '@example.org'), CONCAT('+49 30 ', seq), 'Berlin', 'Germany',
               'works on the history of maps and on what they leave out; teaches, and travels by train.',
               CONCAT('https://example.org/photos/', seq, '.jpg'), seq % 2, CONCAT('X', seq), NOW(), NOW()
        FROM seq_1_to_{number}
    """


def _one_of(words: str, digit: int) -> str:
    """One of 16 words, by a hexadecimal digit of the row's checksum."""
    listed = ", ".join(f"'{word}'" for word in words.split(" "))
    return f"ELT(1 + (CRC32(seq) >> {4 * digit} & 15), {listed})"
