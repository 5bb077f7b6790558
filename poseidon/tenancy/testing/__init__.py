"""pytest plugin for tests on the engine, beside pytest-django: `pytest_plugins = "poseidon.tenancy.testing"`.

Fixtures: `tenant` enters one, `two_tenants` finds leaks between two, `assert_queries` counts on each alias.
Marker: `@pytest.mark.tenant("NAME")`. Option in the configuration file: `poseidon_tenants`, two names.
Besides, every test is kept off the aliases that it did not declare, also those that come to life late.
"""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager

import pytest

from poseidon.tenancy import registry
from poseidon.tenancy.context import tenant_context
from poseidon.tenancy.testing import queries, undeclared
from poseidon.tenancy.testing.leaks import TwoTenants

__all__ = ["TwoTenants", "assert_queries", "tenant", "two_tenants"]

OPTION = "poseidon_tenants"


def pytest_addoption(parser: pytest.Parser) -> None:
    """The option, read from the configuration file."""
    parser.addini(OPTION, "Two tenants of the tests; the first is the one tests work in.", type="args")


def pytest_configure(config: pytest.Config) -> None:
    """The marker, and the guard on aliases."""
    config.addinivalue_line("markers", "tenant(name): the tenant that the fixture `tenant` enters")
    undeclared.install()


def pytest_unconfigure() -> None:
    """Takes the guard off again."""
    undeclared.uninstall()


@pytest.fixture
def tenant(request: pytest.FixtureRequest) -> Iterator[str]:
    """Runs the test inside a tenant: the marker's, or the first of the configuration's. Gives its name."""
    marker = request.node.get_closest_marker("tenant")
    name = marker.args[0] if marker is not None else _names(request.config)[0]
    with tenant_context(name):
        yield name


@pytest.fixture
def two_tenants(request: pytest.FixtureRequest, db: None) -> Iterator[TwoTenants]:  # noqa: ARG001 - for its rollback
    """Names of two tenants; fails the test at its end if a row of the other one changed since (see leaks).

    The test must declare both databases: `@pytest.mark.django_db(databases=[…])`.
    """
    ours, other = _names(request.config)
    watched = TwoTenants(ours, other)
    watched.watch()
    yield watched
    watched.check()


@pytest.fixture
def assert_queries() -> Callable[..., AbstractContextManager[list[queries.Statement]]]:
    """`with assert_queries(TESTCLIENT=3):` demands three statements there and none on any other alias."""
    return queries.assert_queries


def _names(config: pytest.Config) -> tuple[str, str]:
    given = config.getini(OPTION) or sorted(registry.tenants())[:2]
    if len(given) != 2:
        raise pytest.UsageError(f"{OPTION} must name two tenants, not {given!r}.")
    return given[0], given[1]
