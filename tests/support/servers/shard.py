"""A shard as production has it: a primary with a binary log, its replicas, an application account."""

import secrets
from collections.abc import Sequence
from types import TracebackType
from typing import Self

from tests.support.servers.mariadb import MariaDB
from tests.support.servers.replica import Replica

PRIMARY_OPTIONS = ["--server-id=1", "--log-bin=binlog", "--binlog-format=ROW", "--gtid-strict-mode=1"]
USER = "poseidon_app"
# All that Django, its tests and a health check need. Not READ_ONLY ADMIN: a replica must refuse its writes.
RIGHTS = (
    "SELECT, INSERT, UPDATE, DELETE, CREATE, DROP, ALTER, INDEX, REFERENCES, "
    "CREATE TEMPORARY TABLES, LOCK TABLES, SLAVE MONITOR, BINLOG MONITOR"
)


class Shard:
    """A primary and its replicas. Make one with `Shard.start()`, best in a `with` block; make two for two.

    `user` and `password` are an account without root's privileges, the same on every server.
    """

    def __init__(self, primary: MariaDB, replicas: Sequence[Replica], *, password: str) -> None:
        self.primary = primary
        self.replicas = list(replicas)
        self.user, self.password = USER, password

    @classmethod
    def start(cls, *, replicas: int = 2, options: Sequence[str] = ()) -> Self:
        """Start a primary and that many replicas, all caught up: about half a second a server.

        `options` go to every server. Raises `ServerStartError`.
        """
        servers: list[MariaDB] = []
        password = secrets.token_urlsafe(18)
        try:
            primary = MariaDB.start(options=[*PRIMARY_OPTIONS, *options])
            servers.append(primary)
            primary.execute(f"CREATE USER {USER}@'%%' IDENTIFIED BY %s", [password])
            primary.execute(f"GRANT {RIGHTS} ON *.* TO {USER}@'%'")
            followers = []
            for server_id in range(2, 2 + replicas):
                followers.append(Replica.of(primary, server_id=server_id, options=options))
                servers.append(followers[-1])
        except BaseException:
            _stop_all(servers)
            raise
        shard = cls(primary, followers, password=password)
        shard.catch_up()
        return shard

    def catch_up(self, timeout: float = 10.0) -> None:
        """Wait until every replica has what the primary has; `AssertionError` names one that has not."""
        for replica in self.replicas:
            assert replica.caught_up(timeout), (
                f"the replica on port {replica.port} is behind: {replica.status()}"
            )

    def stop(self) -> None:
        """Stop the replicas and then the primary. Harmless when already stopped."""
        _stop_all([*self.replicas, self.primary])

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()


def _stop_all(servers: Sequence[MariaDB]) -> None:
    for server in servers:
        server.stop()
