"""What was measured on what: the machine without its name, and every part's version."""

import platform
import re
import subprocess
from collections.abc import Iterable
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from benchmarks.contenders import Database
from benchmarks.plan import ROOT, VAR


def machine() -> str:
    """Processor, cores, memory, kernel, Python."""
    model = re.search(r"model name\s*:\s*(.+)", Path("/proc/cpuinfo").read_text())
    memory = re.search(r"MemTotal:\s*(\d+)", Path("/proc/meminfo").read_text())
    cores = len(
        [line for line in Path("/proc/cpuinfo").read_text().splitlines() if line.startswith("processor")]
    )
    return (
        f"{model[1] if model else platform.machine()}, {cores} cores, "
        f"{int(memory[1]) / 2**20 if memory else 0:.0f} GiB of memory, Linux {platform.release()}, "
        f"Python {platform.python_version()}. Load generator, web and database servers share it."
    )


def versions(databases: Iterable[Database]) -> str:
    """Date, commit and versions of a run."""
    ours = [f"{name} {version(name)}" for name in ("Django", "mysqlclient", "gunicorn")]
    theirs = [line for line in _peers() if line.lower().startswith(("django-tenants", "psycopg"))]
    servers = [database.version() for database in databases]
    return (
        f"{datetime.now(UTC):%Y-%m-%d}, commit {_commit()}: {', '.join([*servers, *ours, *theirs, _wrk()])}."
    )


def _peers() -> list[str]:
    python = VAR / "venv" / "bin" / "python"
    if not python.exists():
        return []
    listed = subprocess.run(
        [python, "-m", "pip", "list", "--format=freeze"], capture_output=True, text=True, check=True
    )
    return [line.replace("==", " ") for line in listed.stdout.splitlines()]


def _commit() -> str:
    git = ["git", "-C", str(ROOT), "rev-parse", "--short", "HEAD"]
    return subprocess.run(git, capture_output=True, text=True, check=False).stdout.strip() or "unknown"


def _wrk() -> str:
    told = subprocess.run(["wrk", "-v"], capture_output=True, text=True, check=False).stdout
    found = re.search(r"wrk\s+(?:debian/)?([\d.]+)", told)
    return f"wrk {found[1]}" if found else "wrk"
