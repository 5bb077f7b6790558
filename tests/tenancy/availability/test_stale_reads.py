"""While a primary is gone its tenant's pages are read from the replica, where a setting allows; nothing is
written, and nobody takes what is old for new."""

import time
from datetime import datetime
from typing import Any

import pytest
from django.db import connections
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.test import Client
from django.urls import path

from poseidon.tenancy.api import Staleness, staleness_of, tenant_atomic, tenant_context, use_primary
from poseidon.tenancy.availability import unfit_endpoints, watch
from poseidon.tenancy.consistency import Reads, reads_scope
from poseidon.tenancy.errors import DatabaseUnavailableError
from tests.support.fault_proxy import FaultProxy
from tests.tenancy.availability.waiting import until
from tests.tenancy.consistency import urls
from tests.tenancy.consistency.estate import ALPHA, BETA, REPLICA, Estate
from tests.testapp.models import Author

pytestmark = pytest.mark.mysql
READ = f"/{ALPHA}/read/"


def write_on_get(request: HttpRequest) -> HttpResponse:
    """Reads, and then writes the row it read, and a new one."""
    author = Author.objects.get(pk=1)
    if "new" in request.GET:
        Author.objects.create(name="Ada")
    elif "update" in request.GET:
        Author.objects.update(name="Ada")
    else:
        author.name = "Ada"
        author.save()
    return HttpResponse()


def behind(request: HttpRequest) -> JsonResponse:
    """As `urls.read`, and whether it may lack what was written last."""
    names = list(Author.objects.values_list("name", flat=True))
    staleness = staleness_of(ALPHA)
    return JsonResponse({"names": names, "behind": staleness and staleness.behind})


urlpatterns = [*urls.urlpatterns, path("writes/", write_on_get), path("behind/", behind)]


@pytest.fixture
def old(estate: Estate, settings: Any) -> Estate:
    """Old pages are allowed."""
    settings.TENANCY_STALE_READS, settings.TENANT_URLCONF = 3600, __name__
    return estate


def watched() -> None:
    """The replica is read, and its watcher has asked it how late it is."""
    with tenant_context(ALPHA), reads_scope():
        list(Author.objects.all())
    replica = watch.endpoint_of(connections[REPLICA])
    until(lambda: replica in watch._level)


def down(estate: Estate) -> None:
    """The primary is gone, and everybody knows, and that its replica hears nothing of it any more."""
    if not unfit_endpoints():
        watched()
    estate.primary.kill()
    connections[ALPHA].close()
    watch.report_lost(connections[ALPHA], "is said to be gone")
    until(lambda: "has stopped replicating" in unfit_endpoints().values())


def test_without_the_setting_nobody_is_served_while_the_primary_is_gone(
    client: Client, estate: Estate, settings: Any
) -> None:
    settings.TENANCY_STALE_READS = 0
    assert client.get(READ).status_code == 200
    down(estate)
    assert client.get(READ).status_code == 503


def test_pages_are_read_from_the_replica_and_say_how_old_they_are(client: Client, old: Estate) -> None:
    down(old)
    before = time.time()
    answer = client.get(READ)
    assert (answer.status_code, answer.json()) == (200, {"names": [ALPHA], "alias": REPLICA})
    as_of = datetime.fromisoformat(answer["X-Poseidon-As-Of"])
    assert before - 30 < as_of.timestamp() <= before
    assert answer["Cache-Control"] == "no-store"
    assert client.head(READ).status_code == 200


def test_who_finds_out_that_the_primary_is_gone_is_served_as_well(client: Client, old: Estate) -> None:
    watched()
    old.replica.stop_sql_thread()
    until(unfit_endpoints)
    assert client.get(READ).json()["alias"] == ALPHA
    old.primary.kill()  # on a connection that is open
    answer = client.get(READ)
    assert (answer.status_code, answer.json()["alias"]) == (200, REPLICA)
    assert "X-Poseidon-As-Of" in answer


def test_while_the_primary_lives_no_page_says_that_it_is_old(client: Client, old: Estate) -> None:
    assert "X-Poseidon-As-Of" not in client.get(READ)


@pytest.mark.parametrize("how", ["", "?new", "?update"])
def test_no_write_slips_to_the_replica(client: Client, old: Estate, how: str) -> None:
    old.replica.execute("SET GLOBAL read_only = 0")  # the server would take it
    try:
        down(old)
        answer = client.get(f"/{ALPHA}/writes/{how}")
        assert (answer.status_code, answer["Retry-After"]) == (503, "5")
        assert client.post(f"/{ALPHA}/write/Ada/").status_code == 503
        assert old.replica.execute("SELECT name FROM alpha.testapp_author") == [(ALPHA,)]
    finally:
        old.replica.execute("SET GLOBAL read_only = 1")


def test_writes_are_refused_at_once(client: Client, old: Estate) -> None:
    down(old)
    accepted = old.link.accepted
    assert {client.post(f"/{ALPHA}/write/Ada/").status_code for _ in range(3)} == {503}
    assert old.link.accepted <= accepted + 2  # the watcher's


def test_who_has_just_written_is_told_that_it_may_be_missing(client: Client, old: Estate) -> None:
    watched()
    old.replica.stop_sql_thread()
    until(unfit_endpoints)
    assert client.post(f"/{ALPHA}/write/Ada/").status_code == 200
    down(old)
    told, other = client.get(f"/{ALPHA}/behind/"), Client().get(f"/{ALPHA}/behind/")
    assert told.json() == {"names": [ALPHA], "behind": True}
    assert other.json() == {"names": [ALPHA], "behind": False}


def test_what_is_older_than_allowed_is_not_shown(client: Client, old: Estate, settings: Any) -> None:
    down(old)
    assert client.get(READ).status_code == 200
    settings.TENANCY_STALE_READS = 1e-6
    assert client.get(READ).status_code == 503


def test_code_that_must_know_is_not_told_what_is_old(old: Estate) -> None:
    down(old)
    with tenant_context(ALPHA), reads_scope(Reads({}, may_be_stale=True)):
        assert Author.objects.get(pk=1)._state.db == REPLICA
        with use_primary(), pytest.raises(DatabaseUnavailableError):
            Author.objects.get(pk=1)
        with pytest.raises(DatabaseUnavailableError), tenant_atomic():
            Author.objects.get(pk=1)


def test_without_a_replica_that_answers_the_page_is_503(client: Client, old: Estate) -> None:
    down(old)
    old.link.reset()
    assert client.get(READ).status_code == 503


def test_another_tenant_of_the_server_that_was_not_asked_before_is_served_too(
    client: Client, old: Estate
) -> None:
    down(old)
    assert client.get(f"/{BETA}/read/").json() == {"names": [BETA], "alias": f"{BETA}_RO"}


def test_when_the_primary_is_back_pages_are_new_again(client: Client, old: Estate) -> None:
    down(old)
    assert "X-Poseidon-As-Of" in client.get(READ)
    old.primary.restart()
    until(lambda: "X-Poseidon-As-Of" not in client.get(READ))
    until(lambda: client.post(f"/{ALPHA}/write/Ada/").status_code == 200)
    assert client.get(READ).json()["names"] == [ALPHA, "Ada"]


def test_a_page_that_reads_nothing_knows_too(old: Estate) -> None:
    down(old)
    with tenant_context(ALPHA):
        with reads_scope(Reads({}, may_be_stale=True)):
            assert staleness_of(ALPHA) is not None
        with reads_scope(Reads({})):
            assert staleness_of(ALPHA) is None


# -- how old


def test_lag_proves_nothing_about_the_time_after_the_primary_was_gone(old: Estate) -> None:
    with FaultProxy(old.primary.host, old.primary.port) as before_primary:
        old.places[ALPHA] = (before_primary.host, before_primary.port)
        with tenant_context(ALPHA), reads_scope():
            list(Author.objects.all())
        replica, primary = connections[REPLICA], connections[ALPHA]
        until(lambda: (watch.level_at(replica, primary) or 0) > time.time() - 5)
        before_primary.refuse()
        watch.report_lost(primary, "is said to be gone")
        gone = time.time()
        until(lambda: watch._level[watch.endpoint_of(replica)] > gone + 0.2)  # its own account goes on
        assert watch.level_at(replica, primary) == pytest.approx(gone, abs=0.1)


def test_without_any_word_of_the_replica_s_it_is_as_old_as_the_last_answer_of_the_primary(
    old: Estate, settings: Any
) -> None:
    settings.TENANCY_PROBE_SECONDS = 60
    replica, primary = connections[REPLICA], connections[ALPHA]
    assert watch.level_at(replica, primary) is None
    primary.ensure_connection()
    assert watch.level_at(replica, primary) == pytest.approx(time.time(), abs=5)


def test_where_nobody_knows_how_old_it_is_the_page_says_so(
    client: Client, old: Estate, settings: Any
) -> None:
    settings.TENANCY_PROBE_SECONDS = 60
    old.primary.kill()
    watch.report_lost(connections[ALPHA], "is said to be gone")
    with tenant_context(ALPHA), reads_scope(Reads({}, may_be_stale=True)):
        assert Author.objects.get(pk=1)._state.db == REPLICA
        assert staleness_of(ALPHA) == Staleness(None, behind=False)
    assert client.get(READ)["X-Poseidon-As-Of"] == "unknown"
