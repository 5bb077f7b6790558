"""What every test shares: databases with legacy tables, empty again after tests that commit."""

import gc
from collections.abc import Iterator

import pytest
from django.core.cache import caches
from django.db import connections
from django.db.models.signals import post_migrate
from django.test import TestCase, TransactionTestCase
from pytest_django import DjangoDbBlocker

from tests.support import emptying, shared_connections
from tests.support.database_names import name_databases_for_tests
from tests.support.emptying import database_of
from tests.support.legacy_tables import LegacyDatabases

pytest_plugins = ["poseidon.tenancy.testing"]

shared_connections.install()
emptying.install()

COMMITTING_FIXTURES = {"transactional_db", "live_server", "django_db_reset_sequences"}
_legacy = pytest.StashKey[LegacyDatabases]()


@pytest.fixture(scope="session")
def django_db_modify_db_settings() -> None:
    """Instead of pytest-django's, whose changes are lost for tenants."""
    name_databases_for_tests()


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
) -> Iterator[None]:
    """Add the legacy tables to the test databases that pytest-django made for this run."""
    made = {database_of(alias) for alias in migrated_aliases}
    legacy = LegacyDatabases(
        [alias for alias in connections if database_of(alias) in made], django_db_blocker
    )
    legacy.make_tables()
    with django_db_blocker.unblock():
        emptying.remember(migrated_aliases)
    request.config.stash[_legacy] = legacy
    yield
    legacy.empty_tables()  # for the run that finds these databases again (--reuse-db)


@pytest.fixture(autouse=True)
def _nothing_is_remembered() -> None:
    """What a test before has put into this process's caches, as the size of a table that is empty again."""
    for cache in caches.all():
        cache.clear()


def pytest_collection_finish() -> None:
    """What is there now stays to the end: looking through it for garbage again and again, and after every 700
    new objects, is a twelfth of the run."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Leave out what only MySQL or MariaDB can show: the marker `mysql`."""
    if item.get_closest_marker("mysql") is not None and connections["TESTCLIENT"].vendor != "mysql":
        pytest.skip("needs MySQL or MariaDB")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item, nextitem: pytest.Item | None) -> Iterator[None]:
    """After a test that commits, and after its own clean-up, empty the legacy tables of every database.

    Here and not in a fixture: only here is no alias forbidden. After the last test the databases are gone.
    """
    result = yield
    if nextitem is not None and _commits(item) and _legacy in item.config.stash:
        item.config.stash[_legacy].empty_tables()
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
