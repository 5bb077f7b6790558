"""Tenants of settings.production on shards that are not MySQL."""

import json
from typing import Any, Final

import pytest

from tests.settings.test_production import PARAMETERS, TELL, run

ON_SHARD: Final = {**PARAMETERS, "PLANSTONE_TENANT_SHARDS": "ALPHA=eu-1"}
WRITER, READER = "DATABASE_RW_CONNECTION_STRING_EU_1", "DATABASE_RO_CONNECTION_STRING_EU_1"


def told(writer: str, reader: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(run("-c", TELL, **ON_SHARD, **{WRITER: writer, READER: reader}).stdout)
    return found


def test_shard_on_postgresql_is_fit_for_pgbouncer() -> None:
    found = told("postgresql://pg.example.org:6432", "postgresql://pg-ro.example.org")
    primary, replica = found["alpha"], found["alpha_ro"]
    assert primary["ENGINE"] == replica["ENGINE"] == "poseidon.tenancy.backends.postgresql"
    assert (primary["NAME"], primary["HOST"], primary["PORT"]) == ("alpha", "pg.example.org", "6432")
    assert (replica["NAME"], replica["HOST"], replica["PORT"]) == ("alpha", "pg-ro.example.org", "5432")
    assert primary["USER"] == PARAMETERS["POSEIDON_DATABASE_USERNAME"]
    for settings in (primary, replica):
        assert (settings["CONN_MAX_AGE"], settings["DISABLE_SERVER_SIDE_CURSORS"]) == (0, True)
        assert settings["OPTIONS"]["prepare_threshold"] is None
        assert settings["OPTIONS"]["sslmode"] == "verify-full"
        assert "pool" not in settings["OPTIONS"]
    assert found["control"]["ENGINE"] == "poseidon.tenancy.backends.mysql"


def test_shard_on_sqlite_is_a_file_a_tenant_and_its_replica_the_same_connection() -> None:
    found = told("sqlite:///srv/tenants", "sqlite:///srv/tenants")
    assert found["alpha"]["ENGINE"] == "django.db.backends.sqlite3"
    assert found["alpha"]["NAME"] == "/srv/tenants/alpha.sqlite3"
    assert "SAME_CONNECTION_AS" not in found["alpha"]
    assert found["alpha_ro"]["SAME_CONNECTION_AS"] == "ALPHA"


@pytest.mark.parametrize("given", ["oracle://db.example.org", "postgresql://me:s3cret@db.example.org"])
def test_place_that_cannot_be_is_refused_without_being_repeated(given: str) -> None:
    done = run("-c", TELL, **ON_SHARD, **{WRITER: given, READER: given})
    assert done.returncode != 0
    assert "A database connection string is wrong" in done.stderr
    assert "s3cret" not in done.stderr
