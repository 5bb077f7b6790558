"""MySQL behind writer and reader endpoints, all of it from parameters; the server's certificate is verified.

`PLANSTONE_TENANT_SHARDS` may place tenants on other servers: `TENANT=shard` pairs, with the shard's
endpoints in `DATABASE_RW_CONNECTION_STRING_<SHARD>` and `DATABASE_RO_CONNECTION_STRING_<SHARD>`.
Read when a connection is made, so that a rotated password or a moved endpoint needs no restart; a parameter
changed to what cannot be read is logged, and its last good value stays in force.

`TENANCY_DATABASE_USERS=per_tenant` gives each tenant a database user of its own, whose password is
`POSEIDON_DATABASE_PASSWORD_<TENANT>`; `manage.py fleet grants` makes those users and proves what they can.
"""

from collections.abc import Callable
from typing import Any

from poseidon.commons.config import pconfig
from poseidon.commons.config.database_users import (
    PASSWORD,
    PER_TENANT,
    password_parameter,
    shared_user,
    tenant_user,
    users_mode,
)
from poseidon.commons.config.databases import (
    TenantDatabases,
    parse_endpoint,
    parse_tenant_list,
    parse_tenant_shards,
)
from poseidon.commons.config.last_good import LastGood

_WRITER, _READER = "DATABASE_RW_CONNECTION_STRING", "DATABASE_RO_CONNECTION_STRING"
_endpoint, _shards = LastGood(parse_endpoint), LastGood(parse_tenant_shards)
_tenant_list = LastGood(parse_tenant_list)


def mysql(name: str, *, replica: bool = False, shard: str | None = None) -> dict[str, Any]:
    """Settings of one schema on the writer or the reader endpoint of a shard."""
    endpoint = _READER if replica else _WRITER
    if shard is not None:
        endpoint = f"{endpoint}_{shard.upper().replace('-', '_')}"
    host, port = _endpoint(endpoint, pconfig.get_param(endpoint))
    user = shared_user()
    return {
        "ENGINE": "poseidon.tenancy.backends.mysql",
        "NAME": name,
        "USER": user.name,
        "PASSWORD": user.password,
        "HOST": host,
        "PORT": str(port),
        "CONN_MAX_AGE": 0,  # the proxy in front of the servers keeps the connections
        "OPTIONS": {
            "charset": "utf8mb4",
            "connect_timeout": 1,  # a tenant whose server is silent is told so within two seconds
            "read_timeout": 60,
            "write_timeout": 60,
            "ssl_mode": "VERIFY_IDENTITY",
            "ssl": {
                "ca": pconfig.get_param("DATABASE_CA_BUNDLE", default="/etc/ssl/certs/ca-certificates.crt")
            },
            **shared_connections(),
        },
    }


def shared_connections() -> dict[str, Any]:
    """The engine's pool, if POSEIDON_SHARED_CONNECTIONS is "change_user" or "select_db"; nothing if it is
    "off", as behind a proxy, which shares connections itself."""
    reset = pconfig.get_param("POSEIDON_SHARED_CONNECTIONS", default="off")
    if reset == "off":
        return {}
    return {"pool": {"size": pconfig.get_int("POSEIDON_SHARED_CONNECTIONS_SIZE", default=8), "reset": reset}}


def tenants() -> frozenset[str]:
    """The customers served now, as the parameter store says."""
    return _tenant_list("PLANSTONE_TENANTS_LIST", pconfig.get_param("PLANSTONE_TENANTS_LIST"))


def build(tenant: str, replica: bool) -> dict[str, Any]:
    """A tenant's schema, its name in lower case, on its shard."""
    shards = _shards("PLANSTONE_TENANT_SHARDS", pconfig.get_param("PLANSTONE_TENANT_SHARDS", default=""))
    return mysql(tenant.lower(), replica=replica, shard=shards.get(tenant))


def own_user(tenant: str) -> dict[str, Any]:
    """The tenant's own user, in place of the shared one."""
    user = tenant_user(tenant)
    return {"USER": user.name, "PASSWORD": user.password}


def renew(alias: str) -> dict[str, Any]:
    """Settings of `alias` with the password as the parameter store has it this moment."""
    tenant = alias.removesuffix("_RO")
    if alias in _STATIC:
        pconfig.refresh(PASSWORD)
        return _STATIC[alias]()
    pconfig.refresh(password_parameter(tenant) if TENANCY_DATABASE_USERS == PER_TENANT else PASSWORD)
    return DATABASES.settings_of(alias)


pconfig.preload(  # one call to the store for all that a start needs
    [
        *(
            "SECRET_KEY",
            "ALLOWED_HOSTS",
            "PLANSTONE_TENANTS_LIST",
            "PLANSTONE_TENANT_SHARDS",
            "DATABASE_CA_BUNDLE",
            "TENANCY_DATABASE_USERS",
        ),
        *("POSEIDON_SHARED_CONNECTIONS", "POSEIDON_SHARED_CONNECTIONS_SIZE"),
        *("EMAIL_HOST", "EMAIL_PORT", "EMAIL_HOST_USER", "EMAIL_HOST_PASSWORD", "EMAIL_USE_TLS"),
        "DEFAULT_FROM_EMAIL",
        *("POSEIDON_DATABASE_USERNAME", "POSEIDON_DATABASE_PASSWORD", _WRITER, _READER),
    ]
)

TENANCY_DATABASE_USERS = users_mode()
_STATIC: dict[str, Callable[[], dict[str, Any]]] = {
    "default": lambda: mysql("poseidon"),
    "poseidon": lambda: {**mysql("poseidon"), "SAME_CONNECTION_AS": "default"},
    "poseidon_RO": lambda: mysql("poseidon", replica=True),
    "accounts": lambda: mysql("accounts"),
    "accounts_RO": lambda: mysql("accounts", replica=True),
}
DATABASES = TenantDatabases(
    {alias: make() for alias, make in _STATIC.items()},
    tenants=tenants,
    build=build,
    renew=renew,
    static_now=_STATIC,
    credentials=own_user if TENANCY_DATABASE_USERS == PER_TENANT else None,
)
