"""Which parts of the story have been told, so that an interrupted first run is finished by the next."""

import json
from collections.abc import Callable
from pathlib import Path

from poseidon.demo.place import write_private


class Progress:
    """The names of finished steps, in a file that is written after each. A step must bear being repeated."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / "done.json"
        self._done: list[str] = json.loads(self._path.read_text()) if self._path.exists() else []

    def once(self, name: str, step: Callable[[], None]) -> bool:
        """Runs `step` unless it was finished before; returns whether it ran."""
        if name in self._done:
            return False
        step()
        self._done.append(name)
        write_private(self._path, json.dumps(self._done, indent=2) + "\n")
        return True
