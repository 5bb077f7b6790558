"""Columns that are remembered and values that are read quicker: the same as Django's own."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.db import models
from django.db.backends.mysql.base import DatabaseWrapper as StockWrapper
from django.db.backends.mysql.compiler import SQLCompiler as StockCompiler
from django.db.models import Count, F, OuterRef, Q, Subquery, Value
from MySQLdb.times import DateTime_or_None

from poseidon.models import People
from poseidon.tenancy.api import tenant_context
from poseidon.tenancy.backends.mysql.compiler import SQLCompiler, _whole_rows
from poseidon.tenancy.backends.mysql.operations import read_moment
from tests.tenancy.backends.conftest import Wrap, settings_for
from tests.tenancy.names import OURS
from tests.testapp.models import Author, Book

MOMENT = Value(None, output_field=models.DateTimeField())
Rows = Callable[[], "models.QuerySet[Any]"]

WHOLE: dict[str, Rows] = {
    "all": lambda: People.objects.all(),
    "some, sorted, sliced": lambda: People.objects.filter(last_name="x").order_by("-pid")[3:9],
    "joined": lambda: Book.objects.filter(author__name="Ada"),
    "two joins of one table": lambda: Author.objects.filter(books__title="a").filter(books__title="b"),
    "united": lambda: Author.objects.filter(rank=1).union(Author.objects.filter(rank=2)),
    "by a sub-query of whole rows": lambda: Author.objects.filter(books__in=Book.objects.all()),
    "locked": lambda: Author.objects.select_for_update(),
}
OTHER: dict[str, Rows] = {
    "some columns": lambda: Author.objects.only("name"),
    "without some": lambda: Author.objects.defer("name"),
    "values": lambda: Author.objects.values("name"),
    "a list of values": lambda: Author.objects.values_list("rank", "id"),
    "annotated": lambda: Author.objects.annotate(twice=F("rank") * 2),
    "counted": lambda: Author.objects.annotate(written=Count("books")),
    "with a relation": lambda: Book.objects.select_related("author"),
    "with a sub-query": lambda: Author.objects.annotate(
        last=Subquery(Book.objects.filter(author=OuterRef("pk")).values("title")[:1])
    ),
    "extra": lambda: Author.objects.extra(select={"one": "1"}),
    "dates": lambda: Book.objects.dates("published", "year"),
    "distinct by a condition": lambda: Author.objects.filter(Q(rank=1) | Q(books__title="a")).distinct(),
}


@pytest.fixture
def both(wrap: Wrap, server: Any) -> tuple[Any, Any]:
    stock = StockWrapper(settings_for(server, "alpha", None), alias=OURS)
    ours = wrap("alpha")
    ours.alias = OURS
    return ours, stock


def said(queryset: Any, wrapper: Any, compiler: type[StockCompiler]) -> tuple[Any, ...]:
    """What `compiler` makes of it: SQL, parameters, and how rows are made of the columns."""
    made = compiler(queryset.query.clone(), wrapper, None)
    wrapper.ensure_connection()
    wrapper.autocommit = False  # or there are no locks
    sql = made.as_sql()
    columns = [
        (type(column), getattr(column, "target", None), told, alias) for column, told, alias in made.select
    ]
    rows = made.klass_info and (made.klass_info["model"], made.klass_info["select_fields"])
    related = [one["select_fields"] for one in (made.klass_info or {}).get("related_klass_infos", [])]
    return sql, columns, rows, related, made.annotation_col_map


@pytest.mark.parametrize("rows", [*WHOLE.values(), *OTHER.values()], ids=[*WHOLE, *OTHER])
def test_every_query_says_what_djangos_compiler_says_however_often_it_is_asked(
    both: tuple[Any, Any], rows: Rows
) -> None:
    ours, stock = both
    with tenant_context(OURS):
        expected = said(rows(), stock, StockCompiler)
        assert said(rows(), ours, SQLCompiler) == expected
        assert said(rows(), ours, SQLCompiler) == expected


def test_columns_are_worked_out_once(both: tuple[Any, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    worked_out: list[Any] = []
    original = StockCompiler.get_default_columns

    def counted(self: Any, *args: Any, **kwargs: Any) -> Any:
        worked_out.append(self.query.model)
        return original(self, *args, **kwargs)

    monkeypatch.setattr(StockCompiler, "get_default_columns", counted)
    _whole_rows.pop(Author, None)
    with tenant_context(OURS):
        for rank in range(5):
            said(Author.objects.filter(rank=rank), both[0], SQLCompiler)
    assert worked_out == [Author]


def test_what_one_query_does_to_its_columns_is_not_seen_by_the_next(both: tuple[Any, Any]) -> None:
    with tenant_context(OURS):
        first = SQLCompiler(Author.objects.all().query, both[0], None)
        columns, made, _ = first.get_select()
        columns.clear()
        made["related_klass_infos"] = ["of the first"]
        columns, made, _ = SQLCompiler(Author.objects.all().query, both[0], None).get_select()
    assert len(columns) == 3
    assert "related_klass_infos" not in made


@pytest.mark.parametrize(
    "text",
    [
        *("2026-11-21 09:08:07", "2026-11-21 09:08:07.123456", "2026-11-21 09:08:07.120000"),
        *("0000-00-00 00:00:00", "2026-00-00 00:00:00", "2026-02-30 10:00:00", "0001-01-01 00:00:00"),
        *("9999-12-31 23:59:59.999999", "1900-02-29 00:00:00"),
    ],
)
def test_moment_is_read_as_the_driver_reads_it(text: str) -> None:
    assert read_moment(text) == DateTime_or_None(text)


@pytest.mark.parametrize("zone", [None, "Europe/Berlin"])
def test_moments_are_those_of_djangos_backend(server: Any, wrap: Wrap, zone: str | None) -> None:
    sql = "SELECT CAST('2026-07-01 12:00:00.5' AS DATETIME(1)), NULL"
    settings = settings_for(server, "alpha", None, TIME_ZONE=zone)
    stock, ours = StockWrapper(settings, alias="stock"), wrap("alpha", changed={"TIME_ZONE": zone})
    moments = []
    for wrapper in (stock, ours):
        with wrapper.cursor() as cursor:
            cursor.execute(sql)
            read, nothing = cursor.fetchone()
        [convert] = wrapper.ops.get_db_converters(MOMENT)
        aware = convert(read, MOMENT, wrapper)
        moments.append((read, aware, aware.utcoffset()))
        assert convert(nothing, MOMENT, wrapper) is None
    assert moments[0] == moments[1]
    assert moments[0][2] == (dt.timedelta(hours=2) if zone else dt.timedelta(0))
