"""The aliases of the test suite: which share a database, and what a replica sees inside a test."""

import pytest
from django.conf import settings
from django.db import connections

from poseidon.models import People

ALIASES = ["default", "poseidon", "poseidon_RO", "accounts", "accounts_RO", "TESTCLIENT", "TESTCLIENT_RO"]


def test_database_names() -> None:
    if settings.DATABASES["default"]["ENGINE"].endswith("mysql"):
        assert settings.DATABASES["default"]["TEST"]["NAME"].startswith("test_poseidon")
        assert settings.DATABASES["TESTCLIENT"]["TEST"]["NAME"].startswith("test_testclient")
    assert set(ALIASES) <= set(settings.DATABASES)


@pytest.mark.django_db(databases=["TESTCLIENT", "TESTCLIENT_RO"])
def test_replica_reads_what_the_test_has_not_committed() -> None:
    made = People.objects.using("TESTCLIENT").create(first_name="Sarah")
    assert People.objects.using("TESTCLIENT_RO").get(pk=made.pk).first_name == "Sarah"
    assert connections["TESTCLIENT_RO"] is connections["TESTCLIENT"]


@pytest.mark.django_db(databases=["TESTCLIENT", "TESTCLIENT_RO"])
def test_nothing_of_the_test_before_is_left() -> None:
    assert not People.objects.using("TESTCLIENT").exists()
