"""Database settings."""

from typing import Any

import pytest

from poseidon.tenancy.checks import databases as checks
from tests.tenancy.checks.conftest import MYSQL, SetDatabases, ids

LOCAL = {**MYSQL, "HOST": "127.0.0.1"}


POSTGRESQL = "poseidon.tenancy.backends.postgresql"


def options(**given: Any) -> dict[str, Any]:
    return {**MYSQL, "OPTIONS": given}


@pytest.mark.parametrize("age", [60, None])
def test_kept_connections_without_health_checks_are_w009(
    set_databases: SetDatabases, age: int | None
) -> None:
    set_databases(accounts={**MYSQL, "CONN_MAX_AGE": age}, tenant={**MYSQL, "CONN_MAX_AGE": age})
    found = checks.check_health_checks()
    assert ids(found) == ["poseidon.W009"] * 3
    assert found[0].msg.startswith("Database 'accounts' keeps connections")
    assert found[1].msg.startswith("The tenants' databases (seen at 'ACME') keep connections")


def test_kept_connections_with_health_checks_are_silent(set_databases: SetDatabases) -> None:
    set_databases(accounts={**MYSQL, "CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True}, tenant=MYSQL)
    assert checks.check_health_checks() == []


@pytest.mark.parametrize("option", ["pool", "pool_size", "max_overflow", "sslmode", "application_name"])
def test_option_that_the_driver_does_not_take_is_e010(set_databases: SetDatabases, option: str) -> None:
    set_databases(tenant=options(**{option: 5, "charset": "utf8mb4"}))
    found = checks.check_options()
    assert ids(found) == ["poseidon.E010"] * 2
    assert option in found[0].msg
    assert "charset" not in found[0].msg


def refusal(option: str) -> str:
    """What the driver says to an option of this name, whose value is nonsense; nothing listens there."""
    driver = pytest.importorskip("MySQLdb")
    with pytest.raises(Exception) as caught:  # noqa: PT011 - only the words matter
        driver.connect(**{"host": "127.0.0.1", "port": 1, "connect_timeout": 1, option: object()})
    return str(caught.value)


@pytest.mark.parametrize("option", ["pool", "pool_size", "max_overflow", "sslmode", "application_name"])
def test_driver_does_not_know_what_is_not_listed(option: str) -> None:
    assert option not in checks.TAKEN_BY_MYSQLCLIENT
    assert "invalid keyword argument" in refusal(option)


@pytest.mark.parametrize("option", sorted(checks.TAKEN_BY_MYSQLCLIENT))
def test_driver_knows_what_is_listed(option: str) -> None:
    assert "invalid keyword argument" not in refusal(option)


def test_sharing_backend_takes_a_pool_but_not_loose_pool_options(set_databases: SetDatabases) -> None:
    sharing = {**MYSQL, "ENGINE": checks.SHARING_MYSQL}
    set_databases(tenant={**sharing, "OPTIONS": {"pool": {"size": 5}, "isolation_level": "read committed"}})
    assert checks.check_options() == []
    set_databases(tenant={**sharing, "OPTIONS": {"pool_size": 5}})
    assert ids(checks.check_options()) == ["poseidon.E010"] * 2


def test_options_of_other_servers_are_theirs(set_databases: SetDatabases) -> None:
    set_databases(accounts={"ENGINE": "django.db.backends.sqlite3", "NAME": "x", "OPTIONS": {"timeout": 20}})
    assert checks.check_options() == []


def test_atomic_requests_on_tenants_are_e011(set_databases: SetDatabases) -> None:
    set_databases(tenant={**MYSQL, "ATOMIC_REQUESTS": True})
    assert ids(checks.check_atomic_requests()) == ["poseidon.E011"] * 2


def test_atomic_requests_on_a_shared_database_are_silent(set_databases: SetDatabases) -> None:
    set_databases(tenant=MYSQL, accounts={**MYSQL, "ATOMIC_REQUESTS": True})
    assert checks.check_atomic_requests() == []


@pytest.mark.parametrize("mode", ["REQUIRED", "PREFERRED", "DISABLED", "required"])
def test_ssl_mode_that_goes_on_in_plaintext_is_w012(set_databases: SetDatabases, mode: str) -> None:
    set_databases(accounts=options(ssl_mode=mode))
    assert ids(checks.check_plaintext()) == ["poseidon.W012"]


@pytest.mark.parametrize("mode", ["require", "prefer", "allow", "disable"])
def test_sslmode_of_postgresql_that_goes_on_in_plaintext_is_w012(
    set_databases: SetDatabases, mode: str
) -> None:
    set_databases(accounts={**options(sslmode=mode), "ENGINE": POSTGRESQL})
    (message,) = checks.check_plaintext()
    assert ids([message]) == ["poseidon.W012"]
    assert f"sslmode='{mode.upper()}'" in message.msg


@pytest.mark.parametrize(
    "database",
    [
        {**options(sslmode="verify-full"), "ENGINE": POSTGRESQL},
        options(ssl_mode="VERIFY_IDENTITY"),
        options(ssl_mode="VERIFY_CA"),
        options(),
        *(
            {**options(ssl_mode="DISABLED"), "HOST": host}
            for host in ("", "localhost", "127.0.0.1", "::1", "/run/db")
        ),
    ],
)
def test_verified_or_local_connections_are_silent(
    set_databases: SetDatabases, database: dict[str, Any]
) -> None:
    set_databases(accounts=database)
    assert checks.check_plaintext() == []


def test_no_ssl_mode_towards_another_machine_is_w013(set_databases: SetDatabases) -> None:
    set_databases(accounts=options())
    assert ids(checks.check_encryption()) == ["poseidon.W013"]
    set_databases(accounts={**options(), "ENGINE": POSTGRESQL})
    assert ids(checks.check_encryption()) == ["poseidon.W013"]
    set_databases(accounts={**options(), "HOST": "127.0.0.1"}, other=options(ssl_mode="VERIFY_IDENTITY"))
    assert checks.check_encryption() == []


def test_replica_without_primary_is_e014(set_databases: SetDatabases) -> None:
    set_databases(reports_RO=LOCAL)
    (message,) = checks.check_replicas()
    assert ids([message]) == ["poseidon.E014"]
    assert "'reports_RO' is a replica of 'reports'" in message.msg


def test_replica_with_primary_is_silent(set_databases: SetDatabases) -> None:
    set_databases(reports=LOCAL, reports_RO=LOCAL, ACME_RO=LOCAL, tenant=LOCAL)
    assert checks.check_replicas() == []
