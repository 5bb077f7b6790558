"""One physical connection, and what is known about the state of its session."""

import random
import select
import time
from collections.abc import Sequence
from contextlib import suppress
from typing import Any, Final, NamedTuple

from MySQLdb import Error as MySQLError

from poseidon.tenancy.backends.mysql.options import Reset
from poseidon.tenancy.backends.mysql.travelling import TravellingConnection

UNKNOWN_VARIABLE: Final = 1193
TRUSTED_FOR: Final = 0.1
"""Seconds after its last use during which a connection is not asked whether it still lives."""


class Place(NamedTuple):
    """Where a session stands: a schema, as a user. Two tenants may have users of their own."""

    schema: str
    user: str
    password: str

    def __repr__(self) -> str:
        return f"<{self.schema} as {self.user}>"  # error pages and traces print it: never the password


class Session:
    """A connection that goes from tenant to tenant.

    `place` is where it stands; `soiled` is True when somebody left something behind. Times are of the
    monotonic clock. It has one user at a time.
    """

    __slots__ = ("_after_reset", "born", "connection", "idle_since", "place", "soiled")

    def __init__(self, parameters: dict[str, Any], place: Place, isolation: str | None) -> None:
        named = {"database": place.schema, "user": place.user, "password": place.password}
        ours = {"multi_statements": True}  # the move and the statement are two
        self.connection = TravellingConnection(**{"autocommit": True, **parameters, **named, **ours})
        if self.connection.encoders.get(bytes) is bytes:
            self.connection.encoders.pop(bytes)  # as Django does: mysqlclient's encoder does not work
        self.place, self.soiled = place, False
        self.born = self.idle_since = time.monotonic() - random.uniform(0, 5)  # noqa: S311 - spreads recycling
        self._after_reset = _given_statements(parameters)
        for statement in self._needed_statements(isolation):
            self._after_reset.append(statement)
            self._run(statement)

    def _needed_statements(self, isolation: str | None) -> list[str]:
        """What Django sets on each connection, less what this server gives a new session anyway."""
        given, auto_is_null = self._given()
        needed = ["SET SQL_AUTO_IS_NULL = 0"] if int(auto_is_null) else []
        if isolation and given != isolation.upper().replace(" ", "-"):
            needed.append(f"SET SESSION TRANSACTION ISOLATION LEVEL {isolation.upper()}")
        return needed

    def _given(self) -> Sequence[Any]:
        try:
            return self._run("SELECT @@session.transaction_isolation, @@session.sql_auto_is_null")
        except MySQLError as error:  # MariaDB before 11.1 knows it by the old name only
            if error.args[0] != UNKNOWN_VARIABLE:
                raise
        return self._run("SELECT @@session.tx_isolation, @@session.sql_auto_is_null")

    def _run(self, sql: str) -> Sequence[Any]:
        """The first row of `sql`, if it gives rows."""
        self.connection.query(sql)
        result = self.connection.store_result()
        return result.fetch_row()[0] if result is not None else ()

    def go_to(self, place: Place, reset: Reset) -> None:
        """Stands on `place`, as clean as `reset` asks; MySQLError if it cannot.

        With "select_db" it goes there with its next statement, which is where a missing schema shows.
        """
        if place == self.place and not self.soiled:
            return
        if reset == "select_db" and not self.soiled and place[1:] == self.place[1:]:
            self.connection.go_to(place.schema)
            self.place = place
        else:
            self.renew(place)

    def renew(self, place: Place) -> None:
        """Makes it as new on `place`: no variables, temporary tables, locks, open transaction or modes.

        Two round trips, and one for each setting in which Django differs from the server's own.
        """
        self.soiled = True  # until done: a failure on the way leaves it unfit
        self.connection.change_user(place.user, place.password, place.schema)
        self.connection.go_to(None)
        for statement in self._after_reset:
            self._run(statement)
        self.place, self.soiled = place, False

    def tidy(self) -> None:
        """What cannot wait for the next user: an open transaction, locks, temporary tables."""
        if self.soiled:
            self.renew(self.place)
        elif not self.connection.get_autocommit():
            self.connection.rollback()
            self.connection.autocommit(True)

    def hung_up(self) -> bool:
        """Whether the server closed the connection while it was idle; asks the socket, not the server."""
        if time.monotonic() - self.idle_since < TRUSTED_FOR:
            return False
        poll = select.poll()
        poll.register(self.connection.fileno(), select.POLLIN | select.POLLHUP | select.POLLERR)
        return bool(poll.poll(0))

    def close(self) -> None:
        """Ends the connection, whatever state it is in."""
        with suppress(MySQLError):
            self.connection.close()


def _given_statements(parameters: dict[str, Any]) -> list[str]:
    """What the driver itself runs on a new connection, and a reset undoes."""
    collation = f" COLLATE {parameters['collation']}" if parameters.get("collation") else ""
    statements = [f"SET NAMES {parameters['charset']}{collation}"] if collation else []
    if sql_mode := parameters.get("sql_mode"):
        statements.append(f"SET SESSION sql_mode='{sql_mode}'")
    if command := parameters.get("init_command"):
        statements.append(command)
    return statements
