"""The plugin in a run of its own: what fails there fails the run."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from poseidon.tenancy.api import current_tenant
from tests.support.database_plugin import VARIABLE
from tests.tenancy.names import OTHER, OURS

ROOT = Path(__file__).resolve().parents[3]
CONFIGURATION = """
[pytest]
DJANGO_SETTINGS_MODULE = settings.testing
django_find_project = false
addopts = --strict-markers --strict-config -p pytest_django.plugin -p poseidon.tenancy.testing
poseidon_tenants = {tenants}
"""
CONFTEST = """
import pytest
from tests.support import shared_connections
shared_connections.install()
@pytest.fixture(scope="session")
def django_db_modify_db_settings():
    from tests.support.database_names import name_databases_for_tests
    name_databases_for_tests()
"""
TESTS = """
import pytest
from poseidon.tenancy.api import current_tenant, tenant_context
from tests.testapp.models import Author

BOTH = pytest.mark.django_db(databases=["default", "TESTCLIENT", "OTHERCLIENT"])

def test_names_the_first(tenant):
    assert tenant == current_tenant() == "OTHERCLIENT"

@BOTH
def test_leaks(two_tenants):
    with tenant_context(two_tenants.other):
        Author.objects.create(name="Ada")

@BOTH
def test_keeps_to_itself(two_tenants, assert_queries):
    with tenant_context(two_tenants.ours), assert_queries(OTHERCLIENT=1):
        Author.objects.create(name="Ada")
"""


WITHOUT_DATABASE = ("-k", "names_the_first")


# -- the fixture `tenant`


def test_without_the_fixture_there_is_no_tenant() -> None:
    assert current_tenant() is None


def test_the_fixture_enters_the_first_tenant(tenant: str) -> None:
    assert tenant == current_tenant() == OURS


@pytest.mark.tenant(OTHER)
def test_the_marker_names_another(tenant: str) -> None:
    assert tenant == current_tenant() == OTHER


# -- a run


def run(project: Path, tenants: str, *arguments: str) -> str:
    """Run `TESTS` in `project` with the plugin, on SQLite, under names that no other run uses."""
    (project / "pytest.ini").write_text(CONFIGURATION.format(tenants=tenants))
    (project / "conftest.py").write_text(CONFTEST)
    (project / "test_it.py").write_text(TESTS)
    changes = {VARIABLE: "sqlite:///", "PYTHONPATH": str(ROOT), "PYTEST_XDIST_WORKER": f"plugin{os.getpid()}"}
    changes["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"  # most of what is installed has no part in this
    command = [sys.executable, "-m", "pytest", "-c", "pytest.ini", "-p", "no:cacheprovider", "-rA"]
    done = subprocess.run(
        [*command, *arguments],
        cwd=project,
        env=os.environ | changes,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stdout + done.stderr


@pytest.mark.slow
def test_a_leak_fails_the_run_and_nothing_else_does(tmp_path: Path) -> None:
    printed = run(tmp_path, f"{OTHER} {OURS}")
    assert "PASSED test_it.py::test_names_the_first" in printed
    assert "PASSED test_it.py::test_keeps_to_itself" in printed
    assert "ERROR test_it.py::test_leaks" in printed
    assert f"What was done in {OTHER} reached {OURS}." in printed
    assert "3 passed, 1 error" in printed


def test_a_configuration_that_names_one_tenant_says_what_is_wrong(tmp_path: Path) -> None:
    assert f"poseidon_tenants must name two tenants, not ['{OURS}']" in run(tmp_path, OURS, *WITHOUT_DATABASE)
