"""The demonstration's own secret key: random, kept, so that sign-ins survive a restart."""

import secrets
from pathlib import Path

from poseidon.demo.place import write_private


def secret_key(folder: Path) -> str:
    """The key kept in `folder` (mode 0600), made at the first call."""
    path = folder / "secret-key"
    if not path.exists():
        write_private(path, secrets.token_urlsafe(50))
    return path.read_text(encoding="utf-8")
