"""Declared references."""

from typing import Any

import pytest
from django.apps import apps

from poseidon.models import SessionPerson
from poseidon.tenancy.api import Reference, references_of
from poseidon.tenancy.checks import references as checks
from tests.tenancy.checks.conftest import ids


@pytest.fixture
def declare(monkeypatch: pytest.MonkeyPatch) -> Any:
    def declared(reference: Reference) -> None:
        monkeypatch.setitem(references_of(SessionPerson), "wrong", reference)

    return declared


def test_reference_by_a_column_that_is_not_there_is_e007(declare: Any) -> None:
    declare(Reference("poseidon.People", column="personid"))
    (message,) = checks.check_columns(None)
    assert ids([message]) == ["poseidon.E007"]
    assert message.msg.startswith("SessionPerson.wrong refers by 'personid'")
    assert checks.check_targets(None) == []


@pytest.mark.parametrize(
    ("model", "to"),
    [("poseidon.Peple", None), ("nowhere.People", None), ("People", None), ("poseidon.People", "id")],
)
def test_reference_to_what_is_not_there_is_e008(declare: Any, model: str, to: str | None) -> None:
    declare(Reference(model, column="pid", to=to))
    (message,) = checks.check_targets([apps.get_app_config("poseidon")])
    assert ids([message]) == ["poseidon.E008"]
    assert model in message.msg
    assert checks.check_columns(None) == []
