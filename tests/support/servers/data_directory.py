"""MariaDB data directories: initialised once a run (half a second), copied for every server (30 ms)."""

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from tests.support.servers.run_directory import run_directory

VARIABLE = "POSEIDON_TEST_MARIADB_TEMPLATE"
REDO_LOG_OPTION = "--innodb-log-file-size=16M"  # the default of 96 MB would be copied every time


def new_data_directory(target: Path) -> None:
    """Make `target` a fresh data directory whose only account is root without a password."""
    shutil.copytree(template(), target)


def template() -> Path:
    """The directory that is copied, made on first use; runs inside a run may be told of it by `VARIABLE`."""
    given = os.environ.get(VARIABLE)
    directory = Path(given) if given else run_directory() / "mariadb-template"
    if not directory.exists():
        _initialise(directory)
    return directory


def _initialise(template: Path) -> None:
    """Initialise beside `template`, then move it there: workers may race, and the first one wins."""
    staging = Path(tempfile.mkdtemp(prefix="mariadb-staging-", dir=template.parent))
    data = staging / "data"
    command = [
        "mariadb-install-db",
        "--no-defaults",
        f"--datadir={data}",
        "--auth-root-authentication-method=normal",
        "--skip-test-db",
        "--skip-name-resolve",
        REDO_LOG_OPTION,
        *user_option(),
    ]
    private = {
        **os.environ,
        "TMPDIR": str(staging),
    }  # in a shared one, starting runs delete each other's files
    done = subprocess.run(
        command, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False, env=private
    )
    if done.returncode:
        raise RuntimeError(f"mariadb-install-db failed ({done.returncode}): {done.stdout}{done.stderr}")
    try:
        data.rename(template)
    except OSError:
        if not template.exists():
            raise
    shutil.rmtree(staging)


def user_option() -> list[str]:
    """Return what makes MariaDB's programs run as root when we are root: they refuse it otherwise."""
    return ["--user=root"] if os.geteuid() == 0 else []
