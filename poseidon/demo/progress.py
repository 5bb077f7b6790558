"""Which parts of the story have been told, so that an interrupted first run is finished by the next."""

import json
from collections.abc import Callable
from pathlib import Path

from django.db.migrations.recorder import MigrationRecorder

from poseidon.demo.databases import CONTROL
from poseidon.demo.place import write_private


class Progress:
    """The names of finished steps, in a file that is written after each. A step must bear being repeated.

    The file tells of one set of databases: after `docker compose down --volumes` the rows are gone and the
    file is not, so it says when the control database was made and counts for nothing in another.
    """

    def __init__(self, folder: Path) -> None:
        self._path = folder / "done.json"
        self._made = made_at()
        self._done: list[str] = self._read()

    def _read(self) -> list[str]:
        kept = json.loads(self._path.read_text(encoding="utf-8")) if self._path.exists() else {}
        if isinstance(kept, list):  # from before it said so, when rows and file were always in one folder
            return kept
        return list(kept.get("done", ())) if kept.get("databases made") == self._made else []

    def once(self, name: str, step: Callable[[], None]) -> bool:
        """Runs `step` unless it was finished before; returns whether it ran."""
        if name in self._done:
            return False
        step()
        self._done.append(name)
        kept = {"databases made": self._made, "done": self._done}
        write_private(self._path, json.dumps(kept, indent=2) + "\n")
        return True


def made_at() -> str:
    """When the first migration of the control database was applied."""
    migrations = MigrationRecorder.Migration.objects.using(CONTROL)
    return str(migrations.order_by("id").values_list("applied", flat=True)[0])
