"""A MariaDB server that repeats another one by GTID, and can be made late, deaf or dead."""

import time
from collections.abc import Sequence
from typing import Any, Self

from MySQLdb.cursors import DictCursor

from tests.support.servers.mariadb import MariaDB

OPTIONS = [
    "--read-only=1",
    "--relay-log=relay",
    "--relay-log-recovery=1",  # what a killed replica had fetched and not applied is fetched again
    "--gtid-strict-mode=1",
    "--slave-net-timeout=4",  # a heartbeat every two seconds: a primary that fell silent is asked anew
]


class ReplicationError(AssertionError):
    """Replication stopped with an error; the message is the server's."""


class Replica(MariaDB):
    """Read-only for every account without READ_ONLY ADMIN. Make one with `Shard.start()`, or `Replica.of()`.

    Its root has the primary's password, as application accounts have, which reach it by replication.
    """

    primary: MariaDB

    @classmethod
    def of(cls, primary: MariaDB, *, server_id: int, options: Sequence[str] = ()) -> Self:
        """Start a replica that has all that `primary` ever wrote to its binary log, or will have soon.

        `primary` needs a binary log, and `server_id` must differ from the others' of this primary.
        """
        replica = cls.start(
            options=[f"--server-id={server_id}", *OPTIONS, *options], root_password=primary.root_password
        )
        replica.primary = primary
        replica.follow(primary.host, primary.port)
        return replica

    def follow(self, host: str, port: int) -> None:
        """Fetch the log from there from now on: the primary itself, or a proxy before it."""
        self.execute("STOP SLAVE")
        self.execute(
            "CHANGE MASTER TO MASTER_HOST = %s, MASTER_PORT = %s, MASTER_USER = 'root', "
            "MASTER_PASSWORD = %s, MASTER_USE_GTID = slave_pos, MASTER_CONNECT_RETRY = 1",
            [host, port, self.root_password],
        )
        self.execute("START SLAVE")

    def delay(self, seconds: int) -> None:
        """Apply each change `seconds` after the primary made it; 0 for at once. Survives a restart."""
        self.execute("STOP SLAVE")
        self.execute("CHANGE MASTER TO MASTER_DELAY = %s", [seconds])
        self.execute("START SLAVE")

    def stop_sql_thread(self) -> None:
        """Go on fetching changes, apply none: `Seconds_Behind_Master` is NULL."""
        self.execute("STOP SLAVE SQL_THREAD")

    def start_sql_thread(self) -> None:
        self.execute("START SLAVE SQL_THREAD")

    def stop_io_thread(self) -> None:
        """Apply what was fetched, fetch no more."""
        self.execute("STOP SLAVE IO_THREAD")

    def start_io_thread(self) -> None:
        self.execute("START SLAVE IO_THREAD")

    def caught_up(self, timeout: float = 10.0) -> bool:
        """Wait until all that the primary has committed by now is here; `False` after `timeout` seconds.

        Raises `ReplicationError` where replication has stopped with an error and would never get there.
        """
        [(position,)] = self.primary.execute("SELECT @@gtid_binlog_pos")
        deadline = time.monotonic() + timeout
        while not self._waited_for(position, min(1.0, max(0.0, deadline - time.monotonic()))):
            self._raise_error_of_replication()
            if time.monotonic() >= deadline:
                return False
        return True

    def status(self) -> dict[str, Any]:
        """`SHOW SLAVE STATUS`: `Seconds_Behind_Master` is `None` while replication stands."""
        connection = self.connect(cursorclass=DictCursor)
        try:
            with connection.cursor() as cursor:
                cursor.execute("SHOW SLAVE STATUS")
                status: dict[str, Any] = cursor.fetchone()
                return status
        finally:
            connection.close()

    def _waited_for(self, position: str, seconds: float) -> bool:
        return self.execute("SELECT MASTER_GTID_WAIT(%s, %s)", [position, seconds]) == [(0,)]

    def _raise_error_of_replication(self) -> None:
        status = self.status()
        if status["Last_SQL_Errno"]:
            raise ReplicationError(f"Replica on port {self.port}: {status['Last_SQL_Error']}")
