"""The engine's settings and their defaults; a project's settings module names what it wants otherwise."""

from typing import Any, Final

from django.conf import settings

DEFAULTS: Final[dict[str, Any]] = {
    # "refuse" or "log": what happens to SQL that names a table of another database
    "TENANCY_RAW_SQL": "refuse",
    # application label to alias, for applications that are not ours
    "TENANCY_APP_DATABASES": {},
    # "label.model" to alias, for models that migrations still speak of but that are gone
    "TENANCY_REMOVED_MODELS": {},
    # "shared" or "per_tenant": whether the server itself keeps tenants apart (docs/grants.md)
    "TENANCY_DATABASE_USERS": "shared",
    # how a replica is known to be up to date: see consistency/positions.py
    "TENANCY_CONSISTENCY": "auto",
    # seconds that a read waits for the replica to have what its person wrote
    "TENANCY_REPLICA_WAIT": 0.1,
    # where a replica cannot be asked: seconds after a write in which the primary is read
    "TENANCY_PIN_SECONDS": 5,
    # seconds behind its primary at which a replica is left alone
    "TENANCY_MAX_LAG": 10,
    # "schema.table" that pt-heartbeat keeps on each shard: lag is then measured by it (docs/availability.md)
    "TENANCY_HEARTBEAT": "",
    # seconds: how old pages may be that are read from the replica while the primary is gone; 0: none are
    "TENANCY_STALE_READS": 0,
    # seconds between two looks at a server that is gone, or at a replica in use
    "TENANCY_PROBE_SECONDS": 0.5,
    # requests answered at a time by one process, for a tenant and for all tenants of a server; 0: no limit
    "TENANCY_REQUESTS_PER_TENANT": 0,
    "TENANCY_REQUESTS_PER_SERVER": 0,
    # seconds until a suspended account is noticed, and how many tenants' status is remembered
    "TENANCY_STATUS_TTL": 15,
    "TENANCY_STATUS_KEPT": 20_000,
    # tenants with a metrics label of their own, in each process; the rest share one
    "TENANCY_METRICS_TENANTS": 50,
}


def setting(name: str) -> Any:
    """The project's value of an engine setting, or its default; KeyError for one that does not exist."""
    return getattr(settings, name, DEFAULTS[name])
