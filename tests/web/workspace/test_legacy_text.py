"""Whatever stands in the older product's columns is shown as text and breaks no page."""

import pytest
from django.db import connections, models

from poseidon import models as poseidon_models
from poseidon.domain.accounts.models import Accounts
from tests import factories
from tests.web.conftest import DATABASES
from tests.web.html import Page
from tests.web.workspace.conftest import Look

pytestmark = [pytest.mark.django_db(databases=DATABASES), pytest.mark.usefixtures("in_tenant")]

PAGES = ("", "conferences/", "conferences/38C3/", "conferences/38C3/?by=room", "people/", "people/1/")
PAGES += ("abstracts/", "abstracts/1/", "registrations/")
ATTACK = "<img src=x onerror=alert(1)>\"'></title></textarea><script>alert(2)</script>{{ 70707|add:40404 }}"
KEPT = {"code", "conference_code", "row_key", "entity", "cityid", "timezone"}
"""Columns that hold the rows together, or decide what is shown."""


@pytest.fixture(autouse=True)
def rows(in_tenant: None) -> None:
    """One row of every kind, all related."""
    factories.CityFactory(cityid="HAM")
    factories.PlanionContainerFactory(code="38C3", cityid="HAM")
    factories.PeopleFactory(pid=1)
    session = factories.SessionFactory(conference_code="38C3")
    abstract = factories.AbstractFactory(id=1, conference_code="38C3", presenter_pid=1)
    factories.SessionPersonFactory(session=session, pid=1)
    factories.SessionAbstractFactory(session=session, abstract=abstract)
    factories.AbstractAuthorsFactory(abstract=abstract, pid=1)
    factories.RegistrationFactory(pid=1, conference_code="38C3")
    for entity in ("person", "abstract"):
        factories.CstmValsFactory(row_key="1", field__entity=entity)


def fill_every_text(value: str | None) -> None:
    """Puts `value`, cut to fit, into every text column of every row, NULL where the table takes it."""
    for name in set(poseidon_models.__all__) - {"Accounts"}:
        model = getattr(poseidon_models, name)
        texts = [
            field
            for field in model._meta.concrete_fields
            if isinstance(field, (models.CharField, models.TextField)) and field.name not in KEPT
            if value is not None or field.null
        ]
        changes = {field.name: value and value[: field.max_length] for field in texts}
        if changes:
            model.objects.update(**changes)


def test_markup_in_any_column_stays_text(look: Look) -> None:
    fill_every_text(ATTACK)
    Accounts.objects.update(name=ATTACK[:75])
    for path in PAGES:
        page = look(path)
        parsed = Page(page)
        assert [script for script in parsed.all("script") if "src" not in script] == [], path
        assert [image for image in parsed.all("img") if image.get("src") == "x"] == [], path
        assert "&lt;img src=x onerror=alert(1)&gt;" in page, path
        assert "111111" not in "".join(parsed.text), path


def pages_that_say(word: str, look: Look) -> list[str]:
    """Those whose text holds `word`; all are looked at."""
    return [path for path in PAGES if word in "".join(Page(look(path)).text)]


def test_null_in_every_column_breaks_nothing(look: Look) -> None:
    fill_every_text(None)
    assert pages_that_say("None", look) == []


@pytest.mark.parametrize("value", ["", "   ", "\t\n", "x" * 500, "Ä€ß", "a\x01b", "line\r\nbreak"])
def test_odd_text_in_every_column_breaks_nothing(value: str, look: Look) -> None:
    fill_every_text(value)
    for path in PAGES:
        look(path)


def test_null_in_every_other_column_breaks_nothing(look: Look) -> None:
    for name in set(poseidon_models.__all__) - {"Accounts"}:
        model = getattr(poseidon_models, name)
        fields = model._meta.concrete_fields
        nullable = [field.name for field in fields if field.null and field.name not in {*KEPT, "pid"}]
        kept = {field.name for field in fields if isinstance(field, models.ForeignKey)}
        model.objects.update(**dict.fromkeys(set(nullable) - kept))
    assert pages_that_say("None", look) == []


@pytest.mark.mysql
def test_zero_dates_break_nothing(look: Look) -> None:
    zero = {
        "confrnce": ("date", "dateend", "schedstart", "schedend", "regdeadline", "absdeadline", "created_at"),
        "sessn": ("sessday", "starts", "ends", "created_at"),
        "regist": ("regdate", "canceldate"),
        "people": ("created_at",),
    }
    with connections["TESTCLIENT"].cursor() as cursor:
        cursor.execute("SELECT @@SESSION.sql_mode")
        (mode,) = cursor.fetchone()
        cursor.execute("SET SESSION sql_mode = ''")
        for table, columns in zero.items():
            changes = ", ".join(f"`{column}` = '0000-00-00'" for column in columns)
            cursor.execute(f"UPDATE `{table}` SET {changes}")
        cursor.execute("SET SESSION sql_mode = %s", [mode])
    for path in PAGES:
        page = look(path)
        assert "0000" not in page, path
        assert "None" not in "".join(Page(page).text), path
