"""Plain connections to the servers on which tenants live, as any user.

Not Django's wrappers: what is done here names several tenants' schemas, which the engine refuses.
"""

from typing import Any, NamedTuple

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from poseidon.commons.config.database_users import DatabaseUser
from poseidon.tenancy.registry import check_tenant


class Server(NamedTuple):
    """A server's address; two tenants with equal ones live on one server."""

    host: str
    port: str


def place_of(tenant: str) -> dict[str, Any]:
    """Settings of the tenant's primary, of which user and password may not exist yet."""
    place: dict[str, Any] = settings.DATABASES.place_of(check_tenant(tenant))
    if not str(place["ENGINE"]).endswith("mysql"):
        raise ImproperlyConfigured(
            f"Tenant {tenant} lives on {place['ENGINE']}, which has no users: "
            "grants are for MySQL and MariaDB."
        )
    return place


def schema_of(tenant: str) -> str:
    """Name of the schema that holds the tenant's rows."""
    return str(place_of(tenant)["NAME"])


def server_of(tenant: str) -> Server:
    """Where the tenant's primary lives."""
    place = place_of(tenant)
    return Server(str(place.get("HOST", "")), str(place.get("PORT", "")))


def connect(tenant: str, user: DatabaseUser, *, local_infile: bool = False) -> Any:
    """A DB-API connection to the tenant's writer as `user`, in no schema; the caller closes it.

    Address, encryption and timeouts are the tenant's own. MySQLdb.Error if the server refuses.
    """
    from MySQLdb import connect as open_connection  # the demonstration has neither driver nor grants

    from poseidon.tenancy.backends.mysql.base import DatabaseWrapper

    place = {"HOST": "", "PORT": "", "OPTIONS": {}, **place_of(tenant)}
    named = {**place, "NAME": "", "USER": user.name, "PASSWORD": user.password}
    parameters = DatabaseWrapper(named, tenant).get_connection_params()
    if local_infile:
        parameters["local_infile"] = True
    return open_connection(**{**parameters, "autocommit": True})
