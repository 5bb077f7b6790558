"""Which server an alias is on, and which errors say that it cannot be reached."""

from typing import Final

from django.db.backends.base.base import BaseDatabaseWrapper

# Too many connections, shutdown, killed, idle too long; the client's own errors are 2000 to 2999.
_FROM_SERVER: Final = frozenset((1040, 1053, 1077, 1927, 4031))
ACCESS_DENIED: Final = 1045


def endpoint_of(wrapper: BaseDatabaseWrapper) -> str:
    """`host:port`, or the file; remembered on the wrapper."""
    known: str | None = wrapper.__dict__.get("poseidon_endpoint")
    if known is None:
        settings = wrapper.settings_dict
        host, port = settings.get("HOST"), settings.get("PORT") or 3306
        known = f"{host or 'localhost'}:{port}" if wrapper.vendor != "sqlite" else str(settings["NAME"])
        wrapper.__dict__["poseidon_endpoint"] = known
    return known


def code_of(error: BaseException) -> int | None:
    """The server's or the client library's number for `error`, wherever Django has wrapped it."""
    for one in (error, error.__cause__):
        if one is not None and one.args and isinstance(one.args[0], int):
            return one.args[0]
    return None


def is_lost(error: BaseException) -> bool:
    """Whether `error` says that server or connection is gone, rather than that the request was wrong."""
    code = code_of(error)
    return code is not None and (2000 <= code < 3000 or code in _FROM_SERVER)
