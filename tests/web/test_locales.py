"""Days and numbers as the reader's browser says they are written."""

import datetime
import re
from decimal import Decimal
from html import unescape

import pytest
from django.template import Context, Template
from django.test import Client

from poseidon.web import formats, locales
from tests import factories
from tests.web.conftest import DATABASES
from tests.web.html import Page, problems_of

DAY = datetime.date(2024, 12, 27)


@pytest.mark.parametrize(
    ("accepted", "locale"),
    [
        ("", ""), ("en", ""), ("en-US,de;q=0.5", ""), ("*", ""), ("de", "de"), ("de-CH,en;q=0.5", "de-ch"),
        ("de-AT,en;q=0.5", "de"), ("tlh, fr;q=0.8", "fr"), ("ar", "ar"), ("de;q=0.1, fr;q=0.9", "fr"),
        ("../../etc", ""), ("x" * 5000, ""), ("de;q=zwei", ""),
    ],
)  # fmt: skip
def test_first_language_whose_ways_are_known_counts(accepted: str, locale: str) -> None:
    found = locales.locale_of(accepted)
    assert found == locale or (locale == "de-ch" and found == "de")


@pytest.mark.parametrize(
    ("locale", "day", "span", "count", "money"),
    [
        ("", "27 Dec 2024", "27–30 Dec 2024", "1 234 567", "1234.50"),
        ("de", "27. Dezember 2024", "27. Dezember – 30. Dezember 2024", "1.234.567", "1.234,50"),
        ("fr", "27 décembre 2024", "27 décembre – 30 décembre 2024", "1 234 567", "1 234,50"),
        ("hu", "2024. december 27.", "december 27. – 2024. december 30.", "1 234 567", "1 234,50"),
        ("ar", "27 ديسمبر، 2024", "27 ديسمبر – 30 ديسمبر، 2024", "1.234.567", "1234,50"),
    ],
)
def test_days_and_numbers_are_written_in_the_readers_way(
    locale: str, day: str, span: str, count: str, money: str
) -> None:
    with locales.reading_as(locale):
        assert locales.date_format(DAY, "j M Y") == day
        assert formats.day_span(DAY, datetime.date(2024, 12, 30)) == span
        assert re.sub(r"\s", " ", formats.number(1234567)) == count
        assert re.sub(r"\s", " ", formats.amount(Decimal("1234.50"))) == money
        written = Template('{{ day|date:"c" }} {{ day|date:"Y-m-d" }} {{ day|date:"j M Y" }}').render(
            Context({"day": DAY})
        )
        assert written == f"2024-12-27 2024-12-27 {day}"


def test_next_reader_is_not_taken_for_this_one() -> None:
    with locales.reading_as("de"):
        pass
    assert locales.date_format(DAY, "l, j F Y") == "Friday, 27 December 2024"


PAGES = ("", "conferences/", "conferences/C1/", "conferences/C1/grid/", "conferences/C1/print/", "people/1/")


@pytest.mark.django_db(databases=DATABASES)
@pytest.mark.usefixtures("in_tenant")
@pytest.mark.parametrize(
    ("accepted", "weekday", "day"),
    [
        ("de", "Freitag", "27. Dezember 2024"),
        ("fr", "vendredi", "27 décembre 2024"),
        ("ar", "الجمعة", "27 ديسمبر، 2024"),
    ],
)
def test_pages_follow_the_reader_and_say_the_zone(
    accepted: str, weekday: str, day: str, viewer: Client
) -> None:
    factories.PlanionContainerFactory(code="C1", timezone="Europe/Berlin")
    factories.PeopleFactory(pid=1)
    session = factories.SessionFactory(conference_code="C1")
    factories.SessionPersonFactory(session=session, pid=1)
    factories.RegistrationFactory(conference_code="C1", pid=1, amount="1234.50")
    found = {}
    for path in PAGES:
        answer = viewer.get(f"/TESTCLIENT/{path}", headers={"accept-language": accepted})
        assert problems_of(answer.text) == [], path
        assert "Accept-Language" in answer["Vary"]
        found[path] = " ".join(unescape(" ".join(Page(answer.text).text)).split())
    for path in ("conferences/C1/", "conferences/C1/grid/", "conferences/C1/print/"):
        assert "Europe/Berlin" in found[path]
    assert f"{weekday}, {day}" in found["conferences/C1/grid/"]
    assert "11:00" in found["conferences/C1/grid/"]
    assert f"{day}, 11:00–12:00 Europe/Berlin" in found["people/1/"]
    assert "234,50 EUR" in found["people/1/"]
    assert "27 Dec 2024" not in "".join(found.values())
