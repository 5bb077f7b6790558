"""Runs `manage.py` under settings.demo, as the person at the terminal does, in a folder of its own."""

import fcntl
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from tests.support import warm_python
from tests.support.servers.run_directory import run_directory

ROOT = Path(__file__).resolve().parents[2]
WITHOUT_MYSQL = """
import sys
sys.modules["MySQLdb"] = None  # importing it raises ImportError, as where it is not installed
from django.core.management import execute_from_command_line
execute_from_command_line(["manage.py", *sys.argv[1:]])
"""


class Demonstration:
    """The folder `DEMO_DIR`, and commands that work in it; none of them can import mysqlclient."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def command(self, *arguments: str) -> list[str]:
        return [sys.executable, "-c", WITHOUT_MYSQL, *arguments]

    def environment(self, **more: str) -> dict[str, str]:
        kept = {key: value for key, value in os.environ.items() if not key.startswith(("POSEIDON_", "DEMO_"))}
        settings = {"DJANGO_SETTINGS_MODULE": "settings.demo", "DEMO_DIR": str(self.folder)}
        return {**kept, **settings, "PYTHONUNBUFFERED": "1", "COLUMNS": "120", **more}

    def manage(self, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        """Runs a command to its end."""
        command = ["-c", WITHOUT_MYSQL, *arguments]
        return warm_python.run(command, environment=self.environment(**environment))

    def python(self, code: str, **environment: str) -> subprocess.CompletedProcess[str]:
        """Runs `code` after `django.setup()`."""
        command = ["-c", f"import django; django.setup()\n{code}"]
        return warm_python.run(command, environment=self.environment(**environment))

    def run(self, command: Sequence[str], **environment: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            command,
            cwd=ROOT,
            env=self.environment(**environment),
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )

    def tables(self, database: str) -> set[str]:
        """Names of the tables in `database`.sqlite3; none where there is no such file."""
        found = self.rows(database, "SELECT name FROM sqlite_master WHERE type = 'table'")
        return {str(name) for (name,) in found}

    def rows(self, database: str, sql: str) -> list[tuple[object, ...]]:
        path = self.folder / f"{database}.sqlite3"
        if not path.exists():
            return []
        with closing(sqlite3.connect(path)) as connection:
            return connection.execute(sql).fetchall()


def copy_of_demonstration(folder: Path) -> Demonstration:
    """A demonstration in `folder`, which is made, as `demo prepare` left it; prepared once in this run."""
    kept = run_directory() / "demonstration"
    with kept.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # tests that run beside these wait, and prepare none
        if not kept.exists():
            draft = Demonstration(kept.with_suffix(".draft"))
            shutil.rmtree(draft.folder, ignore_errors=True)
            done = draft.manage("demo", "prepare")
            assert done.returncode == 0, done.stdout + done.stderr
            draft.folder.rename(kept)
    shutil.copytree(kept, folder)
    return Demonstration(folder)
