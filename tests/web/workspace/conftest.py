"""Rows that hang together, and a way to look at a page."""

from collections.abc import Callable

import pytest
from django.test import Client

from tests.web.html import problems_of

Look = Callable[..., str]


@pytest.fixture
def look(viewer: Client) -> Look:
    """`look("people/", q="ada")`: the page of TESTCLIENT as a viewer sees it, found well formed."""

    def look(path: str = "", **query: object) -> str:
        answer = viewer.get(f"/TESTCLIENT/{path}", query)
        assert answer.status_code == 200, answer
        assert problems_of(answer.text) == []
        return answer.text

    return look
