"""Where the documentation's commands run: a folder like the repository's, with its own `var/`."""

import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from tests.docs.blocks import ROOT, Block
from tests.support.warm_python import python_in

PATH = "/usr/local/bin:/usr/bin:/bin"


class Workplace(NamedTuple):
    """Commands see `manage.py` and the virtual environment's programs first, and `environment`."""

    folder: Path
    environment: dict[str, str]

    @classmethod
    def at(cls, folder: Path, environment: Mapping[str, str]) -> "Workplace":
        """Everything of the repository is there by links, but `var/`, into which commands write.

        The virtual environment's `python` forks instead of starting (tests/support/warm_python.py).
        """
        for entry in ROOT.iterdir():
            if entry.name not in ("var", ".git", ".venv"):
                (folder / entry.name).symlink_to(entry)
        programs = python_in(folder / ".venv" / "bin")
        for entry in (ROOT / ".venv" / "bin").iterdir():
            if not entry.name.startswith("python"):
                (programs / entry.name).symlink_to(entry)
        path = f"{folder}:{programs}:{PATH}"
        fixed = {"PATH": path, "HOME": str(folder), "COLUMNS": "120", "LANG": "C.UTF-8"}
        return cls(folder, {**fixed, **environment})

    def run(self, block: Block) -> str:
        """Runs all of a block and stops at the first command that fails; what it printed."""
        return self.shell(block.text, str(block), **block.variables)

    def shell(self, commands: str, name: str, **more: str) -> str:
        done = subprocess.run(
            ["bash", "-eu", "-c", commands],
            cwd=self.folder,
            env={**self.environment, **more},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        assert done.returncode == 0, f"{name} ended with {done.returncode}:\n{done.stdout}{done.stderr}"
        return done.stdout
