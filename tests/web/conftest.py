"""Two customers that are served, people with every role, and a way to count queries by database."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager

import pytest
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.auth.models import User
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.backends.db import SessionStore
from django.db import connections
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.crypto import get_random_string

from poseidon.models import Accounts
from poseidon.tenancy.api import Membership, tenant_context
from tests.factories import AccountsFactory, MembershipFactory, OperatorFactory, UserFactory

DATABASES = [
    *("default", "poseidon", "poseidon_RO", "accounts", "accounts_RO"),
    *("TESTCLIENT", "TESTCLIENT_RO", "OTHERCLIENT", "OTHERCLIENT_RO"),
]
MEMBERS = ("viewer", "editor", "admin")
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
    Accounts.objects.bulk_create(
        AccountsFactory.build(acronym=acronym, name=f"The {name} Society")
        for acronym, name in (("TESTCLIENT", "Test"), ("OTHERCLIENT", "Other"))
    )


@pytest.fixture
def users(customers: None) -> dict[str, User]:
    """A user for each role in TESTCLIENT, and some without one there."""
    named = [UserFactory.build(username=role) for role in (*MEMBERS, "outsider", "stranger")]
    User.objects.bulk_create([*named, OperatorFactory.build(username="operator")])
    people = User.objects.in_bulk([*(user.username for user in named), "operator"], field_name="username")
    Membership.objects.bulk_create(
        MembershipFactory.build(user=people[name], tenant=tenant, role=role)
        for name, tenant, role in (
            *((role, "TESTCLIENT", role) for role in MEMBERS),
            ("stranger", "OTHERCLIENT", "admin"),
        )
    )
    return people


@pytest.fixture
def client_of(users: dict[str, User]) -> SignIn:
    """`client_of("viewer")`: a browser in which that person is signed in; `anonymous` for nobody."""

    def sign_in(role: str) -> Client:
        client = Client()
        if role != "anonymous":
            give_session(client, users[role])
        return client

    return sign_in


def give_session(client: Client, user: User) -> None:
    """What signing in leaves behind, in one statement: `Client.force_login` takes a dozen. How people sign in
    is shown by the tests of the entrance."""
    key = get_random_string(32)
    told = {
        SESSION_KEY: str(user.pk),
        BACKEND_SESSION_KEY: "django.contrib.auth.backends.ModelBackend",
        HASH_SESSION_KEY: user.get_session_auth_hash(),
    }
    SessionStore(key).create_model_instance(told).save(force_insert=True)
    client.cookies[settings.SESSION_COOKIE_NAME] = key


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
