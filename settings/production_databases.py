"""MySQL behind writer and reader endpoints, all of it from parameters; the server's certificate is verified.

`PLANSTONE_TENANT_SHARDS` may place tenants on other servers: `TENANT=shard` pairs, with the shard's
endpoints in `DATABASE_RW_CONNECTION_STRING_<SHARD>` and `DATABASE_RO_CONNECTION_STRING_<SHARD>`.
Read when a connection is made, so that a rotated password or a moved endpoint needs no restart.
"""

from typing import Any

from poseidon.commons.config import pconfig
from poseidon.commons.config.databases import (
    TenantDatabases,
    parse_endpoint,
    parse_tenant_list,
    parse_tenant_shards,
)

_WRITER, _READER = "DATABASE_RW_CONNECTION_STRING", "DATABASE_RO_CONNECTION_STRING"


def mysql(name: str, *, replica: bool = False, shard: str | None = None) -> dict[str, Any]:
    """Settings of one schema on the writer or the reader endpoint of a shard."""
    endpoint = _READER if replica else _WRITER
    if shard is not None:
        endpoint = f"{endpoint}_{shard.upper().replace('-', '_')}"
    host, port = parse_endpoint(pconfig.get_param(endpoint))
    return {
        "ENGINE": "django.db.backends.mysql",
        "NAME": name,
        "USER": pconfig.get_param("POSEIDON_DATABASE_USERNAME"),
        "PASSWORD": pconfig.get_param("POSEIDON_DATABASE_PASSWORD"),
        "HOST": host,
        "PORT": str(port),
        "CONN_MAX_AGE": 0,  # the proxy in front of the servers keeps the connections
        "OPTIONS": {
            "charset": "utf8mb4",
            "connect_timeout": 3,
            "read_timeout": 60,
            "write_timeout": 60,
            "ssl_mode": "VERIFY_IDENTITY",
            "ssl": {
                "ca": pconfig.get_param("DATABASE_CA_BUNDLE", default="/etc/ssl/certs/ca-certificates.crt")
            },
        },
    }


def tenants() -> frozenset[str]:
    """The customers served now, as the parameter store says."""
    return parse_tenant_list(pconfig.get_param("PLANSTONE_TENANTS_LIST"))


def build(tenant: str, replica: bool) -> dict[str, Any]:
    """A tenant's schema, its name in lower case, on its shard."""
    shards = parse_tenant_shards(pconfig.get_param("PLANSTONE_TENANT_SHARDS", default=""))
    return mysql(tenant.lower(), replica=replica, shard=shards.get(tenant))


pconfig.preload(  # one call to the store for all that a start needs
    [
        *(
            "SECRET_KEY",
            "ALLOWED_HOSTS",
            "PLANSTONE_TENANTS_LIST",
            "PLANSTONE_TENANT_SHARDS",
            "DATABASE_CA_BUNDLE",
        ),
        *("POSEIDON_DATABASE_USERNAME", "POSEIDON_DATABASE_PASSWORD", _WRITER, _READER),
    ]
)

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
