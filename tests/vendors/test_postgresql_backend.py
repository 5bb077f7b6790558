"""What our PostgreSQL backend says otherwise than Django's, each beside what would happen without it."""

import pytest
from django.db import DataError, IntegrityError, connections
from django.test.utils import CaptureQueriesContext

from poseidon.commons.folding import fold
from poseidon.commons.folding_in_sql import folded_in_postgresql
from poseidon.commons.row_counts import counted
from poseidon.commons.row_estimates import estimated_rows
from poseidon.models import People, PlanionContainer, Room
from poseidon.tenancy import raw_sql
from poseidon.tenancy.api import WrongDatabaseError, tenant_context, use_primary
from poseidon.tenancy.backends.postgresql.compiler import SQLCompiler
from poseidon.tenancy.consistency import positions
from tests.support.servers.postgresql import PostgreSQL
from tests.vendors.fleet import FLEET, POSTGRES, Fleet

pytestmark = pytest.mark.django_db(databases=["default", "accounts"])


def pids(*order: str) -> list[int]:
    return list(People.objects.order_by(*order).values_list("pid", flat=True))


def test_rows_without_a_value_come_first_as_elsewhere(fleet: Fleet, monkeypatch: pytest.MonkeyPatch) -> None:
    orders = {}
    for tenant in FLEET:
        with tenant_context(tenant):
            orders[tenant] = pids("last_name", "pid"), pids("-last_name", "-pid")
    assert set(map(repr, orders.values())) == {repr(([2, 3, 1], [1, 3, 2]))}
    monkeypatch.delattr(SQLCompiler, "_order_by_pairs")
    with tenant_context(POSTGRES):
        assert pids("last_name", "pid") == [3, 1, 2]


def test_the_order_of_a_column_without_null_is_left_to_its_index(fleet: Fleet) -> None:
    with tenant_context(POSTGRES):
        assert "NULLS" not in str(People.objects.order_by("-pid").query)
        assert "NULLS FIRST" in str(People.objects.order_by("email").query)


def test_key_brought_along_would_be_given_again(fleet: Fleet) -> None:
    with tenant_context(POSTGRES):
        first = Room.objects.create(name="first").id
        with connections[POSTGRES].cursor() as cursor:
            cursor.execute(f"INSERT INTO rooms ({Room._meta.pk.column}) VALUES (%s)", [first + 1])
        with pytest.raises(IntegrityError):
            Room.objects.create(name="second")
        Room.objects.bulk_create([Room(id=first + 50, name="a"), Room(id=first + 40, name="b")])
        assert Room.objects.create(name="third").id == first + 51
        Room.objects.create(id=first + 3, name="older")
        assert Room.objects.create(name="fourth").id == first + 52


def test_text_with_a_nul_is_not_found_instead_of_refused(fleet: Fleet) -> None:
    wrapper = connections[POSTGRES]
    with tenant_context(POSTGRES):
        assert not People.objects.filter(last_name="Müller\0").exists()
        assert not People.objects.filter(last_name__in=["x\0", "y"]).exists()
        wrapper.execute_wrappers.pop(0)
        with pytest.raises(DataError, match="NUL"):
            People.objects.using(POSTGRES).filter(last_name="Müller\0").exists()


@pytest.mark.parametrize("tenant", FLEET)
def test_codes_and_words_are_the_same_in_any_case(tenant: str, fleet: Fleet) -> None:
    with tenant_context(tenant):
        assert PlanionContainer.objects.get(code="c1").code == "C1"
        assert People.objects.filter(country__in=["sweden"]).count() >= 1
        assert People.objects.filter(last_name__icontains="ÜLLER-" if tenant != "LITE" else "ller-").exists()
        assert People.objects.filter(last_name__startswith="Mü").exists()


def test_a_column_is_folded_as_texts_are(postgres: PostgreSQL) -> None:
    names = [
        "Müller",
        "Größe",
        "O'Brien–Smith",
        "Łódź",
        "Ærø",
        "İstanbul",
        "\u0131x",
        "Nguyễn",
        "日本 語",
        "þing",
    ]
    signs = [
        "  a  b ",
        "!!!",
        "C++ & [x]^{y}\\z",
        "50% off_now",
        "«Guillemets»",
        "a—b…c",
        "A\u00a0B",
        "-][",
        " ",
    ]
    sql = f"SELECT {folded_in_postgresql('texts.one')} FROM (SELECT %s::varchar AS one) AS texts"
    with postgres.connect() as connection:
        for text in (*names, *signs):
            assert connection.execute(sql, [text]).fetchone() == (fold(text),)


def test_large_tables_are_estimated_and_not_counted(fleet: Fleet) -> None:
    with tenant_context(POSTGRES):
        assert estimated_rows(POSTGRES, "people") in (None, 0, 3)
        with connections[POSTGRES].cursor() as cursor:
            cursor.execute("INSERT INTO people (pid) SELECT * FROM generate_series(100, 12000)")
            cursor.execute("ANALYZE people")
        assert estimated_rows(POSTGRES, "people") == 11_904
        _, count = counted(People.objects.all(), filtered=False)
    assert (count.number, count.estimated) == (12_000, True)
    assert estimated_rows("LITE", "people") is None


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT * FROM other.people",
        "WITH gone AS (DELETE FROM other.people RETURNING *) SELECT * FROM gone",
        "SELECT * FROM auth_user",
        'UPDATE "accounts" SET "ACTIVE" = true',
    ],
)
def test_statements_in_its_dialect_are_read(sql: str, fleet: Fleet) -> None:
    with (
        tenant_context(POSTGRES),
        connections[POSTGRES].cursor() as cursor,
        pytest.raises(WrongDatabaseError),
    ):
        cursor.execute(sql)


@pytest.mark.parametrize(
    ("sql", "writes"),
    [
        ("WITH gone AS (DELETE FROM people RETURNING *) SELECT * FROM gone", True),
        ("WITH new AS (INSERT INTO people (pid) VALUES (1) RETURNING *) SELECT * FROM new", True),
        ("MERGE INTO people USING people AS p ON false WHEN MATCHED THEN DELETE", True),
        ("COPY people FROM STDIN", True),
        ("WITH few AS (SELECT REPLACE(last_name, 'a', 'b') FROM people) SELECT * FROM few", False),
        ("SELECT * FROM public.people", False),
    ],
)
def test_what_writes_is_known(sql: str, writes: bool) -> None:
    assert raw_sql.facts_of(sql).writes is writes


def test_after_a_write_reads_stay_on_the_primary_for_a_time(
    fleet: Fleet, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert positions.way_of(POSTGRES) == positions.SAME  # its replica is the same server here
    monkeypatch.setitem(connections[f"{POSTGRES}_RO"].settings_dict, "PORT", "1")
    assert positions.way_of(POSTGRES) == positions.UNTIL
    position = positions.position_after_write(POSTGRES)
    assert position is not None
    assert position.startswith("until:")
    assert not positions.has_reached(f"{POSTGRES}_RO", POSTGRES, position)


def test_nothing_outlives_its_transaction_on_the_server(fleet: Fleet) -> None:
    with tenant_context(POSTGRES), use_primary():
        for _ in range(8):  # psycopg would prepare a statement that comes five times
            assert len(list(People.objects.iterator(chunk_size=1))) == 3
        with connections[POSTGRES].cursor() as cursor:
            cursor.execute("SELECT COUNT(*) FROM pg_prepared_statements")
            assert cursor.fetchone() == (0,)
            cursor.execute("SELECT COUNT(*) FROM pg_cursors")
            assert cursor.fetchone() == (0,)
        with CaptureQueriesContext(connections[POSTGRES]) as queries:
            assert next(People.objects.iterator(chunk_size=1)).pid
        assert not any("DECLARE" in query["sql"].upper() for query in queries)
