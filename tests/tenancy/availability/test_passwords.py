"""A rotated password is looked up once, by whoever is refused first, and used by all without a restart."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings as project
from django.db import OperationalError, connections
from django.test import Client

from poseidon.tenancy.api import tenant_context
from poseidon.tenancy.availability import connecting
from poseidon.tenancy.consistency import reads_scope
from tests.tenancy.availability.waiting import until
from tests.tenancy.consistency.estate import ALPHA, BETA, REPLICA, Estate, forget_wrappers, in_thread
from tests.testapp.models import Author

pytestmark = pytest.mark.mysql
SHARED = "shared"


@pytest.fixture(autouse=True)
def _old_password(estate: Estate) -> Iterator[None]:
    yield
    set_password(estate, estate.shard.password)


def set_password(estate: Estate, password: str) -> None:
    estate.primary.execute(f"ALTER USER {estate.user}@'%%' IDENTIFIED BY %s", [password])
    estate.shard.catch_up()


def rotate(estate: Estate) -> None:
    """On the server and in the store; no connection of before is left."""
    estate.rotated = "rotated"
    set_password(estate, "rotated")
    for tenant in (ALPHA, BETA):
        for alias in (tenant, f"{tenant}_RO"):
            connections[alias].close()


def names(tenant: str) -> list[str]:
    with tenant_context(tenant):
        return list(Author.objects.values_list("name", flat=True))


def denied(estate: Estate) -> int:
    """Connections that the replica has refused so far."""
    return int(estate.replica.execute("SHOW GLOBAL STATUS LIKE 'Access_denied_errors'")[0][1])


def test_without_a_look_up_the_old_password_is_refused(estate: Estate) -> None:
    assert names(ALPHA) == [ALPHA]
    set_password(estate, "rotated")
    connections[REPLICA].close()
    with pytest.raises(OperationalError, match="1045"):
        names(ALPHA)
    assert set(estate.renewed) == {REPLICA}  # asked, and was told the same


def test_a_rotated_password_is_looked_up_once_for_all(estate: Estate, settings: Any) -> None:
    settings.TENANCY_PROBE_SECONDS = 60  # a watcher's refusals would be counted too
    assert (names(ALPHA), names(BETA)) == ([ALPHA], [BETA])
    rotate(estate)
    before = denied(estate)
    assert (names(ALPHA), names(BETA)) == ([ALPHA], [BETA])
    assert in_thread(lambda: names(ALPHA)).answer() == [ALPHA]
    assert estate.renewed == [REPLICA]
    assert denied(estate) == before + 1


def test_a_thread_that_knew_the_old_password_does_not_try_it_again(estate: Estate, settings: Any) -> None:
    settings.TENANCY_PROBE_SECONDS = 60
    assert names(ALPHA) == [ALPHA]
    connections[REPLICA].close()
    rotate(estate)
    in_thread(lambda: names(BETA)).answer()
    before = denied(estate)
    assert names(ALPHA) == [ALPHA]
    assert denied(estate) == before


def test_an_alias_shared_by_threads_survives_the_rotation_in_all(estate: Estate) -> None:
    estate.places[SHARED] = (estate.link.host, estate.link.port)
    written_down = connections.settings[REPLICA]
    both: Any = [project.DATABASES, connections.settings]
    for held in both:
        dict.__setitem__(held, SHARED, written_down)
    try:
        wrapper = connections[SHARED]
        slow = wrapper.get_connection_params()
        rotate(estate)
        in_thread(lambda: connections[SHARED].ensure_connection()).answer()
        connecting.connect(wrapper, slow).close()
    finally:
        for held in both:
            dict.__delitem__(held, SHARED)
        del connections[SHARED]


@pytest.mark.parametrize("reset", ["change_user", "select_db"])
def test_shared_connections_go_on_with_the_new_password(estate: Estate, reset: str) -> None:
    estate.options["pool"] = {"size": 1, "max_overflow": 1, "reset": reset}
    assert names(ALPHA) == [ALPHA]
    rotate(estate)
    assert (names(BETA), names(ALPHA)) == ([BETA], [ALPHA])
    estate.replica.execute(f"KILL CONNECTION USER {estate.user}")
    forget_wrappers()
    assert names(ALPHA) == [ALPHA]


def test_the_watcher_of_a_replica_uses_the_new_password(estate: Estate) -> None:
    assert names(ALPHA) == [ALPHA]
    rotate(estate)
    assert names(ALPHA) == [ALPHA]
    estate.replica.stop_sql_thread()  # which nobody sees who is refused
    until(lambda: not connecting.is_usable(connections[REPLICA]))
    estate.replica.start_sql_thread()


def test_while_access_is_denied_the_tenant_answers_503(client: Client, estate: Estate) -> None:
    set_password(estate, "rotated")
    response = client.get(f"/{ALPHA}/read/")
    assert (response.status_code, response["Retry-After"]) == (503, "5")


def test_a_server_that_has_not_heard_of_the_new_password_is_entered_with_the_old_one(estate: Estate) -> None:
    assert (names(ALPHA), names(BETA)) == ([ALPHA], [BETA])
    estate.replica.stop_sql_thread()
    estate.rotated = "rotated"
    estate.primary.execute(f"ALTER USER {estate.user}@'%' IDENTIFIED BY 'rotated'")
    forget_wrappers()
    with tenant_context(ALPHA):
        Author.objects.create(name="Ada")  # the primary, which refuses the old one
    assert estate.renewed == [ALPHA]
    connecting.watch.forget_everything()
    assert names(ALPHA) == [ALPHA]  # the replica, which refuses the new one
    estate.replica.start_sql_thread()


def test_a_replica_that_denies_access_for_good_is_not_read(estate: Estate) -> None:
    estate.replica.execute(f"ALTER USER {estate.user}@'%' IDENTIFIED BY 'of its own'")
    with tenant_context(ALPHA), reads_scope():
        assert Author.objects.get(pk=1)._state.db == ALPHA
