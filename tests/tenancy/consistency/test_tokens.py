"""From one request to the next: what a person has written is there when they read."""

import threading
from typing import Any

import pytest
from django.core.signing import TimestampSigner
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory

from poseidon.tenancy.consistency import positions, tokens
from tests.tenancy.consistency.estate import ALPHA, BETA, REPLICA, Estate

pytestmark = pytest.mark.mysql
STALE = {"names": [ALPHA], "alias": REPLICA}
FRESH = {"names": [ALPHA, "Ada"], "alias": ALPHA}
FRESH_REPLICA = {"names": [ALPHA, "Ada"], "alias": REPLICA}


def read(client: Client, tenant: str = ALPHA, **headers: str) -> Any:
    return client.get(f"/{tenant}/read/", headers=headers).json()


def write(client: Client, name: str = "Ada", tenant: str = ALPHA) -> Any:
    response = client.post(f"/{tenant}/write/{name}/")
    assert response.status_code == 200
    return response


def test_a_person_who_wrote_sees_it_and_one_without_a_token_sees_the_late_replica(
    client: Client, estate: Estate
) -> None:
    estate.replica.delay(60)
    write(client)
    assert read(Client()) == STALE
    assert read(client) == FRESH


def test_a_request_that_only_read_gives_no_token(client: Client, estate: Estate) -> None:
    response = client.get(f"/{ALPHA}/read/")
    assert response.json() == STALE
    assert tokens.COOKIE not in response.cookies
    assert tokens.HEADER not in response


def test_the_next_request_waits_for_the_replica_and_reads_from_it(
    client: Client, estate: Estate, settings: Any
) -> None:
    settings.TENANCY_REPLICA_WAIT = 20
    settings.TENANCY_PROBE_SECONDS = 60  # nobody looks meanwhile
    estate.replica.stop_sql_thread()
    write(client)
    catching_up = threading.Timer(0.3, estate.replica.start_sql_thread)
    catching_up.start()
    assert read(client) == FRESH_REPLICA
    catching_up.join()


def test_a_replica_that_has_the_write_is_read_at_once(client: Client, estate: Estate) -> None:
    write(client)
    estate.shard.catch_up()
    assert read(client) == FRESH_REPLICA


def test_the_token_s_wait_is_cut_off_when_the_replica_is_gone(
    client: Client, estate: Estate, settings: Any
) -> None:
    settings.TENANCY_REPLICA_WAIT = 20
    read(client)
    write(client)
    estate.replica.stop_sql_thread()
    estate.link.cut()
    assert read(client) == FRESH


@pytest.mark.parametrize("setting", ["until", {"127.0.0.1": "until", "*": "mariadb"}, {"*": "until"}])
def test_without_gtids_the_primary_is_read_for_a_while(
    client: Client, estate: Estate, settings: Any, setting: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.TENANCY_CONSISTENCY = setting
    settings.TENANCY_PIN_SECONDS = 30
    estate.replica.delay(60)
    write(client)
    assert read(client) == FRESH
    later = positions.time.time() + 31
    monkeypatch.setattr(positions.time, "time", lambda: later)
    assert read(client) == STALE


def test_the_way_is_detected_as_the_server_s_own(estate: Estate) -> None:
    assert positions.way_of(ALPHA) == positions.MARIADB


def _signed(position: str, *, tenant: str = ALPHA, key: str | None = None) -> str:
    return TimestampSigner(key=key, salt=f"poseidon.tenancy.consistency.{tenant}").sign(position)


NEVER = "mariadb:0-1-999999999"
TRUE = _signed(NEVER)


@pytest.mark.parametrize(
    "how", [f"{tokens.HEADER}: {{}}", f"Cookie: {tokens.COOKIE}={{}}"], ids=["header", "cookie"]
)
@pytest.mark.parametrize(
    "token",
    [_signed(NEVER, key="somebody's"), _signed(NEVER, tenant=BETA), NEVER, TRUE[:-1], ""],
    ids=["forged", "foreign", "unsigned", "shortened", "empty"],
)
def test_a_token_that_is_not_this_tenant_s_is_ignored(
    client: Client, estate: Estate, token: str, how: str
) -> None:
    header, _, text = how.partition(": ")
    assert read(client, **{header: text.format(token)}) == STALE
    assert read(client, **{header: text.format(TRUE)})["alias"] == ALPHA  # no replica has got so far


def test_a_token_that_is_too_old_is_ignored(
    client: Client, estate: Estate, monkeypatch: pytest.MonkeyPatch
) -> None:
    estate.replica.delay(60)
    write(client)
    assert read(client) == FRESH
    monkeypatch.setattr(tokens, "LIFETIME", -1)
    assert read(client) == STALE


def test_a_forged_header_does_not_hide_the_cookie(client: Client, estate: Estate) -> None:
    estate.replica.delay(60)
    write(client)
    assert read(client, **{tokens.HEADER: "mariadb:0-1-1:forged"}) == FRESH


def test_an_api_client_sends_back_the_header(client: Client, estate: Estate) -> None:
    estate.replica.delay(60)
    seen = write(client)[tokens.HEADER]
    assert read(Client(), **{tokens.HEADER: seen}) == FRESH


def test_two_tenants_of_one_person_do_not_disturb_each_other(client: Client, estate: Estate) -> None:
    cookie = write(client).cookies[tokens.COOKIE]
    other = write(client, "Bea", BETA).cookies[tokens.COOKIE]
    assert (cookie["path"], other["path"]) == (f"/{ALPHA}/", f"/{BETA}/")
    assert cookie["httponly"]
    estate.replica.delay(60)
    writer = Client()
    write(writer, "Eve")
    assert read(writer, BETA)["alias"] == f"{BETA}_RO"  # though the jar sends it there, it is not BETA's


def test_a_position_that_cannot_be_asked_any_more_pins_reads_to_the_primary(
    estate: Estate, settings: Any
) -> None:
    assert positions.way_of(ALPHA) == positions.MARIADB
    estate.primary.kill()
    position = positions.position_after_write(ALPHA)
    assert position is not None
    assert position.startswith("until:")
    assert not positions.has_reached(REPLICA, ALPHA, position)


@pytest.mark.parametrize("position", ["mysql:uuid:1-7", "mariadb:nonsense", "until:nonsense", "later:1"])
def test_what_the_replica_cannot_be_asked_counts_as_not_reached(estate: Estate, position: str) -> None:
    assert not positions.has_reached(REPLICA, ALPHA, position)


def test_a_shared_database_has_a_cookie_of_its_own_for_all_paths() -> None:
    request, response = _request(), HttpResponse()
    tokens.put_position(request, response, "accounts", "mariadb:0-1-7")
    cookie = response.cookies[f"{tokens.COOKIE}_accounts"]
    assert cookie["path"] == "/"
    assert tokens.HEADER not in response
    request = _request()
    request.COOKIES = {f"{tokens.COOKIE}_accounts": cookie.value, f"{tokens.COOKIE}_ALPHA": cookie.value}
    assert tokens.positions_of_request(request, ALPHA) == {"accounts": "mariadb:0-1-7"}


def _request() -> HttpRequest:
    request = RequestFactory().get("/")
    request.tenant = ALPHA  # type: ignore[attr-defined]
    request.META["SCRIPT_NAME"] = f"/{ALPHA}"
    return request


def test_where_the_replica_is_the_primary_itself_nothing_is_waited_for(
    client: Client, estate: Estate
) -> None:
    estate.places[REPLICA] = estate.places[ALPHA]
    assert positions.way_of(ALPHA) == positions.SAME
    assert tokens.COOKIE not in write(client).cookies
    assert read(client, **{tokens.HEADER: TRUE}) == FRESH_REPLICA  # a token of before counts no more
