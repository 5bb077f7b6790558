"""Two customers that are served, people with every role, and a way to count queries by database."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager

import pytest
from django.contrib.auth.models import User
from django.contrib.contenttypes.models import ContentType
from django.db import connections
from django.test import Client
from django.test.utils import CaptureQueriesContext

from poseidon.tenancy.api import tenant_context
from tests.factories import AccountsFactory, MembershipFactory, OperatorFactory, UserFactory

DATABASES = [
    *("default", "poseidon", "poseidon_RO", "accounts", "accounts_RO"),
    *("TESTCLIENT", "TESTCLIENT_RO", "OTHERCLIENT", "OTHERCLIENT_RO"),
]
COUNTED = ("default", "accounts", "TESTCLIENT", "OTHERCLIENT")
"""One alias a connection: a replica alias is its primary's connection here."""

Counts = dict[str, int]
SignIn = Callable[[str], Client]
CountQueries = Callable[[], AbstractContextManager[Counts]]


@pytest.fixture(autouse=True)
def customers(request: pytest.FixtureRequest) -> None:
    """Both tenants have an active account, in tests with a database; without one no tenant is served."""
    if request.node.get_closest_marker("django_db") is None:
        return
    request.getfixturevalue("db")
    ContentType.objects.clear_cache()  # tests that commit make content types anew, under other keys
    AccountsFactory(acronym="TESTCLIENT", name="The Test Society")
    AccountsFactory(acronym="OTHERCLIENT", name="The Other Society")


@pytest.fixture
def users(customers: None) -> dict[str, User]:
    """A user for each role in TESTCLIENT, and some without one there."""
    people = {
        role: UserFactory(username=role) for role in ("viewer", "editor", "admin", "outsider", "stranger")
    }
    for role in ("viewer", "editor", "admin"):
        MembershipFactory(user=people[role], role=role)
    MembershipFactory(user=people["stranger"], tenant="OTHERCLIENT", role="admin")
    return {**people, "operator": OperatorFactory(username="operator")}


@pytest.fixture
def client_of(users: dict[str, User]) -> SignIn:
    """`client_of("viewer")`: a browser in which that person is signed in; `anonymous` for nobody."""

    def sign_in(role: str) -> Client:
        client = Client()
        if role != "anonymous":
            client.force_login(users[role], "django.contrib.auth.backends.ModelBackend")
        return client

    return sign_in


@pytest.fixture
def viewer(client_of: SignIn) -> Client:
    return client_of("viewer")


@pytest.fixture
def in_tenant(customers: None) -> Iterator[None]:
    """The test's own code runs in TESTCLIENT; requests enter and leave tenants by themselves."""
    with tenant_context("TESTCLIENT"):
        yield


@contextmanager
def _count_queries() -> Iterator[Counts]:
    counts: Counts = {}
    with ExitStack() as stack:
        captured = {alias: CaptureQueriesContext(connections[alias]) for alias in COUNTED}
        for context in captured.values():
            stack.enter_context(context)
        yield counts
        counts.update({alias: len(context) for alias, context in captured.items()})


@pytest.fixture
def count_queries() -> CountQueries:
    """`with count_queries() as counts:` fills counts with the number of statements by alias."""
    return _count_queries
