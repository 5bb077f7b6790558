"""MySQL at host `db`; every replica alias points at the primary's own database.

The user is root, unless `POSEIDON_DATABASE_USERNAME` names another, as the compose stack does.
"""

from typing import Any

from poseidon.commons.config import pconfig
from poseidon.commons.config.databases import TenantDatabases, parse_tenant_list

ROOT = "root"


def user() -> dict[str, str]:
    """Who connects, and the password of that user."""
    name = pconfig.get_param("POSEIDON_DATABASE_USERNAME", default=ROOT)
    if name == ROOT:
        return {"USER": name, "PASSWORD": pconfig.get_param("MYSQL_ROOT_PASSWORD", default="poseidon")}
    return {"USER": name, "PASSWORD": pconfig.get_param("POSEIDON_DATABASE_PASSWORD")}


def mysql(name: str) -> dict[str, Any]:
    """Settings of one schema on the compose stack's server."""
    return {
        "ENGINE": "django.db.backends.mysql",
        "NAME": name,
        **user(),
        "HOST": pconfig.get_param("MYSQL_HOST", default="db"),
        "PORT": pconfig.get_param("MYSQL_PORT", default="3306"),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {"charset": "utf8mb4", "connect_timeout": 5},
    }


def tenants() -> frozenset[str]:
    """The tenants of the compose stack; the environment may name others."""
    return parse_tenant_list(pconfig.get_param("PLANSTONE_TENANTS_LIST", default="TESTCLIENT,CHAOS,SOCIETY"))


def build(tenant: str, replica: bool) -> dict[str, Any]:  # noqa: ARG001 - no replicas here
    """A tenant's schema is its name in lower case; a replica is the same schema again."""
    return mysql(tenant.lower())


DATABASES = TenantDatabases(
    {
        "default": mysql("poseidon"),
        "poseidon": {**mysql("poseidon"), "SAME_CONNECTION_AS": "default"},
        "poseidon_RO": mysql("poseidon"),
        "accounts": mysql("accounts"),
        "accounts_RO": mysql("accounts"),
    },
    tenants=tenants,
    build=build,
)
