"""How a tenant's databases are, as operators are shown."""

import pytest
from django.db import connections
from django.test import Client

from tests.web.conftest import DATABASES, CountQueries, SignIn

pytestmark = pytest.mark.django_db(databases=DATABASES)
PATH = "/TESTCLIENT/health/"


@pytest.fixture
def operator(client_of: SignIn) -> Client:
    return client_of("operator")


def test_operator_sees_that_all_is_well(operator: Client, count_queries: CountQueries) -> None:
    with count_queries() as counts:
        answer = operator.get(PATH)
    assert answer.status_code == 200
    for told in ("Health of TESTCLIENT", "answers in", "all applied", "is the primary itself"):
        assert told in answer.text
    assert counts["TESTCLIENT"] == counts["OTHERCLIENT"] == 0, "it must not wait for what it is about"


def test_same_as_json(operator: Client) -> None:
    for answer in (
        operator.get(PATH, headers={"Accept": "application/json"}),
        operator.get(PATH, {"format": "json"}),
    ):
        told = answer.json()
        assert (answer.status_code, told["tenant"], told["state"]) == (200, "TESTCLIENT", "ok")
        assert list(told["checks"]) == ["primary", "migrations", "legacy tables", "replica"]
        assert told["checks"]["replica"]["lag"] == 0


@pytest.mark.parametrize("role", ["viewer", "admin", "stranger", "outsider"])
def test_nobody_else_learns_that_there_is_such_a_page(client_of: SignIn, role: str) -> None:
    assert client_of(role).get(PATH).status_code == 404


def test_visitor_is_sent_to_sign_in(client: Client) -> None:
    answer = client.get(PATH)
    assert (answer.status_code, answer["Location"]) == (302, f"/?next={PATH}")


@pytest.mark.django_db(databases=DATABASES, transaction=True)
def test_missing_table_and_migration_are_named(operator: Client) -> None:
    with connections["TESTCLIENT"].cursor() as cursor:
        cursor.execute("ALTER TABLE rooms RENAME TO rooms_away")
        cursor.execute("DELETE FROM django_migrations WHERE app = 'poseidon' AND name = '0002_history'")
    try:
        answer = operator.get(PATH, {"format": "json"})
    finally:
        with connections["TESTCLIENT"].cursor() as cursor:
            cursor.execute("ALTER TABLE rooms_away RENAME TO rooms")
            cursor.execute(
                "INSERT INTO django_migrations (app, name, applied) "
                "VALUES ('poseidon', '0002_history', CURRENT_TIMESTAMP)"
            )
    told = answer.json()
    assert (answer.status_code, told["state"]) == (200, "degraded")
    assert told["checks"]["legacy tables"] == {"ok": False, "told": "missing: rooms"}
    assert told["checks"]["migrations"] == {"ok": False, "told": "missing: poseidon.0002_history"}
    assert operator.get(PATH, {"format": "json"}).json()["state"] == "ok"
