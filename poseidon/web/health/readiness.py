"""What this process needs to answer anybody: not one tenant's database, but those of the platform."""

import secrets
import time
from typing import Final

from django.conf import settings
from django.core.cache import caches

from poseidon.tenancy.api import answers, tenants
from poseidon.web.health.questions import PATIENCE, Question


def _control_database() -> str:
    found = answers("default")
    return "" if found.ok else found.told


def _cache() -> str:
    """Whether every cache gives back what was put into it."""
    for alias in settings.CACHES:
        token = secrets.token_hex(8)
        caches[alias].set("poseidon:ready", token, 30)
        if caches[alias].get("poseidon:ready") is None:  # another process may have put its own since
            return "loses what is put into it"
    return ""


def _tenants() -> str:
    tenants()
    return ""


PARTS: Final = {
    "control database": Question(_control_database),
    "cache": Question(_cache),
    "list of tenants": Question(_tenants),
}


def troubles() -> dict[str, str]:
    """What is wrong with each part, empty where nothing is; known after a second at most."""
    until = time.monotonic() + PATIENCE
    asked = {name: question.begin() for name, question in PARTS.items()}
    return {name: trouble_until(until) for name, trouble_until in asked.items()}
