"""What stands before each new connection: servers known to be gone are not tried, a new password is."""

import time
from typing import Any, Final

from django.conf import settings
from django.db.backends.base.base import BaseDatabaseWrapper

from poseidon.commons.config.parsing import REPLICA_SUFFIX
from poseidon.tenancy.availability import links, watch
from poseidon.tenancy.availability.endpoints import current_settings, endpoint_of
from poseidon.tenancy.driver_errors import ACCESS_DENIED, code_of, is_lost
from poseidon.tenancy.errors import DatabaseUnavailableError
from poseidon.tenancy.registry import is_shared

SETTINGS_TRUSTED: Final = 30.0
"""Seconds until a wrapper looks up its settings anew before it connects: endpoints move."""
_NAMED: Final = ("HOST", "PORT", "USER", "PASSWORD")

_renewals = 0
_former: dict[str, str] = {}
"""By user: the password before the one that the parameter store has now."""


def connect(wrapper: BaseDatabaseWrapper, parameters: dict[str, Any]) -> Any:
    """A new connection for `wrapper`.

    Raises DatabaseUnavailableError at once where its server is known to be gone. An access denied makes it
    look up the password once more, in the parameter store itself, and try with it; and with the one of
    before, for a server that has not heard of the new one yet: a late replica, or the last of many shards.
    """
    if _looked_up_settings(wrapper):
        parameters = wrapper.get_connection_params()
    if not watch.answers(wrapper):
        raise DatabaseUnavailableError(wrapper.alias, endpoint_of(wrapper))
    try:
        connection = _connect(wrapper, parameters)
    except Exception as error:
        error.alias = wrapper.alias  # type: ignore[attr-defined]  # as DatabaseUnavailableError has it
        if is_lost(error):
            watch.report_lost(wrapper, f"cannot be reached ({code_of(error)})")
        raise
    watch.note_answer(wrapper)
    if wrapper.vendor in watch.PROBES:
        links.note(endpoint_of(wrapper), connection)
    if wrapper.alias.endswith(REPLICA_SUFFIX):
        watch.keep_an_eye_on(wrapper)
    return connection


def is_usable(wrapper: BaseDatabaseWrapper) -> bool:
    """Whether the server of `wrapper` is fit, by its settings as they are now: it may have moved."""
    if wrapper.connection is None:
        _looked_up_settings(wrapper)
    return watch.is_fit(wrapper)


def is_gone(wrapper: BaseDatabaseWrapper) -> bool:
    """Whether the server of `wrapper`, by its settings as they are now, is known not to let anybody in."""
    if wrapper.connection is None:
        _looked_up_settings(wrapper)
    return not watch.answers(wrapper)


def _connect(wrapper: BaseDatabaseWrapper, parameters: dict[str, Any]) -> Any:
    make = type(wrapper).get_new_connection
    try:
        return make(wrapper, parameters)
    except Exception as error:
        if code_of(error) != ACCESS_DENIED:
            raise
        refusal = error
    for other in _other_credentials(wrapper, parameters):
        try:
            return make(wrapper, other)
        except Exception as error:
            if code_of(error) != ACCESS_DENIED:
                raise
    raise refusal


def _other_credentials(wrapper: BaseDatabaseWrapper, refused: dict[str, Any]) -> list[dict[str, Any]]:
    """Parameters with the password as the store has it now, and as it was before; without the one refused."""
    renewed = _renew_password(wrapper)
    former = {**renewed, "password": _former.get(renewed.get("user", ""), refused.get("password"))}
    tried = _credentials(refused)
    return [other for other in (renewed, former) if _credentials(other) != tried]


def _looked_up_settings(wrapper: BaseDatabaseWrapper) -> bool:
    """Whether `wrapper` has just looked up its settings anew, and taken over what changed.

    It does so after a while, and when another one has learnt of a new password; one of a shared database also
    when it is new, for its settings were made when the process started.
    """
    now = time.monotonic()
    looked, renewals = wrapper.__dict__.get("poseidon_looked_up") or (_made(wrapper, now), _renewals)
    due: bool = now - looked >= SETTINGS_TRUSTED or renewals != _renewals
    wrapper.__dict__["poseidon_looked_up"] = (now if due else looked, _renewals)
    if due:
        _take_over(wrapper, current_settings(wrapper.alias) or wrapper.settings_dict)
    return due


def _made(wrapper: BaseDatabaseWrapper, now: float) -> float:
    return now - SETTINGS_TRUSTED if is_shared(wrapper.alias) else now


def _renew_password(wrapper: BaseDatabaseWrapper) -> dict[str, Any]:
    """The driver's parameters for `wrapper` as the parameter store has them this moment."""
    global _renewals  # noqa: PLW0603 - tells all wrappers of the process
    renew = settings.DATABASES.renew_credentials
    if renew is not None and _take_over(wrapper, renew(wrapper.alias)):
        _renewals += 1
        wrapper.__dict__["poseidon_looked_up"] = (time.monotonic(), _renewals)
    parameters: dict[str, Any] = wrapper.get_connection_params()
    return parameters


def _credentials(parameters: dict[str, Any]) -> tuple[Any, Any]:
    return parameters.get("user"), parameters.get("password")


def _take_over(wrapper: BaseDatabaseWrapper, fresh: dict[str, Any]) -> bool:
    now: dict[str, Any] = wrapper.settings_dict
    renewed = [key for key in _NAMED if key in fresh and fresh[key] != now.get(key)]
    changed: dict[str, Any] = {key: fresh[key] for key in renewed}
    if changed:
        if "PASSWORD" in changed and "USER" not in changed:
            _former[str(fresh.get("USER"))] = str(now.get("PASSWORD"))
        now.update(changed)
    return bool(changed)
