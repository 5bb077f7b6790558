"""What every test shares: databases with legacy tables, empty again after tests that commit."""

from collections.abc import Iterator

import pytest
from django.db import connections
from django.db.models.signals import post_migrate
from django.test import TestCase, TransactionTestCase
from pytest_django import DjangoDbBlocker

from tests.support.legacy_tables import empty_legacy_tables, legacy_aliases, make_legacy_tables

COMMITTING_FIXTURES = {"transactional_db", "live_server", "django_db_reset_sequences"}
_blocker = pytest.StashKey[DjangoDbBlocker]()
_aliases = pytest.StashKey[list[str]]()


@pytest.fixture(scope="session")
def migrated_aliases(django_db_modify_db_settings: None) -> Iterator[set[str]]:
    """The aliases that were migrated so far, which is how Django ends the making of each test database."""
    migrated: set[str] = set()

    def note(using: str, **kwargs: object) -> None:
        migrated.add(using)

    post_migrate.connect(note)
    yield migrated
    post_migrate.disconnect(note)


@pytest.fixture(scope="session")
def django_db_setup(
    migrated_aliases: set[str],
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
    request: pytest.FixtureRequest,
) -> None:
    """Add the legacy tables to the test databases that pytest-django made for this run."""
    made = {_database(alias) for alias in migrated_aliases}
    aliases = legacy_aliases(alias for alias in connections if _database(alias) in made)
    with django_db_blocker.unblock():
        for alias in aliases:
            make_legacy_tables(alias)
    request.config.stash[_blocker] = django_db_blocker
    request.config.stash[_aliases] = aliases


def _database(alias: str) -> tuple[object, ...]:
    """What tells one database from another: aliases may share one."""
    return tuple(connections[alias].settings_dict[key] for key in ("HOST", "PORT", "NAME"))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item) -> Iterator[None]:
    """After a test that commits, and after its own clean-up, empty the legacy tables of every database."""
    result = yield
    if _commits(item) and _aliases in item.config.stash:
        with item.config.stash[_blocker].unblock():
            for alias in item.config.stash[_aliases]:
                empty_legacy_tables(alias)
    return result


def _commits(item: pytest.Item) -> bool:
    """Tell whether pytest-django runs `item` without a transaction around it."""
    marker = item.get_closest_marker("django_db")
    asked = marker is not None and (
        marker.kwargs.get("transaction", False) or marker.kwargs.get("reset_sequences", False)
    )
    case = getattr(item, "cls", None)
    by_class = case is not None and issubclass(case, TransactionTestCase) and not issubclass(case, TestCase)
    return bool(asked or by_class or COMMITTING_FIXTURES.intersection(getattr(item, "fixturenames", ())))
