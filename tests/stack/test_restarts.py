"""Workers that are replaced, one by one or all at once, cost nobody a page."""

import os
import signal
from pathlib import Path

import pytest

from tests.stack.browser import Browser, people_at_work
from tests.stack.stack import ALPHA, CONF_A, Stack

pytestmark = [pytest.mark.mysql, pytest.mark.slow]


def test_no_request_fails_while_workers_reach_their_last_request(stack: Stack, browser: Browser) -> None:
    before = stack.booted()
    with people_at_work(stack.port, browser.cookies, f"/{ALPHA}/", f"/{CONF_A}/") as load:
        load.wait_for(80, also=lambda: stack.booted() >= before + 2)
        load.wait_for(20)
    assert load.failed == []


def test_no_request_fails_while_all_workers_are_replaced(stack: Stack, browser: Browser) -> None:
    with people_at_work(stack.port, browser.cookies, f"/{ALPHA}/", f"/{CONF_A}/") as load:
        load.wait_for(10)
        old = set(_children(stack.web.pid))
        stack.reload()
        load.wait_for(40, also=lambda: old.isdisjoint(_children(stack.web.pid)))
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
