"""Everything that production has but TLS, the parameter store and a proxy; connections are kept instead."""

from typing import Any

from benchmarks.apps.given import GIVEN, mysql
from poseidon.commons.config.databases import TenantDatabases
from settings.base import *  # noqa: F403 - settings build on settings

DEBUG = False
SECRET_KEY = "benchmarks-only-not-a-secret"
ALLOWED_HOSTS = ["*"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
LOGGING_CONFIG = None
TENANCY_RAW_SQL = "log"


def ours(name: str) -> dict[str, Any]:
    """One schema behind the engine's backend."""
    return mysql(name) | {"ENGINE": "poseidon.tenancy.backends.mysql"}


def build(tenant: str, replica: bool) -> dict[str, Any]:  # noqa: ARG001 - one server is both
    """A tenant's schema; reads have a connection of their own to the same server."""
    return ours(tenant.lower())


DATABASES = TenantDatabases(
    {
        "default": ours("poseidon"),
        "poseidon": {**ours("poseidon"), "SAME_CONNECTION_AS": "default"},
        "poseidon_RO": ours("poseidon"),
        "accounts": ours("accounts"),
        "accounts_RO": ours("accounts"),
    },
    tenants=lambda: frozenset([GIVEN["tenant"]]),
    build=build,
)
