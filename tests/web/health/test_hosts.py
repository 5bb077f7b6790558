"""Whoever looks after containers asks by address."""

from typing import Any

import pytest
from django.test import Client


@pytest.mark.django_db(databases=["default", "accounts"])
def test_health_checks_are_answered_by_any_name_and_pages_are_not(client: Client, settings: Any) -> None:
    settings.ALLOWED_HOSTS = [".example.org"]
    assert client.get("/", headers={"Host": "10.0.0.7:8000"}).status_code == 400
    assert client.get("/live", headers={"Host": "10.0.0.7:8000"}).status_code == 200
    assert client.get("/", headers={"Host": "conf.example.org"}).status_code == 200
