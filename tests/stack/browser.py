"""A browser behind a proxy that ends TLS, as the web container sees it; and many of them at once."""

import re
import select
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPException
from http.cookies import SimpleCookie
from typing import NamedTuple
from urllib.parse import urlencode

from tests.stack.stack import HOST, PASSWORD, SERVED_AS, USER


class Answer(NamedTuple):
    """`headers` by lower-case name."""

    status: int
    headers: dict[str, str]
    text: str


class Browser:
    """Keeps cookies; keeps its connection as long as the server does, unless `keep_alive` is False.

    Asks nothing twice: a connection that breaks under a request is an error.
    """

    def __init__(self, port: int, *, keep_alive: bool = True, cookies: dict[str, str] | None = None) -> None:
        self.cookies, self.reused = dict(cookies or {}), 0
        self._connection, self._keep_alive = HTTPConnection(HOST, port, timeout=30), keep_alive

    def get(self, path: str, **headers: str) -> Answer:
        return self._ask("GET", path, None, headers)

    def post(self, path: str, **fields: str) -> Answer:
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', self.get(path).text)
        assert token, f"{path} has no form"
        form = {"csrfmiddlewaretoken": token[1], **fields}
        return self._ask("POST", path, urlencode(form), {"Content-Type": "application/x-www-form-urlencoded"})

    def sign_in(self) -> Answer:
        return self.post("/", username=USER, password=PASSWORD)

    def _ask(self, method: str, path: str, body: str | None, headers: dict[str, str]) -> Answer:
        told = {
            "Host": SERVED_AS,
            "X-Forwarded-Proto": "https",
            "Origin": f"https://{SERVED_AS}",
            "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
            "Connection": "keep-alive" if self._keep_alive else "close",
            **headers,
        }
        if self._hung_up():
            self._connection.close()
        self.reused += self._connection.sock is not None
        try:
            self._connection.request(method, path, body, told)
            response = self._connection.getresponse()
            text = response.read().decode()
        except (OSError, HTTPException):
            self._connection.close()
            raise
        jar = SimpleCookie()
        for cookie in response.headers.get_all("Set-Cookie", []):
            jar.load(cookie)
        self.cookies |= {name: morsel.value for name, morsel in jar.items()}
        return Answer(response.status, {k.lower(): v for k, v in response.headers.items()}, text)

    def _hung_up(self) -> bool:
        """Whether the server has closed the connection meanwhile; every proxy looks before it asks."""
        line = self._connection.sock
        return line is not None and bool(select.select([line], [], [], 0)[0])


class Load:
    """What people met who asked for pages all the time.

    `failed` tells what was not as it should. `reused`: pages on a connection that was open; told at the end.
    """

    def __init__(self) -> None:
        self.served, self.reused, self.failed = 0, 0, list[str]()
        self.lock, self.over = threading.Lock(), threading.Event()

    def wait_for(self, more: int, also: Callable[[], bool] = lambda: True) -> None:
        """Until that many more were served, and `also` holds; AssertionError after a minute."""
        goal, deadline = self.served + more, time.monotonic() + 60
        while self.served < goal or not also():
            assert time.monotonic() < deadline, f"served {self.served} of {goal}; failed: {self.failed[:5]}"
            time.sleep(0.05)


@contextmanager
def people_at_work(port: int, cookies: dict[str, str], *paths: str) -> Iterator[Load]:
    """Four signed-in people, two of whom open a connection for each page, until the block ends."""
    load = Load()

    def work(keep_alive: bool) -> None:
        browser = Browser(port, keep_alive=keep_alive, cookies=cookies)
        turn = 0
        while not load.over.is_set():
            path, turn = paths[turn % len(paths)], turn + 1
            try:
                answer = browser.get(path)
                wrong = None if answer.status == 200 else f"{path}: {answer.status}"
            except (OSError, HTTPException) as error:
                wrong = f"{path}, keep_alive={keep_alive}: {error!r}"
            with load.lock:
                load.served += wrong is None
                load.failed += [wrong] if wrong else []
        with load.lock:
            load.reused += browser.reused

    threads = [threading.Thread(target=work, args=[kind]) for kind in (True, True, False, False)]
    for thread in threads:
        thread.start()
    try:
        yield load
    finally:
        load.over.set()
        for thread in threads:
            thread.join()
