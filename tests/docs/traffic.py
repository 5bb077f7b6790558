"""Tenants at work while operators look after their databases: rows that only make sense together."""

import itertools
import threading
from types import TracebackType
from typing import Self

import MySQLdb

from tests.support.servers import MariaDB


class Traffic:
    """Writes pairs of rows, each pair in one transaction, into one tenant after the other until it ends.

    A copy of a tenant's database as of one moment has as many cities as registrations of ours; `pairs` counts
    what was committed, `errors` has what a server refused.
    """

    def __init__(self, server: MariaDB, schemas: list[str]) -> None:
        self._server, self._schemas = server, schemas
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._work, daemon=True)
        self.pairs = dict.fromkeys(schemas, 0)
        self.errors: list[Exception] = []

    def _work(self) -> None:
        connection = self._server.connect(autocommit=False)
        try:
            for number in itertools.count(100_000):
                for schema in self._schemas:
                    with connection.cursor() as cursor:
                        cursor.execute(f"INSERT INTO {schema}.cities (cityid) VALUES ('{number}')")
                        cursor.execute(f"INSERT INTO {schema}.regist (category) VALUES ('traffic')")
                    connection.commit()
                    self.pairs[schema] += 1
                if self._ended.wait(0.002):  # leaves the processor to the commands
                    return
        except MySQLdb.Error as error:
            self.errors.append(error)
        finally:
            connection.close()

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._ended.set()
        self._thread.join(timeout=20)


def pairs_in(server: MariaDB, schema: str) -> tuple[int, int]:
    """Our cities and our registrations."""
    ((cities,),) = server.execute(f"SELECT COUNT(*) FROM {schema}.cities WHERE cityid REGEXP '^1[0-9]{{5}}$'")
    ((registrations,),) = server.execute(f"SELECT COUNT(*) FROM {schema}.regist WHERE category = 'traffic'")
    return cities, registrations
