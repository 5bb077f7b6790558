"""Two tenants on a shard of their own, in place of the test suite's: primaries on its primary, replicas on a
replica behind a link that can be delayed, cut or swallowed."""

import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from typing import Any

from django.conf import settings
from django.db import connections

from poseidon.commons.config.parsing import REPLICA_SUFFIX
from poseidon.tenancy.availability import watch
from poseidon.tenancy.backends.mysql.pool import close_pools
from tests.support.fault_proxy import FaultProxy
from tests.support.servers import MariaDB, Shard

ALPHA, BETA = "ALPHA", "BETA"
REPLICA = "ALPHA_RO"
TENANTS = frozenset((ALPHA, BETA))
SETTLED = 20.0
AUTHORS = "id bigint AUTO_INCREMENT PRIMARY KEY, name varchar(50) NOT NULL, `rank` int NOT NULL"
BOOKS = "id bigint AUTO_INCREMENT PRIMARY KEY, title varchar(50) NOT NULL, published date, author_id bigint"


def make_tenants(server: MariaDB) -> None:
    """Author 1 and a book of theirs in each tenant; the author is called like the tenant."""
    for tenant in sorted(TENANTS):
        schema = tenant.lower()
        server.execute(f"CREATE DATABASE `{schema}`")
        server.execute(f"CREATE TABLE `{schema}`.testapp_author ({AUTHORS})")
        server.execute(f"CREATE TABLE `{schema}`.testapp_book ({BOOKS})")


def fill_tenants(server: MariaDB) -> None:
    """As `make_tenants` left them."""
    connection = server.connect()
    with closing(connection), connection.cursor() as cursor:
        for tenant in sorted(TENANTS):
            cursor.execute(f"USE `{tenant.lower()}`")
            cursor.execute("DELETE FROM testapp_book")
            cursor.execute("DELETE FROM testapp_author")
            cursor.execute(f"INSERT INTO testapp_author VALUES (1, '{tenant}', 0)")
            cursor.execute("INSERT INTO testapp_book VALUES (1, 'First', NULL, 1)")


class Estate:
    """What `settings.DATABASES` says of tenants while a test runs.

    `places`: alias to host and port; `user`, `password`, `options`: of all aliases. `renewed` lists the
    aliases whose credentials were asked for anew; the answer is `rotated` if it is set.
    """

    def __init__(self, shard: Shard, link: FaultProxy) -> None:
        self.shard, self.link = shard, link
        self.primary, self.replica = shard.primary, shard.replicas[0]
        self.user, self.password = shard.user, shard.password
        self.engine = "poseidon.tenancy.backends.mysql"
        self.options: dict[str, Any] = {"charset": "utf8mb4", "connect_timeout": 1}
        self.places = dict.fromkeys((ALPHA, BETA), (self.primary.host, self.primary.port))
        self.places |= dict.fromkeys((f"{ALPHA}_RO", f"{BETA}_RO"), (link.host, link.port))
        self.renewed: list[str] = []
        self.rotated: str | None = None

    def tenants(self) -> frozenset[str]:
        return TENANTS

    def build(self, tenant: str, replica: bool) -> dict[str, Any]:
        host, port = self.places[tenant + REPLICA_SUFFIX if replica else tenant]
        return {
            "ENGINE": self.engine,
            "NAME": tenant.lower(),
            "USER": self.user,
            "PASSWORD": self.password,
            "HOST": host,
            "PORT": str(port),
            "CONN_MAX_AGE": 60,
            "OPTIONS": self.options,
        }

    def renew(self, alias: str) -> dict[str, Any]:
        self.renewed.append(alias)
        self.password = self.rotated or self.password
        built: dict[str, Any] = settings.DATABASES.settings_of(alias)
        return built

    @contextmanager
    def in_force(self) -> Iterator["Estate"]:
        """While the block runs, and all well again afterwards."""
        databases: Any = settings.DATABASES
        ours = {"tenants": self.tenants, "_build": self.build, "renew_credentials": self.renew}
        before = {name: vars(databases)[name] for name in ours}
        vars(databases).update(ours)
        try:
            yield self
        finally:
            forget_wrappers()
            close_pools()
            vars(databases).update(before)
            watch.forget_everything()
            self.heal()

    def heal(self) -> None:
        """Servers up and level, their link whole, rows as at the beginning."""
        self.link.heal()
        for server in (self.primary, self.replica):
            server.thaw()
            if server.pid is None:
                server.restart()
        state = self.replica.status()
        if state["SQL_Delay"] or state["Seconds_Behind_Master"] is None:
            self.replica.delay(0)
        fill_tenants(self.primary)
        self.shard.catch_up(SETTLED)


def forget_wrappers() -> None:
    """Closes and forgets this thread's wrappers of the estate's tenants."""
    held: dict[str, Any] = connections._connections.by_alias  # type: ignore[attr-defined]
    for alias, wrapper in list(held.items()):
        if alias.removesuffix(REPLICA_SUFFIX) in TENANTS:
            wrapper.close()
            del connections[alias]


def in_thread(function: Callable[[], Any]) -> "Answering":
    """Runs `function` in a thread, which has connections of its own."""
    return Answering(function)


class Answering(threading.Thread):
    """A thread whose function's result, or error, is waited for by `answer()`."""

    def __init__(self, function: Callable[[], Any]) -> None:
        super().__init__(daemon=True)
        self._function, self._result, self._error = function, None, None
        self.start()

    def run(self) -> None:
        try:
            self._result = self._function()
        except BaseException as error:  # noqa: BLE001 - handed to whoever waits
            self._error = error
        finally:
            forget_wrappers()

    def answer(self) -> Any:
        self.join(SETTLED)
        assert not self.is_alive(), "it still waits"
        if self._error is not None:
            raise self._error
        return self._result
