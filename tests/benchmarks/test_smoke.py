"""The contenders on MariaDB answer alike, or their speeds could not be compared.

django-tenants is left to the run itself, which makes the same check: it has an environment of its own.
"""

import json
import os
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from benchmarks.contenders import CONTENDERS, Contender
from benchmarks.plan import ROOT, schema_name
from benchmarks.rows import COLUMNS, ROWS, people
from benchmarks.servers.mariadb import Database, mariadb
from poseidon.models import People

ON_MARIADB = [replace(contender, tenants=2) for contender in CONTENDERS if contender.server == "mariadb"]
TENANT = 1
PAGES = ("people.json", "people.html")
ASK = """
import json, sys
from benchmarks.apps.ask import ask
answers = [ask(*request) for request in json.loads(sys.argv[1])]
json.dump([[status, body.decode()] for status, body in answers], sys.stdout)
"""


@pytest.fixture(scope="module")
def database() -> Iterator[Database]:
    with mariadb([contender.user for contender in ON_MARIADB], schemas=2) as filled:
        yield filled


@pytest.fixture(scope="module")
def answers(database: Database) -> dict[str, dict[str, str]]:
    """Every contender's pages of one tenant: key to page to body. All are asked at the same time."""
    asked = {contender.key: _ask(contender, database) for contender in ON_MARIADB}
    found: dict[str, dict[str, str]] = {}
    for key, process in asked.items():
        answer, error = process.communicate()
        assert process.returncode == 0, f"{key}: {error}"
        statuses, bodies = zip(*json.loads(answer), strict=True)
        assert all(status.startswith("200") for status in statuses), f"{key}: {answer}"
        found[key] = dict(zip(PAGES, bodies, strict=True))
    return found


def _ask(contender: Contender, database: Database) -> subprocess.Popen[str]:
    requests = [contender.request(TENANT, page) for page in PAGES]
    return subprocess.Popen(
        [contender.python, "-c", ASK, json.dumps(requests)],
        env=os.environ | contender.environment(database),
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def _without_schema(body: str) -> list[dict[str, Any]]:
    return [{name: value for name, value in row.items() if name != "external_id"} for row in json.loads(body)]


def test_every_contender_answers_the_same_fifty_rows(answers: dict[str, dict[str, str]]) -> None:
    rows = {key: _without_schema(pages["people.json"]) for key, pages in answers.items()}
    assert set(rows) == {contender.key for contender in ON_MARIADB}
    assert {len(found) for found in rows.values()} == {ROWS}
    assert all(found == rows["plain-60"] for found in rows.values())


def test_every_contender_renders_the_same_page(answers: dict[str, dict[str, str]]) -> None:
    assert len({pages["people.html"] for pages in answers.values()}) == 1


@pytest.mark.parametrize("contender", ON_MARIADB, ids=lambda contender: contender.key)
def test_rows_come_from_the_tenants_own_schema(
    contender: Contender, answers: dict[str, dict[str, str]]
) -> None:
    rows = json.loads(answers[contender.key]["people.json"])
    own = schema_name(0 if contender.project == "plain_app" else TENANT)
    assert {row["external_id"] for row in rows} == {own}


def test_rows_have_the_columns_of_the_products_model() -> None:
    assert [field.name for field in People._meta.fields] == list(COLUMNS) == list(people("any")[0])
