"""`OPTIONS["pool"]`: how a process shares its connections to one server."""

from typing import Any, Literal, NamedTuple, get_args

from django.core.exceptions import ImproperlyConfigured

Reset = Literal["change_user", "select_db"]


class PoolOptions(NamedTuple):
    """`size` connections are kept, `max_overflow` more may be opened for a while.

    `linger`: seconds that an idle one beyond `size` is kept. `wait`: seconds until somebody who gets none is
    refused. `recycle`: seconds after which a connection is replaced. `reset`: what happens when a connection
    goes to another tenant: "change_user" makes it as new; "select_db" only changes the schema, and makes as
    new those on which a statement left something behind.
    """

    size: int = 5
    max_overflow: int = 5
    linger: float = 5.0
    wait: float = 5.0
    recycle: float = 300.0
    reset: Reset = "change_user"

    @property
    def cap(self) -> int:
        """The most connections this process opens to one server."""
        return self.size + self.max_overflow


def read_pool_options(given: dict[str, Any]) -> PoolOptions:
    """Options from settings; ImproperlyConfigured names the wrong one."""
    unknown = set(given) - set(PoolOptions._fields)
    if unknown:
        raise ImproperlyConfigured(
            f"OPTIONS['pool'] has no option {', '.join(sorted(unknown))}; "
            f"it takes {', '.join(PoolOptions._fields)}."
        )
    options = PoolOptions(**given)
    if options.reset not in get_args(Reset):
        raise ImproperlyConfigured(
            f"OPTIONS['pool']['reset'] is {options.reset!r}; it must be 'change_user' or 'select_db'."
        )
    if (
        options.size < 1
        or options.max_overflow < 0
        or min(options.wait, options.linger) < 0
        or options.recycle <= 0
    ):
        raise ImproperlyConfigured(
            "OPTIONS['pool']: size must be at least 1, recycle above 0; max_overflow, linger and wait "
            "not negative."
        )
    return options
