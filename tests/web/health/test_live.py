"""Whether the process answers."""

import pytest
from django.test import Client

from tests.web.conftest import DATABASES, CountQueries

pytestmark = pytest.mark.django_db(databases=DATABASES)


def test_live_says_ok_and_asks_no_database(client: Client, count_queries: CountQueries) -> None:
    with count_queries() as counts:
        answer = client.get("/live")
    assert (answer.status_code, answer.text) == (200, "ok")
    assert not any(counts.values())


def test_live_is_never_kept(client: Client) -> None:
    assert "no-store" in client.get("/live")["Cache-Control"]
