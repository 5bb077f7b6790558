"""A read whose replica is lost is answered by the primary in the same request; never inside a transaction."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.conf import settings as project
from django.db import OperationalError, connections, models, transaction

from poseidon.commons.config import ParameterStoreUnavailable
from poseidon.tenancy.api import tenant_atomic, tenant_context
from poseidon.tenancy.availability import connecting
from poseidon.tenancy.consistency import reads_scope
from tests.support.fault_proxy import FaultProxy
from tests.tenancy.availability.waiting import until
from tests.tenancy.consistency.estate import ALPHA, REPLICA, Estate, in_thread
from tests.testapp.models import Author, Book

pytestmark = pytest.mark.mysql

READS: dict[str, Callable[[], Any]] = {
    "list": lambda: [author.name for author in Author.objects.all()],
    "get": lambda: [Author.objects.get(pk=1).name],
    "first": lambda: [Author.objects.values_list("name", flat=True).first()],
    "in_bulk": lambda: [author.name for author in Author.objects.in_bulk().values()],
    "iterator": lambda: [author.name for author in Author.objects.iterator()],
    "count": lambda: [ALPHA] * Author.objects.count(),
    "exists": lambda: [ALPHA] * Author.objects.exists(),
    "aggregate": lambda: [Author.objects.aggregate(name=models.Max("name"))["name"]],
    "relation": lambda: [Book.objects.get(pk=1).author.name],
    "prefetch": lambda: [book.author.name for book in Book.objects.prefetch_related("author")],
    "reverse": lambda: [ALPHA for _ in Author(pk=1).books.all()],
    "raw": lambda: [author.name for author in Author.objects.raw("SELECT * FROM testapp_author")],
}
WITHOUT_FAILOVER = {"raw"}


@pytest.mark.parametrize("how", sorted(set(READS) - WITHOUT_FAILOVER))
@pytest.mark.parametrize("fault", ["cut", "refuse"])
def test_a_read_whose_replica_is_lost_is_answered_by_the_primary(
    estate: Estate, how: str, fault: str
) -> None:
    with tenant_context(ALPHA), reads_scope():
        assert READS["list"]() == [ALPHA]
        if fault == "refuse":
            connections[REPLICA].close()
        getattr(estate.link, fault)()
        assert READS[how]() == [ALPHA]
        assert Author.objects.get(pk=1)._state.db == ALPHA


def test_without_the_failover_the_read_fails(estate: Estate) -> None:
    with tenant_context(ALPHA), reads_scope():
        assert READS["raw"]() == [ALPHA]
        estate.link.cut()
        with pytest.raises(OperationalError):
            READS["raw"]()


def test_a_read_that_names_its_database_is_not_sent_elsewhere(estate: Estate) -> None:
    with tenant_context(ALPHA), reads_scope():
        list(Author.objects.using(REPLICA))
        estate.link.cut()
        with pytest.raises(OperationalError):
            list(Author.objects.using(REPLICA))


def test_inside_a_transaction_nothing_is_asked_again(estate: Estate) -> None:
    with FaultProxy(estate.primary.host, estate.primary.port) as before_primary:
        estate.places[ALPHA] = (before_primary.host, before_primary.port)
        with tenant_context(ALPHA), reads_scope():
            list(Author.objects.all())
            with pytest.raises(OperationalError):
                _write_and_lose(before_primary)
            assert not Author.objects.filter(name="Ada").exists()


def _write_and_lose(before_primary: FaultProxy) -> None:
    with tenant_atomic():
        Author.objects.create(name="Ada")
        before_primary.cut()
        list(Author.objects.all())


def test_a_replica_lost_inside_a_transaction_on_it_ends_that_transaction(estate: Estate) -> None:
    with tenant_context(ALPHA), reads_scope(), pytest.raises(OperationalError):
        _read_and_lose(estate.link)


def _read_and_lose(link: FaultProxy) -> None:
    with transaction.atomic(using=REPLICA):
        list(Author.objects.all())
        link.cut()
        list(Author.objects.all())


# -- endpoints that move


def test_a_moved_replica_is_used_though_the_old_one_is_dead(
    estate: Estate, monkeypatch: pytest.MonkeyPatch
) -> None:
    def place() -> str | None:
        with tenant_context(ALPHA), reads_scope():
            return Author.objects.get(pk=1)._state.db

    assert place() == REPLICA
    connections[REPLICA].close()
    estate.link.refuse()
    assert place() == ALPHA
    estate.places[REPLICA] = (estate.replica.host, estate.replica.port)
    monkeypatch.setattr(connecting, "SETTINGS_TRUSTED", 0.0)
    assert place() == REPLICA
    assert connections[REPLICA].settings_dict["PORT"] == str(estate.replica.port)


def test_a_moved_primary_is_used_though_the_old_one_is_dead(
    estate: Estate, monkeypatch: pytest.MonkeyPatch
) -> None:
    def write() -> bool:
        try:
            with tenant_context(ALPHA):
                Author.objects.create(name="Ada")
        except OperationalError:
            connections[ALPHA].close()
            return False
        return True

    with FaultProxy(estate.primary.host, estate.primary.port) as before_primary:
        estate.places[ALPHA] = (before_primary.host, before_primary.port)
        assert write()
        before_primary.reset()
        assert not write()
        estate.places[ALPHA] = (estate.primary.host, estate.primary.port)
        monkeypatch.setattr(connecting, "SETTINGS_TRUSTED", 0.0)
        until(write)
        assert connections[ALPHA].settings_dict["PORT"] == str(estate.primary.port)


def test_an_open_connection_to_the_old_server_is_drained_not_cut(
    estate: Estate, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connecting, "SETTINGS_TRUSTED", 0.0)
    with tenant_context(ALPHA), tenant_atomic():
        Author.objects.create(name="Ada")
        estate.places[ALPHA] = (estate.link.host, estate.link.port)
        Author.objects.create(name="Bea")
    assert estate.primary.execute("SELECT COUNT(*) FROM alpha.testapp_author") == [(3,)]


SHARED = "shared"


@pytest.fixture
def shared(estate: Estate, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """A database that is written down, on ALPHA's schema behind the link; what `static_now` says of it."""
    written_down = connections.settings[REPLICA]
    held: Any
    for held in (project.DATABASES, connections.settings):
        dict.__setitem__(held, SHARED, written_down)
    now: dict[str, Callable[[], Any]] = {}
    monkeypatch.setattr(project.DATABASES, "_static_now", now)
    yield now
    for held in (project.DATABASES, connections.settings):
        dict.__delitem__(held, SHARED)
    connections[SHARED].close()
    del connections[SHARED]


def reached() -> int:
    """The port of the shared database's server, as this thread finds it on a new connection."""
    wrapper = connections[SHARED]
    wrapper.close()
    try:
        wrapper.ensure_connection()
        return int(wrapper.settings_dict["PORT"])
    finally:
        wrapper.close()


def test_without_new_settings_a_shared_database_that_moved_is_not_found(
    estate: Estate, shared: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connecting, "SETTINGS_TRUSTED", 0.0)
    assert reached() == estate.link.port
    estate.link.refuse()
    with pytest.raises(OperationalError):
        reached()


def test_a_shared_database_that_moved_is_found_by_all_threads(
    estate: Estate, shared: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert reached() == estate.link.port
    shared[SHARED] = lambda: {**estate.build(ALPHA, True), "PORT": str(estate.replica.port)}
    estate.link.refuse()
    with pytest.raises(OperationalError):
        reached()  # looked up a moment ago
    assert in_thread(reached).answer() == estate.replica.port
    monkeypatch.setattr(connecting, "SETTINGS_TRUSTED", 0.0)
    assert reached() == estate.replica.port


def test_while_the_store_cannot_be_asked_a_shared_database_stays_where_it_was(
    estate: Estate, shared: Any, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def unavailable() -> Any:
        raise ParameterStoreUnavailable("nobody answers")

    shared[SHARED] = unavailable
    monkeypatch.setattr(connecting, "SETTINGS_TRUSTED", 0.0)
    assert reached() == estate.link.port
    assert f"Database {SHARED} stays where it was: nobody answers" in caplog.text
