"""A form that nobody touched writes nothing and leaves no record, whatever the older product left in the row.

The rows are written by raw SQL that the server does not check, and compared byte by byte by raw SQL.
"""

import random
import re
from collections.abc import Iterator
from urllib.parse import urlencode

import pytest
from django.db import connections
from django.test import Client
from django.test.utils import CaptureQueriesContext

from poseidon.models import ChangeRecord, People
from tests import factories
from tests.web.conftest import DATABASES
from tests.web.workspace.editing.conftest import Open, Send
from tests.web.workspace.editing.filled import filled

pytestmark = [
    pytest.mark.mysql,
    pytest.mark.django_db(databases=DATABASES),
    pytest.mark.usefixtures("in_tenant", "careless"),
]

TEXTS = (
    *(None, "", " ", "  padded  ", "\t", "two\nlines", "lone\rreturn", "crlf\r\nend\r\n", "\n\nbegins below"),
    *(
        "<b>&amp;\"'",
        "–",
        "Ærø",
        "0",
        "NULL",
        "\x00nul",
        "\x0b\x0c\x1f",
        "\x85next\u2028line",
        "None",
        "None\n",
    ),
    *("\u200f\u202e\u05e2\u05d1\u05e8", "e\u0301 decomposed", "a,b;c|d", "{{ x }}{% y %}", "x" * 5000),
)
"""What decades of data entry leave; cut to the column by the server, and lost where it has no such letter."""
DAYS = (
    None,
    "0000-00-00",
    "2024-00-00",
    "2024-02-31",
    "0001-01-01",
    "0099-12-31",
    "9999-12-31",
    "2024-12-27",
)
MOMENTS = (
    *(None, "0000-00-00 00:00:00", "2024-12-00 10:00:00", "0001-01-01 00:00:00", "1000-01-01 00:00:00"),
    *("9999-12-31 23:59:59", "9999-12-31 23:59:00", "2024-10-27 00:30:00", "2024-10-27 01:30:00"),
    *("2024-03-31 01:30:00", "2024-12-27 10:00:05", "1893-03-31 23:06:40"),
)
NUMBERS = (None, 0, -1, 7, 987654, 2147483647, -2147483648)
FLAGS = (None, 0, 1, 2, -1, 127)
AMOUNTS = (None, "0.00", "-0.01", "0.10", "120.00", "99999999.99", "-99999999.99", "1000.50")
VALUES = {
    "varchar": TEXTS,
    "longtext": TEXTS,
    "date": DAYS,
    "datetime": MOMENTS,
    "int": NUMBERS,
    "tinyint": FLAGS,
    "decimal": AMOUNTS,
}
FORMS = {
    "people": ("pid", "people/7/edit/"),
    "abstract": ("absid", "abstracts/7/edit/"),
    "sessn": ("sessid", "sessions/7/edit/"),
    "regist": ("regid", "registrations/7/edit/"),
    "rooms": ("roomid", "rooms/7/edit/"),
    "confrnce": ("cfcnf", "conferences/7/edit/"),
    "cstmflds": ("id", "conferences/38C3/fields/7/"),
}
OWNED = {
    "abstract": (("abstractauthors", "absid"),),
    "sessn": (("sesspeop", "sessid"), ("sessabs", "sessid")),
}
ZONES = ("Europe/Berlin", "America/New_York", "Pacific/Kiritimati", "Asia/Kathmandu", "no zone", None)
ROUNDS = 2


@pytest.fixture
def careless(in_tenant: None) -> Iterator[None]:
    """A server that takes whatever it is given."""
    with connections["TESTCLIENT"].cursor() as cursor:
        cursor.execute("SELECT @@SESSION.sql_mode")
        (strict,) = cursor.fetchone()
        cursor.execute("SET SESSION sql_mode = ''")
        yield
        cursor.execute("SET SESSION sql_mode = %s", [strict])


def columns_of(table: str) -> dict[str, str]:
    """Type by name."""
    with connections["TESTCLIENT"].cursor() as cursor:
        cursor.execute(
            "SELECT column_name, data_type FROM information_schema.columns "
            "WHERE table_schema = DATABASE() AND table_name = %s ORDER BY ordinal_position",
            [table],
        )
        return dict(cursor.fetchall())


def insert(table: str, **given: object) -> None:
    names = ", ".join(f"`{name}`" for name in given)
    with connections["TESTCLIENT"].cursor() as cursor:
        values = ", ".join(["%s"] * len(given))
        cursor.execute(f"INSERT INTO `{table}` ({names}) VALUES ({values})", list(given.values()))


def odd_row(table: str, chance: random.Random, **given: object) -> None:
    columns = {name: kind for name, kind in columns_of(table).items() if name not in given}
    insert(table, **given, **{name: chance.choice(VALUES[kind]) for name, kind in columns.items()})


def everything() -> dict[str, list[tuple[object, ...]]]:
    """The bytes of every row of every table."""
    tables = [*FORMS, *(table for owned in OWNED.values() for table, _ in owned), "cstmvals", "cities"]
    found = {}
    with connections["TESTCLIENT"].cursor() as cursor:
        for table in tables:
            told = ", ".join(f"HEX(CAST(`{name}` AS BINARY))" for name in columns_of(table))
            cursor.execute(f"SELECT {told} FROM `{table}`")
            found[table] = sorted(map(repr, cursor.fetchall()))
    return found


def _refused(page: str) -> list[str]:
    return re.findall(r'<p class="field-error" id="([^"]*)">([^<]*)', page)


@pytest.mark.parametrize("seed", range(ROUNDS))
@pytest.mark.parametrize("table", FORMS)
def test_untouched_form_writes_nothing(table: str, seed: int, open_form: Open, send: Send) -> None:
    chance = random.Random(f"{table} {seed}")
    zone = ZONES[seed % len(ZONES)]
    factories.PlanionContainerFactory(code="38C3", timezone=zone)
    factories.PeopleFactory(pid=987654, first_name="Smith (3)", last_name="two\nlines")
    key, path = FORMS[table]
    fixed = {} if table in ("confrnce", "people") else {"cfcnf": "38C3"}
    odd_row(table, chance, **{key: 7, **fixed})
    for owned, owner in OWNED.get(table, ()):
        for _line in range(3):
            odd_row(owned, chance, **{owner: 7, "id": chance.randrange(1, 2**31)})
    page, before = open_form(path), everything()
    told = ChangeRecord.objects.count()
    with CaptureQueriesContext(connections["TESTCLIENT"]) as statements:
        answer = send(path, page)
    assert answer.status_code == 302, _refused(answer.text)
    written = [each["sql"] for each in statements if each["sql"].startswith(("UPDATE", "INSERT", "DELETE"))]
    assert written == []
    assert everything() == before
    assert ChangeRecord.objects.count() == told


ANSWERS = (
    *("", " ", "fish", " fish ", "Fish", "meat\nfish", "meat\r\nfish\r\n", "a\n\na", "stone", "stone\nfish"),
    *("7", " 7.50", "1e3", "NaN", "9" * 40, "2027-05-18", "2027-05-18 ", "20270518", "2027-W20-2", "27.5.18"),
    *(
        "yes",
        "YES ",
        "n",
        "yes\n",
        "maybe",
        "may\nbe",
        "true\r\n",
        "\x00",
        "\u2028",
        "x" * 4000,
        "\n",
        "\rlone",
    ),
)


@pytest.mark.parametrize("kind", ["text", "choice", "choices", "number", "date", "yesno", "colour", "", None])
def test_untouched_answers_stay_as_they_are(kind: str | None, open_form: Open, send: Send) -> None:
    factories.PeopleFactory(pid=7)
    for number, value in enumerate(ANSWERS, start=1):
        factories.CstmFldsFactory(id=number, type=kind, choices="meat\r\n fish \n\nfish")
        insert("cstmvals", fldid=number, rowkey="7", value=value)
    path = "people/7/edit/"
    page, before = open_form(path), everything()
    told = ChangeRecord.objects.count()
    answer = send(path, page)
    assert answer.status_code == 302, _refused(answer.text)
    assert everything() == before
    assert ChangeRecord.objects.count() == told


def test_book_in_a_column_is_sent_back_as_browsers_do(open_form: Open, admin: Client) -> None:
    chance = random.Random(7)
    text = "".join(map(chr, chance.choices(range(0x4E00, 0x9FFF), k=300_000)))
    insert("people", pid=7, biography=text)
    path = "people/7/edit/"
    sent = urlencode(filled(open_form(path), city="Turin"), doseq=True)
    kind = "application/x-www-form-urlencoded"
    assert admin.post(f"/TESTCLIENT/{path}", sent, content_type=kind).status_code == 302
    assert People.objects.values_list("city", "biography").get(pid=7) == ("Turin", text)


@pytest.mark.parametrize("city", ["Łódź", "日本", "🏯"])
def test_city_that_its_table_could_not_hold_is_no_error(city: str, open_form: Open, send: Send) -> None:
    """`confrnce` has another character set than `cities`."""
    factories.PlanionContainerFactory(code="38C3", cityid=city)
    factories.CityFactory(cityid="HAM")
    path = "conferences/38C3/edit/"
    page, before = open_form(path), everything()
    assert send(path, page).status_code == 302
    assert everything() == before


@pytest.mark.parametrize("zone", ["Europe/Berlin", "Pacific/Kiritimati"])
def test_open_end_without_a_day_is_no_error(zone: str, open_form: Open, send: Send) -> None:
    factories.PlanionContainerFactory(code="38C3", timezone=zone)
    insert("sessn", sessid=7, cfcnf="38C3", starts="9999-12-31 23:59:00", ends="9999-12-31 23:59:59")
    path = "sessions/7/edit/"
    page, before = open_form(path), everything()
    assert send(path, page)["Location"].endswith("?day=9999-12-31#session-7")
    assert everything() == before
    assert send(path, page, end="2024-12-27T12:00", start="").status_code == 302
