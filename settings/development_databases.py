"""MySQL at host `db`, where the reader endpoint is the writer.

The parameters are production's, and the compose stack's parameter store has them. Without a store the user is
root, and `MYSQL_HOST`, `MYSQL_PORT` and `MYSQL_ROOT_PASSWORD` say what differs.
"""

from typing import Any

from poseidon.commons.config import pconfig
from poseidon.commons.config.databases import TenantDatabases, parse_endpoint, parse_tenant_list
from poseidon.commons.config.last_good import LastGood

_TENANTS = "PLANSTONE_TENANTS_LIST"
_tenant_list = LastGood(parse_tenant_list)
ROOT = "root"


def user() -> dict[str, str]:
    """Who connects, and the password of that user."""
    name = pconfig.get_param("POSEIDON_DATABASE_USERNAME", default=ROOT)
    if name == ROOT:
        return {"USER": name, "PASSWORD": pconfig.get_param("MYSQL_ROOT_PASSWORD", default="poseidon")}
    return {"USER": name, "PASSWORD": pconfig.get_param("POSEIDON_DATABASE_PASSWORD")}


def server(endpoint: str) -> dict[str, str]:
    """Where it listens; `MYSQL_HOST` and `MYSQL_PORT` win, for commands outside the containers."""
    host, port = parse_endpoint(pconfig.get_param(endpoint, default="db"))
    return {
        "HOST": pconfig.get_param("MYSQL_HOST", default=host),
        "PORT": pconfig.get_param("MYSQL_PORT", default=str(port)),
    }


def mysql(name: str, *, replica: bool = False) -> dict[str, Any]:
    """Settings of one schema on the writer's or the reader's endpoint."""
    return {
        "ENGINE": "poseidon.tenancy.backends.mysql",
        "NAME": name,
        **user(),
        **server("DATABASE_RO_CONNECTION_STRING" if replica else "DATABASE_RW_CONNECTION_STRING"),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {"charset": "utf8mb4", "connect_timeout": 5},
    }


def tenants() -> frozenset[str]:
    """The tenants of the compose stack; the environment may name others."""
    return _tenant_list(_TENANTS, pconfig.get_param(_TENANTS, default="TESTCLIENT,CHAOS,SOCIETY"))


def build(tenant: str, replica: bool) -> dict[str, Any]:
    """A tenant's schema is its name in lower case."""
    return mysql(tenant.lower(), replica=replica)


DATABASES = TenantDatabases(
    {
        "default": mysql("poseidon"),
        "poseidon": {**mysql("poseidon"), "SAME_CONNECTION_AS": "default"},
        "poseidon_RO": mysql("poseidon", replica=True),
        "accounts": mysql("accounts"),
        "accounts_RO": mysql("accounts", replica=True),
    },
    tenants=tenants,
    build=build,
)
