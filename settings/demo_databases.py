"""One SQLite file an alias under var/demo; a replica alias is its primary's own connection."""

from pathlib import Path
from typing import Any

from poseidon.commons.config import pconfig
from poseidon.commons.config.databases import TenantDatabases, parse_tenant_list
from poseidon.commons.config.last_good import LastGood

_TENANTS = "PLANSTONE_TENANTS_LIST"
_tenant_list = LastGood(parse_tenant_list)
DEMO_DIR = Path(
    pconfig.get_param("DEMO_DIR", default=str(Path(__file__).resolve().parent.parent / "var" / "demo"))
)


def sqlite(name: str, same_as: str | None = None) -> dict[str, Any]:
    """Settings of one file; writers wait for each other instead of failing at once."""
    shared = {} if same_as is None else {"SAME_CONNECTION_AS": same_as}
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(DEMO_DIR / f"{name}.sqlite3"),
        "OPTIONS": {
            "timeout": 20,
            "transaction_mode": "IMMEDIATE",
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
        },
        **shared,
    }


def tenants() -> frozenset[str]:
    """The demonstration's customers."""
    return _tenant_list(_TENANTS, pconfig.get_param(_TENANTS, default="TESTCLIENT,CHAOS,SOCIETY"))


def build(tenant: str, replica: bool) -> dict[str, Any]:
    """A tenant's file, or its replica, which is the primary's own connection."""
    return sqlite(tenant.lower(), same_as=tenant if replica else None)


DATABASES = TenantDatabases(
    {
        "default": sqlite("poseidon"),
        "poseidon": sqlite("poseidon", same_as="default"),
        "poseidon_RO": sqlite("poseidon", same_as="default"),
        "accounts": sqlite("accounts"),
        "accounts_RO": sqlite("accounts", same_as="accounts"),
    },
    tenants=tenants,
    build=build,
)
