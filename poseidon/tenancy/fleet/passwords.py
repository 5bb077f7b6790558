"""Passwords of tenants' database users: from the parameters, or made up when asked."""

import os
import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from poseidon.commons.config import pconfig
from poseidon.commons.config.database_users import password_parameter

RANDOM_BYTES: Final = 30


def known_password(tenant: str) -> str | None:
    """What the tenant's parameter says; None where nobody defines it."""
    return pconfig.get_param(password_parameter(tenant), default=None)


def new_password() -> str:
    """40 characters of A-Z, a-z, 0-9, '-' and '_', with the classes that a server's policy may ask for."""
    return f"{secrets.token_urlsafe(RANDOM_BYTES)[:-4]}-aA1"


def save_parameters(path: Path, passwords: Mapping[str, str]) -> None:
    """Writes `PARAMETER=password` lines, by tenant, to a new file that only its owner reads.

    FileExistsError if there is one: it may hold the only copy of other passwords.
    """
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.writelines(f"{password_parameter(tenant)}={secret}\n" for tenant, secret in passwords.items())
