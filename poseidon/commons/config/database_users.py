"""Which database user a tenant's connections are made with: one for all, or one of its own.

With users of their own the server itself keeps tenants apart: what code asks by mistake, it refuses.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from poseidon.commons.config.errors import ParameterInvalid
from poseidon.commons.config.ps_config import ParameterConfig, pconfig

SHARED, PER_TENANT = "shared", "per_tenant"
USERNAME, PASSWORD = "POSEIDON_DATABASE_USERNAME", "POSEIDON_DATABASE_PASSWORD"
BY_PASSWORD, BY_TOKEN = "password", "iam"
_MODE, _AUTH = "TENANCY_DATABASE_USERS", "POSEIDON_DATABASE_AUTH"
_USER = re.compile(r"[A-Za-z0-9_.-]{1,32}")  # 32 is MySQL's limit; nothing that SQL would have to quote


class DatabaseUser(NamedTuple):
    """A user and its password, which is in no representation."""

    name: str
    password: str

    def __repr__(self) -> str:
        return f"<DatabaseUser {self.name}>"


def users_mode(config: ParameterConfig = pconfig) -> str:
    """The parameter `TENANCY_DATABASE_USERS`: "shared" (the default) or "per_tenant"."""
    mode = config.get_param(_MODE, default=SHARED)
    if mode not in (SHARED, PER_TENANT):
        raise ParameterInvalid(f"Parameter {_MODE} ({config.path(_MODE)}) must be {SHARED} or {PER_TENANT}.")
    return mode


def username_parameter(tenant: str) -> str:
    """Name of the parameter that may give the tenant's user another name than the derived one."""
    return f"{USERNAME}_{tenant}"


def password_parameter(tenant: str) -> str:
    """Name of the parameter that holds the password of the tenant's user."""
    return f"{PASSWORD}_{tenant}"


def auth_mode(config: ParameterConfig = pconfig) -> str:
    """The parameter `POSEIDON_DATABASE_AUTH`: "password" (the default), or "iam": RDS's short-lived ones."""
    mode = config.get_param(_AUTH, default=BY_PASSWORD)
    if mode not in (BY_PASSWORD, BY_TOKEN):
        raise ParameterInvalid(
            f"Parameter {_AUTH} ({config.path(_AUTH)}) must be {BY_PASSWORD} or {BY_TOKEN}."
        )
    return mode


def shared_user(config: ParameterConfig = pconfig) -> DatabaseUser:
    """The user of the platform's own databases, and of every tenant's where users are shared."""
    return DatabaseUser(config.get_param(USERNAME), config.get_param(PASSWORD))


def tenant_username(tenant: str, config: ParameterConfig = pconfig) -> str:
    """`p_` and the tenant in lower case, 22 characters at most, unless its parameter says otherwise."""
    name = config.get_param(username_parameter(tenant), default=f"p_{tenant.lower()}")
    if not _USER.fullmatch(name):
        path = config.path(username_parameter(tenant))
        raise ParameterInvalid(
            f"Parameter {username_parameter(tenant)} ({path}) is no user name: 1 to 32 characters, "
            "letters, digits, '_', '.' and '-'."
        )
    return name


def tenant_user(tenant: str, config: ParameterConfig = pconfig) -> DatabaseUser:
    """The tenant's own user; ParameterMissing names the password's parameter where there is none.

    The store is asked once for both parameters.
    """
    config.preload([username_parameter(tenant), password_parameter(tenant)])
    return DatabaseUser(tenant_username(tenant, config), config.get_param(password_parameter(tenant)))
