"""Rows made at once are what Django would have made; where that takes more than values, Django makes them."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import models
from django.db.models.signals import ModelSignal, post_init, pre_init
from django.test.utils import isolate_apps

from poseidon.models import People, PlanionContainer
from poseidon.tenancy.api import TenantModel
from poseidon.tenancy.loading import load
from tests.testapp.models import Author, Book

VALUES = {Author: (7, "Ada", 3), Book: (9, "Notes", None, 7)}


def kept(row: models.Model) -> dict[str, Any]:
    """What `row` holds, but for its state, and the stamp that only new rows need."""
    return {name: value for name, value in vars(row).items() if name not in ("_state", "_tenant")}


def by_django(model: type[models.Model], values: tuple[Any, ...]) -> models.Model:
    names = [field.attname for field in model._meta.concrete_fields]
    return models.Model.from_db.__func__(model, "TESTCLIENT", names, values)  # type: ignore[attr-defined]


@contextmanager
def heard(signal: ModelSignal, sender: type[models.Model] | None) -> Iterator[list[type[models.Model]]]:
    told: list[type[models.Model]] = []

    def note(sender: type[models.Model], **kwargs: Any) -> None:
        told.append(sender)

    signal.connect(note, sender=sender)
    try:
        yield told
    finally:
        signal.disconnect(note, sender=sender)


@pytest.mark.parametrize("model", [Author, Book])
def test_row_is_what_django_makes(model: type[TenantModel]) -> None:
    ours, theirs = load(model, "TESTCLIENT", VALUES[model]), by_django(model, VALUES[model])

    assert ours is not None
    assert kept(ours) == kept(theirs)
    assert (ours._state.adding, ours._state.db) == (theirs._state.adding, theirs._state.db)
    assert ours._state.fields_cache == theirs._state.fields_cache == {}


@pytest.mark.parametrize("model", [People, PlanionContainer])
def test_legacy_rows_are_made_at_once(model: type[TenantModel]) -> None:
    values = tuple(range(len(model._meta.concrete_fields)))

    row = load(model, "TESTCLIENT", values)

    assert row is not None
    assert kept(row) == kept(by_django(model, values))


def test_rows_share_no_state() -> None:
    first, second = (load(Book, "TESTCLIENT", VALUES[Book]) for _ in range(2))

    assert first is not None
    assert second is not None
    first._state.fields_cache["author"] = "somebody"
    assert second._state.fields_cache == {}


def test_relation_forgets_the_row_it_had_when_its_key_is_set() -> None:
    row = load(Book, "TESTCLIENT", VALUES[Book])

    assert row is not None
    row._state.fields_cache["author"] = Author(pk=7)
    row.author_id = 8
    assert row._state.fields_cache == {}


def test_fields_left_out_are_left_to_django() -> None:
    assert load(Author, "TESTCLIENT", VALUES[Author][:2]) is None

    row = Author.from_db("TESTCLIENT", ["id", "name"], VALUES[Author][:2])
    assert row.get_deferred_fields() == {"rank"}


@pytest.mark.parametrize("signal", [pre_init, post_init], ids=["pre_init", "post_init"])
@pytest.mark.parametrize("sender", [Author, None], ids=["of this model", "of every model"])
def test_who_listens_to_rows_being_made_is_told(
    signal: ModelSignal, sender: type[models.Model] | None
) -> None:
    with heard(signal, sender) as told:
        Author.from_db("TESTCLIENT", ["id", "name", "rank"], VALUES[Author])
        assert told == [Author]
    assert load(Author, "TESTCLIENT", VALUES[Author]) is not None


def test_who_listens_to_another_model_changes_nothing() -> None:
    with heard(post_init, Book):
        assert load(Author, "TESTCLIENT", VALUES[Author]) is not None


class Shouting:
    """A descriptor that does more than keep what is set."""

    def __init__(self, field: Any) -> None:
        self.field = field

    def __get__(self, row: Any, owner: Any = None) -> Any:
        return self if row is None else row.__dict__["word"]

    def __set__(self, row: Any, value: str) -> None:
        row.__dict__["word"] = value.upper()


class ShoutingField(models.CharField):  # type: ignore[type-arg]
    descriptor_class = Shouting  # type: ignore[assignment]


class Counted:
    """A base beside Django's, which wants its own `__init__` called."""

    def __init__(self) -> None:
        self.counted = True


@isolate_apps("tests.testapp")
def test_field_that_changes_what_is_set_is_set_by_django() -> None:
    class Sign(TenantModel):
        word = ShoutingField(max_length=9)

        class Meta:
            app_label = "testapp"

    assert load(Sign, "TESTCLIENT", (1, "stop")) is None
    assert Sign.from_db("TESTCLIENT", ["id", "word"], (1, "stop")).word == "STOP"


@isolate_apps("tests.testapp")
def test_bases_and_attributes_of_ones_own_are_left_to_django() -> None:
    class Mixed(TenantModel, Counted):
        class Meta:
            app_label = "testapp"

    class Watched(TenantModel):
        def __setattr__(self, name: str, value: Any) -> None:
            super().__setattr__(name, value)

        class Meta:
            app_label = "testapp"

    assert load(Mixed, "TESTCLIENT", (1,)) is None
    assert Mixed.from_db("TESTCLIENT", ["id"], (1,)).counted
    assert load(Watched, "TESTCLIENT", (1,)) is None
