"""A MariaDB with a schema of fifty people for each tenant, and a user for each contender."""

import re
import secrets
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any, Final

from benchmarks.plan import ROOT, SCHEMAS, schema_name
from benchmarks.rows import COLUMNS, people
from tests.support.servers import MariaDB

OPTIONS: Final = [
    "--innodb-buffer-pool-size=1G",
    "--transaction-isolation=READ-COMMITTED",  # what Django asks for anyway
    "--max-connections=4000",
    "--table-open-cache=4000",
    "--table-definition-cache=2000",
    "--innodb-flush-log-at-trx-commit=0",
]
_DDL: Final = ROOT / "docker" / "mysql" / "legacy_tenant.sql"


class Database:
    """The server as the contenders see it."""

    kind = "mariadb"

    def __init__(self, server: MariaDB) -> None:
        self._server = server
        self._watch = server.connect()
        self.password = secrets.token_urlsafe(12)

    @property
    def pid(self) -> int:
        """Of the server's process."""
        return self._server.pid or 0

    def access(self, user: str) -> dict[str, Any]:
        """How a contender gets in."""
        where = {"host": self._server.host, "port": self._server.port}
        return {"server": self.kind, **where, "user": user, "password": self.password}

    def add_users(self, users: Iterable[str]) -> None:
        """A user for each contender, so that its connections can be told from the others'."""
        for user in users:
            account = f"'{user}'@'{self._server.host}'"
            self._execute(f"CREATE USER {account} IDENTIFIED BY '{self.password}'")
            self._execute(f"GRANT ALL ON *.* TO {account}")

    def fill(self, schemas: int = SCHEMAS) -> None:
        """Makes the schemas of the first tenants; ten milliseconds each."""
        first = schema_name(0)
        self._execute(f"CREATE DATABASE {first}")
        self._execute(f"USE {first}")
        self._execute(_people_ddl())
        insert = f"INSERT INTO people ({', '.join(COLUMNS)}) VALUES ({', '.join(['%s'] * len(COLUMNS))})"
        self._watch.cursor().executemany(insert, [tuple(row.values()) for row in people(first)])
        for schema in map(schema_name, range(1, schemas)):
            self._execute(f"CREATE DATABASE {schema}")
            self._execute(f"CREATE TABLE {schema}.people LIKE {first}.people")
            self._execute(f"INSERT INTO {schema}.people SELECT * FROM {first}.people")
            self._execute(f"UPDATE {schema}.people SET external_id = '{schema}'")

    def connections(self, user: str) -> int:
        """How many connections `user` holds now."""
        rows = self._execute(f"SELECT COUNT(*) FROM information_schema.processlist WHERE user = '{user}'")
        return int(rows[0][0])

    def version(self) -> str:
        """As the server tells it."""
        return f"MariaDB {self._execute('SELECT VERSION()')[0][0]}"

    def _execute(self, sql: str) -> Any:
        with self._watch.cursor() as cursor:
            cursor.execute(sql)
            return cursor.fetchall()


def _people_ddl() -> str:
    """The statement that makes the table of people in a customer's database."""
    found = re.search(r"CREATE TABLE `people` \(.*?;", _DDL.read_text(encoding="utf-8"), re.DOTALL)
    if found is None:
        raise LookupError(f"{_DDL} makes no table `people`.")
    return found[0]


@contextmanager
def mariadb(users: Iterable[str], *, schemas: int = SCHEMAS) -> Iterator[Database]:
    """A running, filled server."""
    with MariaDB.start(options=OPTIONS) as server:
        database = Database(server)
        database.add_users(users)
        database.fill(schemas)
        yield database
