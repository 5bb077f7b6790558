"""A session that is kept in a cache is one and the same in every tenant."""

from importlib import import_module
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.test import override_settings

from poseidon.tenancy.api import tenant_context
from tests.tenancy.caching.places import caches_on
from tests.tenancy.names import OTHER, OURS

ENGINES = ["cache", "cached_db"]
pytestmark = pytest.mark.django_db


def _store(engine: str, key: str | None = None) -> Any:
    return import_module(f"django.contrib.sessions.backends.{engine}").SessionStore(key)


def _signed_in(engine: str) -> str:
    """Key of a session that was made in our tenant, then read in the other."""
    with tenant_context(OURS):
        session = _store(engine)
        session["user"] = 7
        session.save()
    with tenant_context(OTHER):
        _store(engine, session.session_key).get("user")
    return str(session.session_key)


@override_settings(SESSION_CACHE_ALIAS="default")
@pytest.mark.parametrize("engine", ENGINES)
def test_in_a_cache_of_tenants_a_session_is_lost_or_outlives_its_end(
    place: dict[str, Any], engine: str
) -> None:
    with caches_on(place):
        key = _signed_in(engine)
        with tenant_context(OURS):
            _store(engine, key).delete()
        with tenant_context(OTHER):
            found = _store(engine, key).get("user")
        assert found == (7 if engine == "cached_db" else None)  # cached_db: signed out, and still signed in


@override_settings(SESSION_CACHE_ALIAS="default")
def test_in_a_cache_of_tenants_a_session_known_only_there_is_not_found(place: dict[str, Any]) -> None:
    with caches_on(place):
        key = _signed_in("cache")
        with tenant_context(OTHER):
            assert _store("cache", key).get("user") is None


@pytest.mark.parametrize("engine", ENGINES)
def test_a_session_is_found_in_every_tenant_and_outside(place: dict[str, Any], engine: str) -> None:
    with caches_on(place):
        key = _signed_in(engine)
        Session.objects.all().delete()  # so that it can only come from the cache
        for tenant in (OTHER, None, OURS):
            with tenant_context(tenant):
                assert _store(engine, key).get("user") == 7


@pytest.mark.parametrize("engine", ENGINES)
def test_what_one_tenant_changes_in_a_session_the_other_sees(place: dict[str, Any], engine: str) -> None:
    with caches_on(place):
        key = _signed_in(engine)
        with tenant_context(OTHER):
            session = _store(engine, key)
            session["user"] = 8
            session.save()
        with tenant_context(OURS):
            assert _store(engine, key).get("user") == 8


@pytest.mark.parametrize("engine", ENGINES)
def test_signing_out_in_one_tenant_ends_the_session_in_all(place: dict[str, Any], engine: str) -> None:
    with caches_on(place):
        key = _signed_in(engine)
        with tenant_context(OURS):
            _store(engine, key).flush()
        with tenant_context(OTHER):
            assert _store(engine, key).get("user") is None
