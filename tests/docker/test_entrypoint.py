"""The container starts although a tenant is broken, and does not without the control database."""

from pathlib import Path

import pytest

from tests.support.demonstration import ROOT, Demonstration
from tests.support.warm_python import python_in

STARTED = "the command has started"
TWO = {"PLANSTONE_TENANTS_LIST": "TESTCLIENT,CHAOS"}
pytestmark = pytest.mark.slow


@pytest.mark.parametrize(
    ("broken", "told", "starts"),
    [("chaos", "1 of 2 tenants were not migrated: CHAOS.", True), ("poseidon", "not a database", False)],
)
def test_container_starts_unless_nothing_would_work(
    tmp_path: Path, broken: str, told: str, starts: bool
) -> None:
    demonstration = Demonstration(tmp_path)
    (tmp_path / f"{broken}.sqlite3").write_text("this is no database")
    path = f"{python_in(tmp_path / 'bin')}:/usr/bin:/bin"
    done = demonstration.run([str(ROOT / "docker/web/entrypoint.sh"), "echo", STARTED], PATH=path, **TWO)
    assert told in done.stderr
    assert (done.returncode == 0, STARTED in done.stdout) == (starts, starts)


def test_nothing_is_migrated_where_that_is_somebody_else_s_task(tmp_path: Path) -> None:
    demonstration = Demonstration(tmp_path)
    done = demonstration.run([str(ROOT / "docker/web/entrypoint.sh"), "echo", STARTED], MIGRATE="no")
    assert (done.returncode, done.stdout) == (0, f"{STARTED}\n")
    assert list(tmp_path.iterdir()) == []
