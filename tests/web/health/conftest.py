"""A way to the control database that can be cut, and answers that are not remembered between tests."""

from collections.abc import Iterator

import pytest
from django.db import connections

from poseidon.tenancy.availability import watch
from poseidon.web.health import questions, readiness
from tests.support.fault_proxy import FaultProxy


@pytest.fixture(autouse=True)
def _nothing_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(questions, "FRESH", 0.0)
    for question in readiness.PARTS.values():
        monkeypatch.setattr(question, "_round", None)


@pytest.fixture
def link(monkeypatch: pytest.MonkeyPatch) -> Iterator[FaultProxy]:
    """Between whoever connects anew to `default`, and its server."""
    configured = connections.settings["default"]
    with FaultProxy(configured["HOST"], int(configured["PORT"])) as link:
        monkeypatch.setitem(configured, "HOST", link.host)
        monkeypatch.setitem(configured, "PORT", str(link.port))
        yield link
        link.heal()
    watch.forget_everything()
