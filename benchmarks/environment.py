"""What a run needs from the system, and from the package index for the peers."""

import os
import subprocess
import sys

from benchmarks.contenders import CONTENDERS, Database
from benchmarks.plan import ROOT, VAR


def prepare() -> None:
    """Installs what is missing; does nothing (in half a second) when all is there."""
    subprocess.run([str(ROOT / "bin" / "install-bench-packages")], check=True)
    _make_virtual_environment()


def _make_virtual_environment() -> None:
    """`var/bench/venv` with requirements/bench.txt, made anew only when that file changes."""
    requirements = ROOT / "requirements" / "bench.txt"
    stamp = VAR / "venv" / "installed.txt"
    if stamp.exists() and stamp.read_text() == requirements.read_text():
        return
    subprocess.run([sys.executable, "-m", "venv", "--clear", VAR / "venv"], check=True)
    pip = [str(VAR / "venv" / "bin" / "python"), "-m", "pip", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*pip, "install", "-r", str(requirements)], check=True)
    stamp.write_text(requirements.read_text())


def fill_postgresql(database: Database) -> None:
    """The schemas and rows of PostgreSQL, made by django-tenants' own project."""
    contender = next(contender for contender in CONTENDERS if contender.project == "django_tenants_app")
    command = [str(contender.python), "-m", "benchmarks.apps.django_tenants_app.prepare"]
    subprocess.run(command, env=os.environ | contender.environment(database), check=True)
