"""Whichever way rows are written: one record for each row that is another one afterwards, with its columns.

None is left where the transaction is undone. What changed is found out by reading all rows before and after.
"""

import datetime as dt
from collections import Counter
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.core import serializers
from django.db.models import Case, F, Q, Value, When
from django.db.models.functions import Upper

from poseidon.domain.abstracts.services import ABSTRACT, delete_abstract, edit_abstract
from poseidon.domain.changes.models import ChangeRecord
from poseidon.domain.changes.recording import has_history
from poseidon.domain.editing.plain import GONE
from poseidon.models import (
    Abstract,
    AbstractAuthors,
    CstmFlds,
    CstmVals,
    People,
    PlanionContainer,
    Registration,
    Room,
    Session,
    SessionPerson,
)
from poseidon.tenancy.api import tenant_atomic
from tests import factories
from tests.domain.changes.conftest import DATABASES

pytestmark = pytest.mark.django_db(databases=DATABASES)

Rows = dict[tuple[str, str], dict[str, Any]]
Write = Callable[[], object]
MODELS = (
    *(Abstract, AbstractAuthors, CstmFlds, CstmVals, People, PlanionContainer, Registration, Room, Session),
    SessionPerson,
)
STAMPS = ("created_at", "updated_at")


def every_row() -> Rows:
    return {
        (str(model._meta.object_name), str(row["pk"])): {
            name: told(value) for name, value in row.items() if name not in ("pk", *STAMPS)
        }
        for model in MODELS
        for row in model.objects.order_by().annotate(pk=F("pk")).values()  # type: ignore[attr-defined]
    }


def told(value: Any) -> Any:
    if isinstance(value, (dt.date, dt.datetime)):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value


def differences(before: Rows, after: Rows) -> Counter[str]:
    """As records must tell them."""
    found: Counter[str] = Counter()
    for key in before.keys() | after.keys():
        was, now = before.get(key), after.get(key)
        if was is None or now is None:
            sides = [
                {name: value for name, value in (row or {}).items() if value is not None}
                for row in (was, now)
            ]
            found[repr(("create" if was is None else "delete", *key, *map(in_order, sides)))] += 1
        elif was != now:
            names = [name for name in now if was[name] != now[name]]
            sides = [{name: row[name] for name in names} for row in (was, now)]
            found[repr(("change", *key, *map(in_order, sides)))] += 1
    return found


def in_order(side: dict[str, Any]) -> list[tuple[str, Any]]:
    return sorted((name, value) for name, value in side.items() if name not in STAMPS)


def recorded(since: int) -> Counter[str]:
    records = ChangeRecord.objects.filter(id__gt=since)
    return Counter(
        repr((each.action, each.entity, each.row_key, in_order(each.before), in_order(each.after)))
        for each in records
    )


def _saved(row: Any, **values: Any) -> None:
    for name, value in values.items():
        setattr(row, name, value)
    row.save()


def _abstract_is_edited() -> None:
    abstract = Abstract.objects.get()
    one, two = abstract.authors.order_by("order")
    key = f"custom.{CstmFlds.objects.get(entity='abstract').id}"
    expected = ABSTRACT.read(abstract, keys={*ABSTRACT.columns, "authors.order", key})
    new = {"pid": 99, "affiliation": None, "presenting": None, "corresponding": False}
    changes = {
        "title": "Other",
        f"authors.{one.id}": GONE,
        f"authors.{two.id}.affiliation": "Rome",
        "authors.+": [new],
        "authors.order": ["+0", two.id],
        key: "said",
    }
    edit_abstract(abstract, changes=changes, expected=expected)


def _fixture_is_loaded() -> None:
    fixture = '[{"model": "poseidon.room", "pk": 7, "fields": {"name": "Hall", "capacity": null}}]'
    for row in serializers.deserialize("json", fixture, using="TESTCLIENT"):
        row.save(using="TESTCLIENT")


def _abstract_is_deleted() -> None:
    abstract = Abstract.objects.get()
    delete_abstract(abstract, expected=ABSTRACT.read(abstract, keys={*ABSTRACT.columns, "authors.order"}))


def _room() -> Any:
    return Room.objects.order_by("id").first()


def _session() -> Any:
    return Session.objects.order_by("id").last()


WRITES: dict[str, Write] = {
    "save": lambda: _saved(_room(), name="Hall", capacity=None),
    "save of a row without some columns": lambda: _saved(Room.objects.defer("name").first(), capacity=1),
    "save of one column of two that changed": lambda: Room(id=_room().id, name="x").save(
        update_fields=["name"]
    ),
    "save of a new row with a known key": lambda: PlanionContainer(code="NEW", confattend=Decimal(5)).save(),
    "save of nothing": lambda: _room().save(),
    "save by force": lambda: Room(id=987, name="Hall").save(force_insert=True),
    "save with an expression": lambda: _saved(_room(), capacity=F("capacity") + 1, name=Upper("name")),
    "create": lambda: Registration.objects.create(amount="10.5", registered_at=factories.MORNING, paid=None),
    "create of what a column rounds": lambda: Registration.objects.create(
        amount=Decimal("10.555"), registered_at=factories.MORNING.replace(microsecond=600_000)
    ),
    "bulk_create": lambda: Room.objects.bulk_create([Room(name=str(n)) for n in range(5)], batch_size=2),
    "bulk_update": lambda: Room.objects.bulk_update(
        [Room(id=room.id, name="same", capacity=room.capacity) for room in Room.objects.all()],
        ["name", "capacity"],
    ),
    "update": lambda: Registration.objects.update(amount=F("amount") * 2, cancelled_at=factories.MORNING),
    "update by a condition": lambda: Room.objects.filter(~Q(name="none")).update(
        capacity=Case(When(id=_room().id, then=Value(5)), default=F("capacity"))
    ),
    "update by what it changes": lambda: Room.objects.filter(
        conference_code__in=Room.objects.filter(capacity=300).values("conference_code")
    ).update(capacity=7, name="moved"),
    "update of nobody": lambda: Room.objects.filter(name="none").update(capacity=5),
    "delete": lambda: _room().delete(),
    "delete of many": lambda: Room.objects.all().delete(),
    "delete by a relation": lambda: SessionPerson.objects.filter(session__title__contains="Talk").delete(),
    "raw delete": lambda: Room.objects.all()._raw_delete("TESTCLIENT"),
    "get_or_create": lambda: Room.objects.get_or_create(name="new", defaults={"capacity": 3}),
    "get_or_create of what is there": lambda: Room.objects.get_or_create(id=_room().id),
    "update_or_create": lambda: Room.objects.update_or_create(id=_room().id, defaults={"name": "Hall"}),
    "add to a reverse reference": lambda: _room().sessions.add(_session()),
    "add unsaved to a reverse reference": lambda: _room().sessions.add(Session(title="New"), bulk=False),
    "create by a reverse reference": lambda: _room().sessions.create(title="New"),
    "set of a reverse reference": lambda: _room().sessions.set([_session()]),
    "remove from a reverse reference": lambda: _session().room.sessions.remove(_session()),
    "clear of a reverse reference": lambda: _session().room.sessions.clear(),
    "update by a reverse reference": lambda: _session().session_people.update(role="moderator"),
    "document edited": _abstract_is_edited,
    "document deleted": _abstract_is_deleted,
    "fixture": _fixture_is_loaded,
}


@pytest.fixture
def rows() -> None:
    """Two sessions with people in rooms, an abstract with authors and an answer, a registration."""
    for role in ("speaker", "chair"):
        factories.SessionPersonFactory(role=role, session__room__capacity=300 if role == "chair" else 20)
    abstract = factories.AbstractFactory()
    for order in (1, 2):
        factories.AbstractAuthorsFactory(abstract=abstract, order=order)
    factories.CstmFldsFactory(entity="abstract")
    factories.CstmValsFactory(row_key=str(abstract.id), field__entity="person")
    factories.RegistrationFactory(amount="120.00")


class UndoneError(Exception):
    """So that the transaction is rolled back."""


def test_records_are_what_changed_and_none_is_left_when_it_is_undone(rows: None) -> None:
    """One write after the other in the same rows: each is looked at, and undone."""
    before, since = every_row(), ChangeRecord.objects.latest("id").id
    silent, wrong = [], {}
    for way, write in WRITES.items():
        try:
            with tenant_atomic():
                write()
                left, changed = recorded(since), differences(before, every_row())
                raise UndoneError
        except UndoneError:
            wrong |= {way: (left - changed, changed - left)} if left != changed else {}
            silent += [] if changed else [way]
        assert (every_row(), recorded(since)) == (before, Counter()), way
    assert wrong == {}
    assert silent == ["save of nothing", "update of nobody", "get_or_create of what is there"]


def test_every_model_with_a_history_can_be_read_here() -> None:
    """Not those of which no two rows hang together in these tests."""
    from django.apps import apps

    known = {model for model in apps.get_models() if has_history(model)}
    assert {model._meta.object_name for model in known - set(MODELS)} <= {"City", "SessionAbstract"}
