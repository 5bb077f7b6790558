"""Time zones that a conference can be in."""

import zoneinfo
from functools import cache


@cache
def zone_names() -> tuple[str, ...]:
    """All names as in Europe/Berlin, sorted; read from the disk once a process."""
    return tuple(sorted(zoneinfo.available_timezones()))
