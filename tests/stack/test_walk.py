"""The whole way: parameters, TLS, grants, migrations, a signed-in page, a rotated password.

And workers that are replaced, one by one or all at once, cost nobody a page: here, since a stack is dear.
"""

import json
import os
import signal
from collections.abc import Iterator
from pathlib import Path

import MySQLdb
import pytest

from tests.stack.browser import Browser, people_at_work
from tests.stack.stack import ALPHA, CONF_A, CONFXA, HOST, OTHER_ADDRESS, TENANTS, Stack

pytestmark = [pytest.mark.mysql, pytest.mark.slow]

TRY_TO_CONNECT = """
import json, os, django
django.setup()
from django.db import connections
def attempt(**changed):
    os.environ.update(changed)
    try:
        with connections["ALPHA"].cursor() as cursor:
            cursor.execute("SHOW STATUS LIKE 'Ssl_cipher'")
            return cursor.fetchone()[1]
    except Exception as error:
        return str(error)
    finally:
        connections["ALPHA"].close()
        del connections["ALPHA"]
"""


def test_a_signed_in_person_gets_a_tenant_s_page(stack: Stack, browser: Browser) -> None:
    for tenant in TENANTS:
        answer = browser.get(f"/{tenant}/")
        assert answer.status == 200
        assert f"Society {tenant}" in answer.text
    assert Browser(stack.port).get(f"/{ALPHA}/").status == 302
    assert answer.headers["strict-transport-security"].startswith("max-age=31536000")
    assert "unsafe" not in answer.headers["content-security-policy"]
    assert Browser(stack.port).get("/", **{"X-Forwarded-Proto": "http"}).status == 301


def test_static_files_are_served_by_the_names_that_pages_use(stack: Stack, browser: Browser) -> None:
    page = browser.get("/").text
    style = next(part for part in page.split('"') if part.endswith(".css"))
    answer = browser.get(style)
    assert answer.status == 200
    assert "immutable" in answer.headers["cache-control"]


def test_parameters_came_from_the_store_and_every_alias_is_migrated(stack: Stack) -> None:
    assert any(path.endswith("/SECRET_KEY") for call in stack.store.calls for path in call)
    for schema, table in [
        ("poseidon", "auth_user"),
        *((name.lower(), "poseidon_changerecord") for name in TENANTS),
    ]:
        stack.database.execute(f"SELECT COUNT(*) FROM `{schema}`.`{table}`")
    assert stack.database.execute("SELECT COUNT(*) FROM accounts.accounts") == [(len(TENANTS),)]


def test_wrong_authority_and_wrong_address_of_the_database_are_refused(stack: Stack) -> None:
    elsewhere = f"{OTHER_ADDRESS}:{stack.database.port}"
    script = TRY_TO_CONNECT + (
        f"print(json.dumps([attempt(), attempt(DATABASE_RW_CONNECTION_STRING={elsewhere!r}),"
        f" attempt(DATABASE_RW_CONNECTION_STRING='{HOST}:{stack.database.port}',"
        f" DATABASE_CA_BUNDLE={str(stack.stranger.path)!r})]))"
    )
    cipher, address, authority = json.loads(stack.run("-c", script))
    assert cipher.startswith("TLS_")
    assert "2026" in address
    assert "2026" in authority
    # Without the check of the name the other address would have done.
    stack.connect(ALPHA, host=OTHER_ADDRESS, ssl_mode="REQUIRED", ssl={}).close()
    with pytest.raises(MySQLdb.OperationalError, match="denied"):  # nor does the server take plain text
        stack.connect("poseidon", ssl_mode="DISABLED", ssl={})


@pytest.fixture
def careless(stack: Stack) -> Iterator[str]:
    """A user whose grant was written without the backslash."""
    stack.database.execute("CREATE USER careless@'%' IDENTIFIED BY 'x'")
    stack.database.execute("GRANT SELECT ON `conf_a`.* TO careless@'%'")
    yield "careless"
    stack.database.execute("DROP USER careless@'%'")


def test_a_tenant_s_user_reads_its_own_schema_and_no_other(stack: Stack, careless: str) -> None:
    leak = stack.connect(CONF_A, user=careless, password="x")
    leak.query("SELECT COUNT(*) FROM `confxa`.`people`")
    leak.close()
    for tenant in TENANTS:
        connection = stack.connect(tenant)
        connection.query(f"SELECT COUNT(*) FROM `{tenant.lower()}`.`people`")
        connection.store_result()
        others = [*(name.lower() for name in TENANTS if name != tenant), "poseidon", "accounts"]
        for other in others:
            with pytest.raises(MySQLdb.Error, match="denied"):
                connection.query(f"SELECT COUNT(*) FROM `{other}`.`people`")
            with pytest.raises(MySQLdb.Error, match="denied"):
                connection.query(f"USE `{other}`")
        connection.close()


def test_the_log_is_json_and_tells_of_requests_but_not_of_people(stack: Stack, browser: Browser) -> None:
    browser.get(f"/{ALPHA}/search/?q=Lovelace", **{"X-Request-ID": "walk-1"})
    [line] = stack.said_of("walk-1")
    said = stack.said()
    assert [json.loads(one)["level"] for one in said.splitlines()]
    assert (line["tenant"], line["path"], line["status"]) == (ALPHA, f"/{ALPHA}/search/", 200)
    assert line["duration_ms"] > 0
    assert line["user"] == 1
    for secret in ("lovelace", "ada@example.org", "an-engine-of-1843", *stack.passwords.values()):
        assert secret.lower() not in said.lower()


def test_a_tenant_out_of_reach_is_told_with_the_request_s_id(stack: Stack, browser: Browser) -> None:
    stack.database.execute("ALTER USER p_confxa@'%' IDENTIFIED BY 'not-what-the-store-says'")
    try:
        answer = browser.get(f"/{CONFXA}/", **{"X-Request-ID": "walk-2"})
        assert answer.status == 503
        assert "walk-2" in answer.text
        assert answer.headers["x-request-id"] == "walk-2"
        assert browser.get(f"/{CONF_A}/").status == 200
    finally:
        stack.rotate(CONFXA)
    assert {line["tenant"] for line in stack.said_of("walk-2")} == {CONFXA}


def test_passwords_rotate_under_requests_and_none_fails(stack: Stack, browser: Browser) -> None:
    old = dict(stack.passwords)
    with people_at_work(stack.port, browser.cookies, f"/{ALPHA}/", f"/{CONF_A}/") as load:
        load.wait_for(10)
        stack.rotate(ALPHA)
        stack.rotate("poseidon")
        load.wait_for(20)
    assert load.failed == []
    for name in (ALPHA, "poseidon"):
        with pytest.raises(MySQLdb.OperationalError, match="denied"):
            stack.connect(name, password=old[name])


def test_no_request_fails_while_workers_reach_their_last_request(stack: Stack, browser: Browser) -> None:
    before = stack.booted()
    with people_at_work(stack.port, browser.cookies, f"/{ALPHA}/", f"/{CONF_A}/") as load:
        load.wait_for(40, also=lambda: stack.booted() >= before + 2)
        load.wait_for(10)
    assert load.failed == []


def test_no_request_fails_while_all_workers_are_replaced(stack: Stack, browser: Browser) -> None:
    with people_at_work(stack.port, browser.cookies, f"/{ALPHA}/", f"/{CONF_A}/") as load:
        load.wait_for(10)
        old = set(_children(stack.web.pid))
        stack.reload()
        load.wait_for(20, also=lambda: old.isdisjoint(_children(stack.web.pid)))
    assert load.failed == []
    assert 0 < load.reused < load.served - 10  # both kinds of people were there


def test_people_at_work_notice_workers_that_do_not_finish(stack: Stack, browser: Browser) -> None:
    with people_at_work(stack.port, browser.cookies, f"/{ALPHA}/") as load:
        load.wait_for(10)
        for worker in _children(stack.web.pid):
            os.kill(int(worker), signal.SIGKILL)
        load.wait_for(5)
    assert load.failed != []


def test_the_process_that_forks_holds_no_client_and_no_thread(stack: Stack) -> None:
    master = Path(f"/proc/{stack.web.pid}")
    assert len(list((master / "task").iterdir())) == 1
    sockets = [link for link in map(os.readlink, _open_files(master)) if link.startswith("socket:")]
    assert len(sockets) == 1  # the one that it listens on
    loaded = (master / "maps").read_text()
    assert "MySQLdb" not in loaded
    assert "libmariadb" not in loaded
    worker = (Path("/proc") / _children(stack.web.pid)[0] / "maps").read_text()
    assert "libmariadb" in worker  # so the question can be answered this way


def _open_files(process: Path) -> list[str]:
    return [str(path) for path in (process / "fd").iterdir()]


def _children(pid: int) -> list[str]:
    return Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
