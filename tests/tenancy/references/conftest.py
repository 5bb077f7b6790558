"""Conferences of two tenants that refer to accounts, cities and people; keys are the same in both tenants."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import connections
from django.test.utils import CaptureQueriesContext

from poseidon.models import Accounts, City, People, PlanionContainer, Session, SessionPerson
from poseidon.tenancy.api import tenant_context
from tests.tenancy.names import OTHER, OURS

DATABASES = ["default", OURS, OTHER, "accounts"]


@pytest.fixture
def programme(db: None) -> None:
    """In both tenants: city `WIES`, people 1 and 2, conferences `C1` (sponsored) and `C2` (not), session
    1 of `C1` with both people; names tell the tenant."""
    Accounts.objects.create(acronym="WIESBADEN", name="City of Wiesbaden")
    for tenant in (OURS, OTHER):
        with tenant_context(tenant):
            City.objects.create(cityid="WIES", name=f"Wiesbaden of {tenant}")
            for pid in (1, 2):
                People.objects.create(pid=pid, first_name=f"Person {pid}", last_name=f"of {tenant}")
            PlanionContainer.objects.create(code="C1", name="One", sponsor="WIESBADEN", cityid="WIES")
            PlanionContainer.objects.create(code="C2", name="Two")
            session = Session.objects.create(id=1, title="Opening", conference_code="C1")
            for pid in (1, 2):
                SessionPerson.objects.create(id=pid, session=session, pid=pid)


@contextmanager
def queries(**expected: int) -> Iterator[None]:
    """Asserts how many queries each alias in `DATABASES` saw; those not named: none."""
    captures = {alias: CaptureQueriesContext(connections[alias]) for alias in DATABASES}
    for capture in captures.values():
        capture.__enter__()
    try:
        yield
    finally:
        for capture in captures.values():
            capture.__exit__(None, None, None)
    seen = {alias: len(capture) for alias, capture in captures.items()}
    said = {alias: [q["sql"] for q in capture.captured_queries] for alias, capture in captures.items()}
    assert seen == {alias: expected.get(alias, 0) for alias in DATABASES}, said
