"""Reading on from a replica whose primary is gone, however old what it has may be, and saying so."""

import time
from typing import NamedTuple

from django.db import connections

from poseidon.tenancy.availability import any_unfit, is_gone, level_at
from poseidon.tenancy.defaults import setting
from poseidon.tenancy.registry import replica_of


class Staleness(NamedTuple):
    """What is known of the pages of a request whose primary is gone.

    `level`: Unix time up to which they have everything; None where nobody can tell. `behind`: they may lack
    what their reader wrote last.
    """

    level: float | None
    behind: bool


def primary_gone(primary: str) -> bool:
    """Whether `primary` can be neither read nor written to now, as far as this process knows."""
    return any_unfit() and is_gone(connections[primary])


def replica_instead(primary: str) -> str | None:
    """The replica that may be read while `primary` is gone: it answers, and what it has is not older than
    `TENANCY_STALE_READS` seconds, as far as anybody can tell; None where there is none."""
    replica = replica_of(primary)
    if replica is None or connections[replica] is connections[primary] or is_gone(connections[replica]):
        return None
    level = level_of(primary, replica)
    if level is not None and time.time() - level > setting("TENANCY_STALE_READS"):
        return None
    return replica


def level_of(primary: str, replica: str) -> float | None:
    """Unix time up to which `replica` has everything, if that is known."""
    return level_at(connections[replica], connections[primary])
