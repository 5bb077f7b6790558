"""Which server an alias is on, and what its settings are now."""

import logging
from typing import Any, Final

from django.conf import settings
from django.db.backends.base.base import BaseDatabaseWrapper

from poseidon.commons.config import ParameterError

logger = logging.getLogger(__name__)

_PORTS: Final = {"mysql": 3306, "postgresql": 5432}


def endpoint_of(wrapper: BaseDatabaseWrapper) -> str:
    """`host:port`, or the file; remembered on the wrapper until its settings say otherwise.

    Threads share the settings of a static alias: who learns that it moved changes them for all.
    """
    given = wrapper.settings_dict
    place = given.get("HOST"), given.get("PORT") or _PORTS.get(wrapper.vendor)
    known: tuple[object, str] | None = wrapper.__dict__.get("poseidon_endpoint")
    if known is None or known[0] != place:
        name = str(given["NAME"]) if place[1] is None else f"{place[0] or 'localhost'}:{place[1]}"
        known = wrapper.__dict__["poseidon_endpoint"] = (place, name)
    return known[1]


def current_settings(alias: str, *, for_watcher: bool = False) -> dict[str, Any] | None:
    """Settings of `alias` as the parameters have them, or the watcher's user and password; None where the
    store cannot tell, which is logged: what was true a while ago serves until it can."""
    look_up = settings.DATABASES.watched_as if for_watcher else settings.DATABASES.current
    try:
        found: dict[str, Any] = look_up(alias)
    except ParameterError as error:
        logger.warning("Database %s stays where it was: %s", alias, error)
        return None
    return found
