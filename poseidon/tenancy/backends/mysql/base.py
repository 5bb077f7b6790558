"""The database wrapper: Django's, with its connection borrowed instead of opened."""

import os
from typing import Any, Final

from django.db import connections
from django.db.backends.mysql import base as mysql
from django.utils.functional import cached_property

from poseidon.tenancy.backends.mysql.operations import READERS, WRITERS, DatabaseOperations
from poseidon.tenancy.backends.mysql.options import PoolOptions, read_pool_options
from poseidon.tenancy.backends.mysql.pool import Pool, inherited, pool_for
from poseidon.tenancy.backends.mysql.residue import leaves_something
from poseidon.tenancy.backends.mysql.session import Place, Session

_CONVERSIONS: Final = {**mysql.django_conversions, **READERS, **WRITERS}


class CursorWrapper(mysql.CursorWrapper):
    """Django's, which also notes statements that leave something behind in the session."""

    __slots__ = ("session",)

    def __init__(self, cursor: Any, session: Session) -> None:
        super().__init__(cursor)
        self.session = session

    def execute(self, query: Any, args: Any = None) -> Any:
        """As Django's."""
        if leaves_something(query):
            self.session.soiled = True
        return super().execute(query, args)

    def executemany(self, query: Any, args: Any) -> Any:
        """As Django's."""
        if leaves_something(query):
            self.session.soiled = True
        return super().executemany(query, args)

    def callproc(self, *args: Any, **kwargs: Any) -> Any:
        """As the driver's: a procedure may leave anything behind."""
        self.session.soiled = True
        return self.cursor.callproc(*args, **kwargs)


class DatabaseWrapper(mysql.DatabaseWrapper):
    """See the package. Holds a session from the first query until `close()`, which gives it back."""

    ops_class = DatabaseOperations

    _session: Session | None = None
    _pool: Pool | None = None
    _pool_of: tuple[Any, ...] = ()

    def get_connection_params(self) -> dict[str, Any]:
        """As Django's, without the option that is the pool's, with quicker ways to read and write values."""
        parameters: dict[str, Any] = super().get_connection_params()
        parameters.pop("pool", None)
        conv = parameters["conv"]
        parameters["conv"] = _CONVERSIONS if conv is mysql.django_conversions else {**conv, **WRITERS}
        return parameters

    @cached_property
    def pool_options(self) -> PoolOptions | None:
        """The pool's options; None where connections are not shared."""
        given = self.settings_dict["OPTIONS"].get("pool")
        return read_pool_options(given) if given is not None else None

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        """A connection that stands on this alias's schema: borrowed, or newly opened without a pool."""
        if self.pool_options is None:
            return super().get_new_connection(conn_params)
        place = Place(
            conn_params.get("database", ""), conn_params.get("user", ""), conn_params.get("password", "")
        )
        self._session = self._own_pool(self.pool_options, conn_params).borrow(place, self._relieve)
        return self._session.connection

    def _relieve(self) -> bool:
        """Gives back another alias's session of this thread that is in no transaction; whether there was one.

        So that a command may walk all tenants. Results are in the client by then; only a server-side cursor
        (`SSCursor`) that is still being read would lose its connection, and says so.
        """
        for other in connections.all(initialized_only=True):
            held = isinstance(other, DatabaseWrapper) and other is not self and other._pool is self._pool
            if held and other.connection is not None and not other.in_atomic_block and other.get_autocommit():
                other.close()
                return True
        return False

    def _own_pool(self, options: PoolOptions, conn_params: dict[str, Any]) -> Pool:
        """This alias's pool; looked up once a wrapper, process and server: tenants may move."""
        place = (os.getpid(), *map(conn_params.get, ("unix_socket", "host", "port")))
        if self._pool is not None and not self._pool.closed and self._pool_of == place:
            return self._pool
        rest = {k: v for k, v in conn_params.items() if k not in ("database", "user", "password")}
        endpoint = rest.get("unix_socket") or f"{rest.get('host', 'localhost')}:{rest.get('port', 3306)}"
        told_apart = repr(sorted((name, value) for name, value in rest.items() if name != "conv"))
        isolation = self.isolation_level

        def open_session(place: Place) -> Session:
            return Session(rest, place, isolation)

        self._pool = pool_for((told_apart, options, isolation), endpoint, options, open_session)
        self._pool_of = place
        return self._pool

    def init_connection_state(self) -> None:
        """A borrowed session has its state already; without a pool as Django's."""
        if self._session is None or self._pool is None:
            super().init_connection_state()
        elif self._pool.server_data is None:
            self.check_database_version_supported()

    def create_cursor(self, name: Any = None) -> Any:
        """A cursor that notes what it leaves behind; Django's own without a pool."""
        if self._session is None:
            return super().create_cursor(name)
        return CursorWrapper(self.connection.cursor(), self._session)

    def _close(self) -> None:
        if self._session is None or self._pool is None:
            super()._close()  # type: ignore[misc]
            return
        session, self._session = self._session, None
        if not self._is_parents(session):
            broken = self.in_atomic_block or (self.errors_occurred and not self.is_usable())
            self._pool.give_back(session, broken=broken)

    def __del__(self) -> None:
        if self._session is not None and self._pool is not None and not self._is_parents(self._session):
            self._pool.give_back(self._session, broken=True)

    def _is_parents(self, session: Session) -> bool:
        """Whether a parent process borrowed `session`; then it is kept from being closed on its socket."""
        if self._pool_of[0] == os.getpid():
            return False
        inherited.append(session)
        return True

    @cached_property
    def mysql_server_data(self) -> dict[str, Any]:
        """As Django's, asked once a server instead of once an alias."""
        if self.pool_options is None:
            return self._ask_server_data()
        pool = self._own_pool(self.pool_options, self.get_connection_params())
        if pool.server_data is None:
            pool.server_data = self._ask_server_data()
        return pool.server_data

    def _ask_server_data(self) -> dict[str, Any]:
        stock: Any = mysql.DatabaseWrapper.mysql_server_data
        data: dict[str, Any] = stock.func(self)
        return data
