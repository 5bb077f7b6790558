"""Short-lived passwords for databases on RDS and Aurora: signed here with the role's keys, by nobody's leave.

A token opens connections for fifteen minutes; connections that are open stay so. It is kept for ten: boto3
renews a role's keys ten minutes before they expire at the latest, and a token dies with the keys that signed
it. Tokens hold only over TLS, which is the caller's business.
"""

from __future__ import annotations

import logging
import os
import threading
import time
import weakref
from collections.abc import Callable
from typing import Any, Final, NamedTuple

from poseidon.commons.config.errors import DatabaseTokenUnavailable

logger = logging.getLogger(__name__)

KEPT: Final = 600.0
"""Seconds for which a token is used."""
HOLDS: Final = 840.0
"""Seconds for which an old one serves while none can be signed: a minute less than it lives."""


PAUSE: Final = 5.0
"""Seconds until keys are looked for again where there were none: looking may take as long."""


class Login(NamedTuple):
    """What a token is for; `host` and `port` as RDS knows them, not another name for the same server."""

    host: str
    port: int
    user: str


class RdsTokens:
    """Tokens by login. Thread-safe and fork-safe; `clock` gives seconds, never backwards."""

    def __init__(
        self, make_client: Callable[[], Any] | None = None, *, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._make_client, self._clock = make_client or make_rds_client, clock
        self._signed: dict[Login, tuple[str, float]] = {}
        self._in_vain: tuple[str, float] | None = None
        self.after_fork()
        _renew_after_fork(self)

    def after_fork(self) -> None:
        """Forget the client, whose sockets are the parent's, and the lock; tokens stay good."""
        self._lock = threading.Lock()
        self._client: Any = None

    def token(self, login: Login) -> str:
        """The password for `login` now; DatabaseTokenUnavailable if none can be signed and none is left."""
        known = self._signed.get(login)
        if known is not None and self._clock() - known[1] < KEPT:
            return known[0]
        with self._lock:
            known = self._signed.get(login)
            if known is not None and self._clock() - known[1] < KEPT:  # another thread has signed it
                return known[0]
            return self._sign(login, known)

    def forget(self, login: Login) -> None:
        """A server has refused the token: the next one is signed anew, maybe with other keys."""
        self._signed.pop(login, None)

    def password(self, login: Login) -> str:
        """The token, or an empty text where none can be signed, which is logged: settings are looked up by
        commands that never connect, and a server that is given no password denies access."""
        try:
            return self.token(login)
        except DatabaseTokenUnavailable as error:
            logger.error("%s", error)
            return ""

    def _sign(self, login: Login, former: tuple[str, float] | None) -> str:
        now = self._clock()
        if self._in_vain is None or now - self._in_vain[1] >= PAUSE:
            token = self._asked(login, now)
            if token is not None:
                self._signed[login] = (token, now)
                return token
        if former is not None and now - former[1] < HOLDS:
            return former[0]
        raise DatabaseTokenUnavailable(
            f"No token could be signed for database user {login.user} on {login.host}:{login.port}: "
            f"{self._in_vain[0] if self._in_vain else ''}. Check the role's keys and the region "
            "(AWS_DEFAULT_REGION)."
        )

    def _asked(self, login: Login, now: float) -> str | None:
        """A new token; None, and why in `_in_vain`, if there are no keys."""
        from botocore.exceptions import BotoCoreError, ClientError

        try:
            if self._client is None:
                self._client = self._make_client()
            token: str = self._client.generate_db_auth_token(
                DBHostname=login.host, Port=login.port, DBUsername=login.user
            )
        except (BotoCoreError, ClientError) as error:
            self._in_vain = (type(error).__name__, now)
            return None
        self._in_vain = None
        return token


def make_rds_client() -> Any:
    """A client that only signs: keys and region come from the environment or the machine's role."""
    import boto3

    return boto3.session.Session().client("rds")


def _renew_after_fork(tokens: RdsTokens) -> None:
    reference = weakref.ref(tokens)

    def renew() -> None:
        alive = reference()
        if alive is not None:
            alive.after_fork()

    os.register_at_fork(after_in_child=renew)


rds_tokens: Final = RdsTokens()
