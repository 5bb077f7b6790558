"""A programme with anything anywhere, into a database: refused in words, or imported and then quiet."""

import json
import random
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from django.core.management.base import CommandError
from django.db import transaction

from poseidon.domain.people.models import People
from poseidon.domain.program.models import Session
from poseidon.tenancy.api import tenant_context
from tests.domain.imports.conftest import Import
from tests.domain.imports.test_spoilt_files import DOCUMENTS, paths, spoilt

pytestmark = pytest.mark.django_db(databases=["default", "accounts", "TESTCLIENT", "TESTCLIENT_RO"])
VALUES: list[Any] = [
    None, True, False, 0, -1, 7, 2**31, 10**30, 1.5, float("nan"), float("inf"), "", " ", "\0", "\ud83d", "é",
    "🎉", "ab " * 90, "x" * 101, "x" * 600, "a\nb", "a\u2028b", "\u202eabc", "NaN", "true", "2026-06-05",
    "2026-06-05T24:00:00Z", "0999-01-01T00:00:00Z", "9999-12-31T23:59:59-12:00", "999:99", "http://[", "//[",
    "0C16FFAA-709D-599F-959F-9A38B911361A", "Europe", "~5", "question", [], [None], [[]], ["x", "x"], {},
    {"en": "🎉"}, {"id": 1}, {"name": "x"}, {"question": "é" * 90},
]  # fmt: skip


class _UndoneError(Exception):
    """Takes back what a case has written."""


@pytest.mark.parametrize("name", list(DOCUMENTS))
@pytest.mark.parametrize("seed", range(1))
def test_a_programme_with_anything_anywhere_is_refused_or_imported_once(
    import_schedule: Import, write: Any, name: str, seed: int
) -> None:
    dice = random.Random(seed)
    document = DOCUMENTS[name]
    places = list(paths(document))[1:]
    for place, value in zip(dice.sample(places, 12), dice.sample(VALUES, 12), strict=True):
        path = write(spoilt(document, place, value))
        with suppress(_UndoneError), transaction.atomic(using="TESTCLIENT"):
            assert_refused_or_imported_once(import_schedule, path, f"{place} {value!r:.60}")
            raise _UndoneError


def assert_refused_or_imported_once(import_schedule: Import, path: Path, case: str) -> None:
    try:
        first = import_schedule(path)
    except CommandError as error:
        assert str(error).startswith(str(path)), case  # noqa: PT017 - a refusal is as good
        assert str(error).endswith("Nothing was written."), case  # noqa: PT017
        with tenant_context("TESTCLIENT"):
            assert not Session.objects.exists(), case
            assert not People.objects.exists(), case
        return
    json.dumps(first, ensure_ascii=False).encode()
    again = import_schedule(path)
    assert again["nothing_to_change"], (case, again["changed_columns"], again["counts"])
