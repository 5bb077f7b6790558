"""Real programmes and abstract books, which lie beside the repository and are never part of it."""

from pathlib import Path

import pytest

FOLDER = Path(__file__).resolve().parents[2].parent / "shared" / "data"


def real_file(name: str) -> Path:
    """The path of a real file; the test is skipped where it is absent."""
    path = FOLDER / name
    if not path.is_file():
        pytest.skip(f"../shared/data/{name} is not here: real data is not part of the repository")
    return path
