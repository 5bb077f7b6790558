"""What stands before each new connection: servers known to be gone are not tried, a new password is."""

import time
from typing import Any, Final

from django.conf import settings
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

from poseidon.tenancy.availability import watch
from poseidon.tenancy.availability.endpoints import ACCESS_DENIED, code_of, endpoint_of, is_lost
from poseidon.tenancy.errors import DatabaseUnavailableError
from poseidon.tenancy.registry import REPLICA_SUFFIX

SETTINGS_TRUSTED: Final = 30.0
"""Seconds until a wrapper looks up its settings anew before it connects: endpoints move."""


def connect(wrapper: BaseDatabaseWrapper, parameters: dict[str, Any]) -> Any:
    """A new connection for `wrapper`.

    Raises DatabaseUnavailableError at once where its server is known to be gone. An access denied makes it
    look up the password once more, in the parameter store itself, and try once with it.
    """
    if not watch.is_fit(wrapper):
        raise DatabaseUnavailableError(wrapper.alias, endpoint_of(wrapper))
    if _look_up_settings(wrapper):
        parameters = wrapper.get_connection_params()
    make = type(wrapper).get_new_connection
    try:
        connection = make(wrapper, parameters)
    except Exception as error:
        if code_of(error) == ACCESS_DENIED and _renew_password(wrapper):
            return make(wrapper, wrapper.get_connection_params())
        if is_lost(error):
            watch.report_lost(wrapper, f"cannot be reached ({code_of(error)})")
        raise
    if wrapper.alias.endswith(REPLICA_SUFFIX):
        watch.keep_an_eye_on(wrapper)
    return connection


def _look_up_settings(wrapper: BaseDatabaseWrapper) -> bool:
    """Whether the settings of `wrapper` changed since it looked last, and have been taken over."""
    now, looked = time.monotonic(), wrapper.__dict__.get("poseidon_looked_up")
    wrapper.__dict__["poseidon_looked_up"] = now if looked is None else looked
    if looked is None or now - looked < SETTINGS_TRUSTED:
        return False
    wrapper.__dict__["poseidon_looked_up"] = now
    return _take_over(wrapper, settings.DATABASES.current(wrapper.alias))


def _renew_password(wrapper: BaseDatabaseWrapper) -> bool:
    renew = settings.DATABASES.renew_credentials
    return renew is not None and _take_over(wrapper, renew(wrapper.alias))


def _take_over(wrapper: BaseDatabaseWrapper, fresh: dict[str, Any]) -> bool:
    named = ("HOST", "PORT", "USER", "PASSWORD")
    changed = {key: fresh[key] for key in named if fresh.get(key) != wrapper.settings_dict.get(key)}
    if changed:
        wrapper.settings_dict.update(changed)
        shared = connections.settings[wrapper.alias]
        if shared is not wrapper.settings_dict:
            shared.update(changed)
        wrapper.__dict__.pop("poseidon_endpoint", None)
    return bool(changed)
