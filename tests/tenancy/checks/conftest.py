"""Settings and models with a mistake in them."""

from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings
from django.core.checks import CheckMessage

from poseidon.commons.config.databases import TenantDatabases

SetDatabases = Callable[..., None]
MYSQL: dict[str, Any] = {"ENGINE": "django.db.backends.mysql", "NAME": "x", "HOST": "db.example.org"}


@pytest.fixture
def set_databases(monkeypatch: pytest.MonkeyPatch) -> SetDatabases:
    """Puts databases into the settings, `tenant=` as those of the tenant ACME; nobody connects."""

    def set_them(tenant: dict[str, Any] | None = None, **static: dict[str, Any]) -> None:
        databases = TenantDatabases(
            {"default": {**MYSQL, "HOST": ""}, **static},
            tenants=lambda: frozenset(() if tenant is None else ("ACME",)),
            build=lambda name, replica: dict(tenant or {}),
        )
        monkeypatch.setattr(settings, "DATABASES", databases)

    return set_them


def ids(found: list[CheckMessage]) -> list[str | None]:
    """Their ids; and each has a hint, without which it may not be."""
    assert all(message.hint for message in found)
    return [message.id for message in found]
