"""Odd rows in the four lists, and what the server itself says of them: plain SQL, written beside the lists'
own queries. Files are read as a stranger's program would read them."""

import csv
import io
import json
import random
import re
import zipfile
from collections.abc import Iterable
from typing import Any, NamedTuple

from defusedxml import ElementTree
from django.db import connections

from poseidon.models import (
    Abstract,
    CstmFlds,
    CstmVals,
    People,
    PlanionContainer,
    Registration,
    Room,
    Session,
)

TEXTS = (
    *(None, "", "  ", "Berg", "berg  ", "BERG", "Åström", "Zoë", "zoe", "Straße", "日本 🎉", "🎉", "שלום"),
    *("=1+1", "@x", "-5", 'a "b", c;d', "two\nlines", "x" * 90, "\ttab", "%_\\", "<b>&amp;"),
)
LATIN = (*(text for text in TEXTS if text is None or (len(text) < 20 and text.isascii())), "Zoë", "Größe")
MOMENTS = (
    *(None, "0000-00-00 00:00:00", "2024-00-00 00:00:00", "1899-12-31 23:59:59", "1900-02-28 10:00:00"),
    *("2024-03-31 00:59:59", "2024-03-31 01:00:00", "2024-10-27 00:30:00", "2024-10-27 01:30:00"),
    *("2024-12-26 23:00:00", "9999-12-31 23:59:59"),
)
FLAGS = (None, 0, 1, 2, -1)
CODES = (None, "", "38C3", "38c3", "GONE")


class Asked(NamedTuple):
    """A filter as an address has it, and as SQL."""

    query: dict[str, str]
    where: str


class Listed(NamedTuple):
    """A list: where its rows come from, what `sort` means in SQL, and what can be asked."""

    source: str
    key: str
    sorts: dict[str, tuple[str, ...]]
    asked: tuple[Asked, ...]


_INVOLVED = "pid IN (SELECT pid FROM regist WHERE cfcnf = '38C3')"
_ANSWER = (
    "CAST({key} AS CHAR) IN (SELECT rowkey FROM cstmvals v JOIN cstmflds f ON f.id = v.fldid"
    " WHERE f.fldkey = '{field}' AND v.value IN ({values}))"
)
LISTS = {
    "people": Listed(
        "people",
        "pid",
        {
            "name": ("last_name", "first_name"),
            **{name: (name,) for name in ("pid", "city", "organisation", "public", "created_at", "email")},
        },
        (
            Asked({}, "1 = 1"),
            Asked({"country": "berg"}, "TRIM(country) = 'berg'"),
            Asked({"country": "none"}, "TRIM(COALESCE(country, '')) = ''"),
            Asked({"public": "yes"}, "public <> 0"),
            Asked({"mail": "some"}, "email <> ''"),
            Asked({"conference": "38C3"}, _INVOLVED),
            Asked(
                {"custom.diet": "Meat"},
                _ANSWER.format(key="pid", field="diet", values="'Meat', 'Fish\nMeat'"),
            ),
            Asked({"custom.gone": "x"}, "1 = 0"),
        ),
    ),
    "sessions": Listed(
        "sessn LEFT JOIN rooms ON rooms.roomid = sessn.roomid",
        "sessid",
        {
            **{name: (name,) for name in ("title", "public")},
            "start": ("starts",),
            "day": ("sessday",),
            "room": ("roomname",),
            "conference": ("sessn.cfcnf",),
        },
        (
            Asked({}, "1 = 1"),
            Asked({"room": "none"}, "rooms.roomid IS NULL"),
            Asked({"public": "no"}, "COALESCE(public, 0) = 0"),
            Asked({"day": "none"}, "COALESCE(DAY(sessday), 0) = 0 AND COALESCE(DAY(starts), 0) = 0"),
            Asked({"conference": "38C3", "track": "zoe"}, "sessn.cfcnf = '38C3' AND TRIM(track) = 'zoe'"),
        ),
    ),
    "abstracts": Listed(
        "abstract",
        "absid",
        {
            **{name: (name,) for name in ("title", "status", "track", "created_at")},
            "conference": ("cfcnf",),
            "number": ("absnum",),
        },
        (
            Asked({}, "1 = 1"),
            Asked({"status": "none"}, "TRIM(COALESCE(status, '')) = ''"),
            Asked({"presenter": "none"}, "COALESCE(presenter_pid, 0) NOT IN (SELECT pid FROM people)"),
            Asked({"track": "🎉", "conference": "38C3"}, "TRIM(track) = '🎉' AND cfcnf = '38C3'"),
        ),
    ),
    "registrations": Listed(
        "regist",
        "regid",
        {
            **{name: (name,) for name in ("amount", "paid", "status", "category", "currency")},
            "registered_at": ("regdate",),
            "cancelled_at": ("canceldate",),
            "conference": ("cfcnf",),
            "pid": ("pid",),
            "id": ("regid",),
        },
        (
            Asked({}, "1 = 1"),
            Asked({"cancelled": "no"}, "COALESCE(DAY(canceldate), 0) = 0"),
            Asked({"cancelled": "yes"}, "DAY(canceldate) > 0"),
            Asked({"paid": "yes"}, "paid <> 0"),
            Asked({"category": "Größe"}, "TRIM(category) = CONVERT('Größe' USING latin1)"),
            Asked({"country": "berg"}, "pid IN (SELECT pid FROM people WHERE TRIM(country) = 'berg')"),
            Asked(
                {"conference": "38C3", "since": "2024-10-27", "until": "2024-12-26"},
                "cfcnf = '38C3' AND regdate BETWEEN '2024-10-26 22:00:00' AND '2024-12-26 22:59:59'",
            ),
        ),
    ),
}


def ask_server(statement: str, *values: object) -> list[tuple[Any, ...]]:
    """What the server answers."""
    with connections["TESTCLIENT"].cursor() as cursor:
        cursor.execute(statement, values or None)
        return list(cursor.fetchall()) if cursor.description else []


def in_order(name: str, sort: str, where: str) -> list[int]:
    """The keys of the rows in the order in which the server sorts them itself."""
    listed, down = LISTS[name], sort.startswith("-")
    by = [*listed.sorts[sort.removeprefix("-")], listed.key]
    order = ", ".join(f"{column} {'DESC' if down else 'ASC'}" for column in dict.fromkeys(by))
    rows = ask_server(f"SELECT {listed.key} FROM {listed.source} WHERE {where} ORDER BY {order}")
    return [key for (key,) in rows]


def add_odd_rows(number: int, chance: random.Random) -> None:
    """`number` rows in each of the four tables, whose references lead to rows, to gone rows and nowhere."""
    PlanionContainer.objects.create(code="38C3", name="Congress", timezone="Europe/Berlin")
    rooms = [Room(id=n, name=text) for n, text in enumerate(("Saal", "saal ", None, "Zoë", "🎉"), 1)]
    Room.objects.bulk_create(rooms)
    add_people(range(1, number + 1), chance)
    pick, some = chance.choice, range(1, number + 1)
    Session.objects.bulk_create(
        Session(
            conference_code=pick(CODES),
            title=pick(TEXTS),
            track=pick(TEXTS),
            room_id=pick((None, 1, 2, 3, 4, 99)),
        )
        for _ in some
    )
    Abstract.objects.bulk_create(
        Abstract(
            conference_code=pick(CODES),
            number=pick(LATIN),
            title=pick(TEXTS),
            status=pick(LATIN),
            track=pick(TEXTS),
            presenter_pid=pick((None, 1, 2, 9999)),
        )
        for _ in some
    )
    Registration.objects.bulk_create(
        Registration(
            pid=pick((None, 1, 2, 3, 9999)),
            conference_code=pick(CODES),
            category=pick(LATIN),
            status=pick(LATIN),
            amount=pick((None, "0.00", "-12.50", "120.00", "99999999.99")),
            currency=pick((None, "", "EUR", "eur")),
        )
        for _ in some
    )
    _spoil(chance)
    _answer(number)


def add_people(pids: Iterable[int], chance: random.Random) -> None:
    """People of these numbers, with odd text."""
    pick = chance.choice
    names = ("first_name", "last_name", "city", "country", "organisation", "email")
    People.objects.bulk_create(People(pid=pid, **{name: pick(TEXTS) for name in names}) for pid in pids)


def _spoil(chance: random.Random) -> None:
    """Writes what no model would: zero dates, and flags that are neither 0 nor 1."""
    ask_server("SET SESSION sql_mode = ''")
    for table, key, moments, flags in (
        ("people", "pid", ("created_at",), ("public",)),
        ("sessn", "sessid", ("starts", "sessday"), ("public",)),
        ("abstract", "absid", ("created_at",), ()),
        ("regist", "regid", ("regdate", "canceldate"), ("paid",)),
    ):
        columns = [(name, MOMENTS) for name in moments] + [(name, FLAGS) for name in flags]
        setting = ", ".join(f"{name} = %s" for name, _ in columns)
        for (number,) in ask_server(f"SELECT {key} FROM {table}"):
            values = [chance.choice(values) for _, values in columns]
            ask_server(f"UPDATE {table} SET {setting} WHERE {key} = %s", *values, number)


def _answer(number: int) -> None:
    diet = CstmFlds.objects.create(key="diet", entity="person", label="Diet", type="choices", choices="Meat")
    said = ("Meat", "No meat", "Fish\nMeat", "", "Meatballs", None)
    size = CstmFlds.objects.create(key="size", entity="person", label="Size", type="number")
    sizes = ("7", "-1.5", "=1+1", "9" * 20, None)
    CstmVals.objects.bulk_create(
        CstmVals(field=field, row_key=str(pid), value=values[pid % len(values)])
        for pid in range(1, number + 1)
        for field, values in ((diet, said), (size, sizes))
    )
    for stray in ("012", "1abc", "", "99999999999999999999", "1.2"):
        CstmVals.objects.create(field=diet, row_key=stray, value="Meat")


def csv_of(content: bytes) -> list[list[str]]:
    """The cells of the file."""
    assert content.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def json_of(content: bytes) -> list[dict[str, Any]]:
    """The rows of the file."""
    return list(json.loads(content))


def xlsx_of(content: bytes) -> list[list[tuple[str, str]]]:
    """The cells of the first sheet by row, each with its type (`n` or a text's); ("", "") where none is."""
    space = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        sheet = ElementTree.fromstring(book.read("xl/worksheets/sheet1.xml"))
    found = []
    for row in sheet.iter(f"{space}row"):
        cells = {_place(cell.get("r")): (cell.get("t", "n"), "".join(cell.itertext())) for cell in row}
        found.append([cells.get(place, ("", "")) for place in range(max(cells) + 1)])
    return found


def _place(reference: str) -> int:
    letters = re.sub(r"\d", "", reference)
    return ord(letters) - ord("A")
