"""Each way of writing a row leaves its record, and only that."""

import datetime as dt
from decimal import Decimal

import pytest
from asgiref.sync import async_to_sync
from django.core import serializers
from django.db import connections, models
from django.db.models import F, Value
from django.db.models.functions import Concat

from poseidon.domain.changes.errors import UnrecordedWriteError
from poseidon.domain.changes.models import ChangeRecord
from poseidon.domain.changes.recording import has_history
from poseidon.domain.changes.services import record_change, unrecorded
from poseidon.domain.changes.values import TEXT_KEPT
from poseidon.models import (
    Accounts,
    City,
    People,
    PlanionContainer,
    Registration,
    Room,
    Session,
    SessionPerson,
)
from poseidon.tenancy.api import tenant_atomic
from tests.domain.changes.conftest import DATABASES, Left
from tests.testapp.models import Book

pytestmark = pytest.mark.django_db(databases=DATABASES)


# -- one row


def test_new_row_leaves_what_is_not_null(left: Left) -> None:
    person = People.objects.create(last_name="Ada", public=True)
    after = {"pid": person.pid, "last_name": "Ada", "public": True}
    assert left() == [("create", "People", str(person.pid), {}, after)]
    assert ChangeRecord.objects.get().row_label == "Ada"


def test_row_without_a_name_is_labelled_with_its_key() -> None:
    person = People.objects.create()
    assert ChangeRecord.objects.get().row_label == f"Person {person.pid}"


def test_saved_row_leaves_only_the_columns_that_changed(left: Left) -> None:
    person = People.objects.create(first_name="Ada", last_name="Byron", city="London")
    left()
    person.last_name, person.city = "Lovelace", None
    person.save()
    before, after = {"last_name": "Byron", "city": "London"}, {"last_name": "Lovelace", "city": None}
    assert left() == [("change", "People", str(person.pid), before, after)]
    assert ChangeRecord.objects.latest("id").row_label == "Ada Lovelace"


def test_unchanged_save_leaves_none_though_the_row_says_when_it_was_saved(left: Left) -> None:
    person = People.objects.create(last_name="Ada")
    left()
    person.save()
    People.objects.get(pid=person.pid).save()
    assert left() == []


def test_what_another_product_wrote_meanwhile_is_what_was_before(left: Left) -> None:
    person = People.objects.create(last_name="Ada")
    with connections["TESTCLIENT"].cursor() as cursor:
        cursor.execute("UPDATE people SET last_name = 'Bea' WHERE pid = %s", [person.pid])
    left()
    person.last_name = "Cleo"
    person.save()
    assert left() == [("change", "People", str(person.pid), {"last_name": "Bea"}, {"last_name": "Cleo"})]
    person.last_name = "Cleo"
    person.save(update_fields=["last_name"])
    assert left() == []


def test_new_row_with_a_key_of_its_own_and_the_same_saved_again(left: Left) -> None:
    PlanionContainer(code="C1", name="One").save()
    PlanionContainer(code="C1", name="Two").save()
    made, changed = left()
    assert (made[0], made[4]["name"], made[4]["active"]) == ("create", "One", True)
    assert changed == ("change", "PlanionContainer", "C1", {"name": "One"}, {"name": "Two"})
    assert set(ChangeRecord.objects.values_list("conference_code", flat=True)) == {"C1"}


def test_row_that_is_deleted_leaves_all_it_had(left: Left) -> None:
    room = Room.objects.create(name="Hall", capacity=7)
    left()
    stale = Room.objects.get(id=room.id)
    Room.objects.filter(id=room.id).update(capacity=8)
    left()
    stale.delete()
    assert left() == [("delete", "Room", str(room.id), {"id": room.id, "name": "Hall", "capacity": 8}, {})]


def test_deleting_what_is_gone_leaves_none(left: Left) -> None:
    room = Room.objects.create(name="Hall")
    again = Room.objects.get(id=room.id)
    room.delete()
    left()
    again.delete()
    assert left() == []


def test_expression_is_told_as_what_came_of_it(left: Left) -> None:
    room = Room.objects.create(name="Hall", capacity=Value(3))
    assert left()[0][4]["capacity"] == 3
    room.refresh_from_db()
    room.capacity = F("capacity") + 4
    room.save()
    assert left() == [("change", "Room", str(room.id), {"capacity": 3}, {"capacity": 7})]


def test_get_or_create_and_update_or_create(left: Left) -> None:
    Room.objects.get_or_create(name="Hall")
    Room.objects.get_or_create(name="Hall")
    Room.objects.update_or_create(name="Hall", defaults={"capacity": 5})
    assert [each[0] for each in left()] == ["create", "change"]


def test_row_of_a_fixture(left: Left) -> None:
    fixture = '[{"model": "poseidon.room", "pk": 7, "fields": {"name": "Hall"}}]'
    for row in serializers.deserialize("json", fixture, using="TESTCLIENT"):
        row.save(using="TESTCLIENT")
        row.save(using="TESTCLIENT")
    assert left() == [("create", "Room", "7", {}, {"id": 7, "name": "Hall"})]


def test_asynchronous_writes(left: Left) -> None:
    async def write() -> None:
        person = await People.objects.acreate(last_name="Ada")
        person.last_name = "Bea"
        await person.asave()
        await People.objects.aupdate(last_name="Cleo")
        await person.adelete()

    async_to_sync(write)()
    assert [each[0] for each in left()] == ["create", "change", "change", "delete"]


# -- many rows


def test_update_tells_each_row_that_it_changed(left: Left) -> None:
    rooms = [Room.objects.create(name=name, capacity=5) for name in ("A", "B", "C")]
    left()
    assert (
        Room.objects.exclude(name="C").update(capacity=F("capacity") + 1, name=Concat("name", Value("!")))
        == 2
    )
    assert left() == [
        ("change", "Room", str(room.id), {"name": name, "capacity": 5}, {"name": f"{name}!", "capacity": 6})
        for room, name in zip(rooms[:2], "AB", strict=True)
    ]
    assert Room.objects.update(capacity=6) == 3
    assert [each[2] for each in left()] == [str(rooms[2].id)]
    assert Room.objects.filter(name="none").update(capacity=1) == 0
    assert left() == []


def test_update_by_a_filter_that_it_breaks_and_by_a_reference(left: Left) -> None:
    room, session = Room.objects.create(name="Hall"), Session.objects.create(title="Talk")
    left()
    Session.objects.filter(room=None).order_by("title").update(room=room)
    Session.objects.filter(room__name="Hall").update(title="Talk 2")
    assert [each[3:] for each in left()] == [
        ({"room_id": None}, {"room_id": room.id}),
        ({"title": "Talk"}, {"title": "Talk 2"}),
    ]
    assert session.id == Session.objects.get(title="Talk 2").id


def test_update_of_more_rows_than_one_part(left: Left, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("poseidon.domain.changes.recording.PART", 3)
    monkeypatch.setattr("poseidon.domain.changes.services.BATCH", 2)
    Room.objects.bulk_create([Room(name=f"R{number}") for number in range(8)])
    assert Room.objects.update(capacity=4) == 8
    assert [each[0] for each in left()] == ["create"] * 8 + ["change"] * 8


def test_key_cannot_be_changed_by_update() -> None:
    Room.objects.create(name="Hall")
    with pytest.raises(UnrecordedWriteError, match=r"the key of Room.*on TESTCLIENT.*unrecorded"):
        Room.objects.update(pk=7)


@pytest.mark.parametrize("returns", [True, False], ids=["keys returned", "keys counted"])
def test_bulk_create_tells_the_keys(left: Left, returns: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    features = type(connections["TESTCLIENT"].features)
    if not returns:
        if connections["TESTCLIENT"].vendor == "postgresql":
            pytest.skip("PostgreSQL always returns keys")
        monkeypatch.setattr(features, "can_return_rows_from_bulk_insert", False)
        monkeypatch.setattr(features, "can_return_columns_from_insert", False)
    Room.objects.create(id=900, name="Old")
    left()
    Room.objects.bulk_create([Room(name=f"R{number}") for number in range(5)] + [Room(id=5, name="R-own")])
    stored = {str(room.id): room.name for room in Room.objects.exclude(id=900)}
    assert {key: after["name"] for _action, _entity, key, _before, after in left()} == stored
    assert len(stored) == 6


def test_bulk_create_that_settles_conflicts_is_refused_and_writes_nothing(left: Left) -> None:
    with (
        pytest.raises(UnrecordedWriteError, match=r"bulk_create.. of Room with ignore_conflicts"),
        tenant_atomic(),
    ):
        Room.objects.bulk_create([Room(name="Hall")], ignore_conflicts=True)
    assert Room.objects.count() == 0
    with unrecorded(reason="the rows are only a cache"):
        Room.objects.bulk_create([Room(name="Hall")], ignore_conflicts=True)
    assert (Room.objects.count(), left()) == (1, [])


def test_bulk_update_leaves_one_record_a_row_that_changed(left: Left) -> None:
    rooms = [Room.objects.create(name=name) for name in "AB"]
    left()
    rooms[0].capacity = 5
    Room.objects.bulk_update(rooms, ["name", "capacity"], batch_size=1)
    assert left() == [("change", "Room", str(rooms[0].id), {"capacity": None}, {"capacity": 5})]


@pytest.mark.parametrize("how", ["delete", "_raw_delete"])
def test_delete_of_many_rows(left: Left, how: str) -> None:
    rooms = [Room.objects.create(name=name) for name in "ABC"]
    left()
    chosen = Room.objects.exclude(name="C")
    chosen.delete() if how == "delete" else chosen._raw_delete("TESTCLIENT")
    assert sorted(left()) == [
        ("delete", "Room", str(room.id), {"id": room.id, "name": room.name}, {}) for room in rooms[:2]
    ]


def test_delete_of_rows_of_which_only_some_columns_were_asked(left: Left) -> None:
    Room.objects.create(name="A", capacity=5)
    left()
    Room.objects.only("name").delete()
    assert left()[0][3]["capacity"] == 5


# -- what is in a record


def test_decimals_days_moments_and_nothing_are_told_as_json_has_them(left: Left) -> None:
    row = Registration.objects.create(amount=Decimal("10.50"), registered_at=None)
    conference = PlanionContainer.objects.create(code="C", date=dt.date(2026, 1, 2))
    left()
    row.amount, row.registered_at = (
        "12.25",
        dt.datetime(2026, 1, 2, 1, 0, tzinfo=dt.timezone(dt.timedelta(hours=1))),
    )
    row.save()
    conference.date, conference.confattend = None, 120
    conference.save()
    moment = "2026-01-02T00:00:00+00:00"
    assert [each[3:] for each in left()] == [
        ({"amount": "10.50", "registered_at": None}, {"amount": "12.25", "registered_at": moment}),
        ({"date": "2026-01-02", "confattend": None}, {"date": None, "confattend": "120"}),
    ]
    row.save()
    conference.save()
    assert left() == []


def test_what_a_column_rounds_away_is_no_change(left: Left) -> None:
    row = Registration.objects.create(
        amount=Decimal(1), registered_at=dt.datetime(2026, 1, 1, 10, tzinfo=dt.UTC)
    )
    left()
    row.amount = Decimal("1.001")
    row.registered_at = row.registered_at.replace(microsecond=1)
    if connections["TESTCLIENT"].vendor == "mysql":
        row.save()
        assert left() == []
    row.registered_at = row.registered_at.replace(hour=11, microsecond=0)
    row.save()
    assert left()[0][4]["registered_at"] == "2026-01-01T11:00:00+00:00"


@pytest.mark.mysql
def test_zero_date_is_nothing_before_it_is_overwritten(left: Left) -> None:
    if connections["TESTCLIENT"].vendor != "mysql":
        pytest.skip("SQLite has no zero dates")
    PlanionContainer.objects.create(code="C", name="Zero")
    with connections["TESTCLIENT"].cursor() as cursor:
        cursor.execute("SELECT @@SESSION.sql_mode")
        (strict,) = cursor.fetchone()
        cursor.execute("SET SESSION sql_mode = ''")
        cursor.execute("UPDATE confrnce SET date = '0000-00-00'")
        cursor.execute("SET SESSION sql_mode = %s", [strict])
    left()
    conference = PlanionContainer.objects.get(code="C")
    conference.save()
    assert left() == []
    conference.date = dt.date(2026, 1, 2)
    conference.save()
    assert left()[0][3:] == ({"date": None}, {"date": "2026-01-02"})


@pytest.mark.parametrize("name", ["Ærøskøbing", "東京 🏯", "Müller "])
def test_any_characters_are_kept(left: Left, name: str) -> None:
    person = People.objects.create(last_name="x")
    left()
    record_change(person, action="change", before={"city": None}, after={"city": name})
    assert left() == [("change", "People", str(person.pid), {"city": None}, {"city": name})]


def test_latin1_column_is_read_and_told(left: Left) -> None:
    city = City.objects.create(cityid="AERO", name="Ærøskøbing")
    city.name = "Århus"
    city.save()
    assert left()[1][3:] == ({"name": "Ærøskøbing"}, {"name": "Århus"})


def test_long_text_is_cut_and_its_tail_still_told_apart(left: Left) -> None:
    person = People.objects.create(biography="a" * 5000)
    left()
    person.biography = "a" * 4999 + "b"
    person.save()
    ((_action, _entity, _key, before, after),) = left()
    assert before["biography"].startswith("a" * TEXT_KEPT + "… [5,000 characters, sha256 ")
    assert before["biography"] != after["biography"]
    assert len(after["biography"]) < TEXT_KEPT + 60


def test_row_that_hangs_on_another_is_of_that_ones_conference() -> None:
    session = Session.objects.create(title="Talk", conference_code="38C3 ")
    SessionPerson.objects.create(session=session, pid=1)
    SessionPerson.objects.create(session_id=987654, pid=1)
    SessionPerson.objects.create(pid=1)
    codes = ChangeRecord.objects.order_by("id").values_list("conference_code", flat=True)
    assert list(codes) == ["38C3", "38C3", None, None]


# -- what has a history


def test_every_tenant_model_of_poseidon_has_a_history_and_others_only_by_asking() -> None:
    assert has_history(People)
    assert not has_history(ChangeRecord)
    assert not has_history(Accounts)
    assert not has_history(Book)


def test_no_reference_of_theirs_is_changed_by_django_behind_the_querysets() -> None:
    """`on_delete=SET_NULL` updates rows past `QuerySet.update()`."""
    from django.apps import apps

    kinds = {
        field.remote_field.on_delete
        for model in apps.get_models()
        if has_history(model)
        for field in model._meta.concrete_fields
        if isinstance(field, models.ForeignKey)
    }
    assert kinds <= {models.DO_NOTHING, models.CASCADE, models.PROTECT}


def test_unrecorded_wants_a_reason_and_ends(left: Left) -> None:
    with pytest.raises(ValueError, match="Say why"), unrecorded(reason=" "):
        pass
    with unrecorded(reason="a trial"):
        room = Room.objects.create(name="Hall")
        room.name = "Hall 2"
        room.save()
        Room.objects.update(capacity=1)
        room.delete()
    assert left() == []
    Room.objects.create(name="Hall")
    assert len(left()) == 1
