"""MySQL behind writer and reader endpoints, all of it from parameters; the server's certificate is verified.

An endpoint may also be `postgresql://host:port` or `sqlite:///folder`: see `vendor_databases`.

`PLANSTONE_TENANT_SHARDS` may place tenants on other servers: `TENANT=shard` pairs, with the shard's
endpoints in `DATABASE_RW_CONNECTION_STRING_<SHARD>` and `DATABASE_RO_CONNECTION_STRING_<SHARD>`. A parameter
holds some 300 to 500 tenants: both lists go on in `PLANSTONE_TENANTS_LIST_2`, `_3` and so on.
Read when a connection is made, so that a rotated password or a moved endpoint needs no restart; a parameter
changed to what cannot be read is logged, and its last good value stays in force.

`TENANCY_DATABASE_USERS=per_tenant` gives each tenant a database user of its own, whose password is
`POSEIDON_DATABASE_PASSWORD_<TENANT>`; `manage.py fleet grants` makes those users and proves what they can.

`POSEIDON_DATABASE_AUTH=iam` signs short-lived passwords with the machine's role (RDS, Aurora) in place of all
of these. Nothing is signed before the first connection: settings load without keys.
"""

from collections.abc import Callable
from typing import Any

from poseidon.commons.config import pconfig
from poseidon.commons.config.continued import part_name
from poseidon.commons.config.database_users import (
    BY_TOKEN,
    PASSWORD,
    PER_TENANT,
    USERNAME,
    auth_mode,
    password_parameter,
    shared_user,
    tenant_user,
    tenant_username,
    users_mode,
)
from poseidon.commons.config.databases import (
    TenantDatabases,
    parse_tenant_list,
    parse_tenant_shards,
)
from poseidon.commons.config.last_good import LastGood
from poseidon.commons.config.parsing import Place, parse_place
from poseidon.commons.config.rds_tokens import Login, rds_tokens
from settings.vendor_databases import postgresql, sqlite

_TENANTS, _SHARDS = "PLANSTONE_TENANTS_LIST", "PLANSTONE_TENANT_SHARDS"
_WRITER, _READER = "DATABASE_RW_CONNECTION_STRING", "DATABASE_RO_CONNECTION_STRING"
_place, _shards = LastGood(parse_place), LastGood(parse_tenant_shards)
_tenant_list = LastGood(parse_tenant_list)


def database(name: str, *, replica_of: str | None = None, shard: str | None = None) -> dict[str, Any]:
    """Settings of one database at the writer endpoint of a shard; of the replica of an alias, at its reader
    endpoint. The endpoint says whose server it is."""
    endpoint = _WRITER if replica_of is None else _READER
    if shard is not None:
        endpoint = f"{endpoint}_{shard.upper().replace('-', '_')}"
    place = _place(endpoint, pconfig.get_param(endpoint))
    if place.scheme == "sqlite":
        return sqlite(name, place, replica_of)
    login = shared_login(place.host, place.port)
    return (postgresql if place.scheme == "postgresql" else mysql)(name, place, login)


def mysql(name: str, place: Place, login: dict[str, Any]) -> dict[str, Any]:
    """Settings of one schema."""
    return {
        "ENGINE": "poseidon.tenancy.backends.mysql",
        "NAME": name,
        **login,
        "HOST": place.host,
        "PORT": str(place.port),
        "CONN_MAX_AGE": 0,  # the proxy in front of the servers keeps the connections
        "OPTIONS": {
            "charset": "utf8mb4",
            # A tenant whose server is silent is told so within two seconds.
            "connect_timeout": pconfig.get_int("DATABASE_CONNECT_TIMEOUT", default=1),
            "read_timeout": pconfig.get_int("DATABASE_READ_TIMEOUT", default=60),
            "write_timeout": pconfig.get_int("DATABASE_WRITE_TIMEOUT", default=60),
            "ssl_mode": "VERIFY_IDENTITY",
            "ssl": {
                "ca": pconfig.get_param("DATABASE_CA_BUNDLE", default="/etc/ssl/certs/ca-certificates.crt")
            },
            **({"auth_plugin": "mysql_clear_password"} if AUTH == BY_TOKEN else {}),  # inside TLS
            **shared_connections(),
        },
    }


def shared_login(host: str, port: int) -> dict[str, Any]:
    """The user of the platform's own databases, and of every tenant's where users are shared."""
    if AUTH == BY_TOKEN:
        return login_by_token(host, port, pconfig.get_param(USERNAME))
    user = shared_user()
    return {"USER": user.name, "PASSWORD": user.password}


def login_by_token(host: str, port: int, user: str) -> dict[str, Any]:
    """A user with a password that holds for some minutes; without any while the settings are loaded."""
    return {"USER": user, "PASSWORD": rds_tokens.password(Login(host, port, user)) if _loaded else ""}


def shared_connections() -> dict[str, Any]:
    """The engine's pool, if POSEIDON_SHARED_CONNECTIONS is "change_user" or "select_db"; nothing if it is
    "off", as behind a proxy, which shares connections itself."""
    reset = pconfig.get_param("POSEIDON_SHARED_CONNECTIONS", default="off")
    if reset == "off":
        return {}
    return {"pool": {"size": pconfig.get_int("POSEIDON_SHARED_CONNECTIONS_SIZE", default=8), "reset": reset}}


def tenants() -> frozenset[str]:
    """The customers served now, as the parameter store says."""
    return _tenant_list(_TENANTS, pconfig.get_continued(_TENANTS))


def build(tenant: str, replica: bool) -> dict[str, Any]:
    """A tenant's schema, its name in lower case, on its shard."""
    shards = _shards(_SHARDS, pconfig.get_continued(_SHARDS, default=""))
    made = database(tenant.lower(), replica_of=tenant if replica else None, shard=shards.get(tenant))
    if made["HOST"] and AUTH == BY_TOKEN and TENANCY_DATABASE_USERS == PER_TENANT:
        made |= login_by_token(made["HOST"], int(made["PORT"]), tenant_username(tenant))
    return made


def own_user(tenant: str) -> dict[str, Any]:
    """The tenant's own user, in place of the shared one."""
    user = tenant_user(tenant)
    return {"USER": user.name, "PASSWORD": user.password}


def watcher() -> dict[str, Any]:
    """The shared user, which may ask replicas how late they are, and on a tenant's server nothing else."""
    user = shared_user()
    return {"USER": user.name, "PASSWORD": user.password}


def renew(alias: str) -> dict[str, Any]:
    """Settings of `alias` with the password as the parameter store has it this moment."""
    if AUTH == BY_TOKEN:
        refused = DATABASES.current(alias)
        rds_tokens.forget(Login(refused["HOST"], int(refused["PORT"]), refused["USER"]))
        return DATABASES.current(alias)
    tenant = alias.removesuffix("_RO")
    if alias in _STATIC:
        pconfig.refresh(PASSWORD)
        return _STATIC[alias]()
    pconfig.refresh(password_parameter(tenant) if TENANCY_DATABASE_USERS == PER_TENANT else PASSWORD)
    return DATABASES.settings_of(alias)


_REQUIRED = [
    *("SECRET_KEY", "ALLOWED_HOSTS", _TENANTS, _WRITER, _READER),
    USERNAME,
]
_OPTIONAL = [
    *(part_name(_TENANTS, 2), _SHARDS, part_name(_SHARDS, 2)),
    *("TENANCY_DATABASE_USERS", "POSEIDON_DATABASE_AUTH", "DATABASE_CA_BUNDLE"),
    *("DATABASE_CONNECT_TIMEOUT", "DATABASE_READ_TIMEOUT", "DATABASE_WRITE_TIMEOUT"),
    *("POSEIDON_SHARED_CONNECTIONS", "POSEIDON_SHARED_CONNECTIONS_SIZE"),
    *("EMAIL_HOST", "EMAIL_PORT", "EMAIL_HOST_USER", "EMAIL_HOST_PASSWORD", "EMAIL_USE_TLS"),
    *("DEFAULT_FROM_EMAIL", "LOG_LEVEL", "LOG_STREAM", "STATIC_ROOT"),
]
pconfig.preload([*_REQUIRED, PASSWORD, *_OPTIONAL])  # as few calls to the store as names allow, ten a call
TENANCY_DATABASE_USERS, AUTH = users_mode(), auth_mode()
pconfig.get_params(_REQUIRED if AUTH == BY_TOKEN else [*_REQUIRED, PASSWORD])  # names all that are missing
_loaded = False
_STATIC: dict[str, Callable[[], dict[str, Any]]] = {
    "default": lambda: database("poseidon"),
    "poseidon": lambda: {**database("poseidon"), "SAME_CONNECTION_AS": "default"},
    "poseidon_RO": lambda: database("poseidon", replica_of="default"),
    "accounts": lambda: database("accounts"),
    "accounts_RO": lambda: database("accounts", replica_of="accounts"),
}
DATABASES = TenantDatabases(
    {alias: make() for alias, make in _STATIC.items()},
    tenants=tenants,
    build=build,
    renew=renew,
    static_now=_STATIC,
    watcher=watcher if TENANCY_DATABASE_USERS == PER_TENANT else None,
    credentials=own_user if TENANCY_DATABASE_USERS == PER_TENANT and AUTH != BY_TOKEN else None,
)
_loaded = True
