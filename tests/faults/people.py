"""People who use the site: one who writes and reads, and a crowd that reads at a steady rate."""

import itertools
import threading
import time
from collections.abc import Callable, Sequence
from http.client import HTTPConnection, HTTPException
from typing import NamedTuple, Self

HOST = "127.0.0.1"
TIMEOUT = 120.0
TOKEN = "poseidon_seen"


class Answer(NamedTuple):
    """`status` is 0 where there was none. `alias`: what was read, as the page tells. `due` and `seconds`:
    when the person wanted to ask (monotonic clock), and how long they waited from then on."""

    status: int
    text: str
    alias: str
    due: float
    seconds: float


class Person:
    """Keeps the token's cookie; `carries_token=False` throws it away."""

    def __init__(self, port: int, *, carries_token: bool = True) -> None:
        self.port, self._carries = port, carries_token
        self._token = ""
        self.retry_after = ""

    def get(self, path: str, *, due: float | None = None) -> Answer:
        return self._ask("GET", path, None, due)

    def post(self, path: str, body: str) -> Answer:
        return self._ask("POST", path, body.encode(), None)

    def _ask(self, method: str, path: str, body: bytes | None, due: float | None) -> Answer:
        due = time.monotonic() if due is None else due
        connection = HTTPConnection(HOST, self.port, timeout=TIMEOUT)
        headers = {"Connection": "close"} | ({"Cookie": f"{TOKEN}={self._token}"} if self._token else {})
        try:
            connection.request(method, path, body, headers)
            response = connection.getresponse()
            text = response.read().decode()
        except (OSError, HTTPException) as error:
            return Answer(0, repr(error), "", due, time.monotonic() - due)
        finally:
            connection.close()
        self._keep(response.getheader("Set-Cookie") or "")
        self.retry_after = response.getheader("Retry-After") or ""
        alias = response.getheader("X-Read-From") or ""
        return Answer(response.status, text, alias, due, time.monotonic() - due)

    def _keep(self, cookie: str) -> None:
        name, _, value = cookie.partition(";")[0].partition("=")
        if self._carries and name == TOKEN:
            self._token = value.strip('"')


class Crowd:
    """Asks `paths` in turn, `rate` times a second in all, while its `with` block runs; `answers` are in the
    order of arrival. Waiting counts from the moment at which a question was due: nothing is hidden."""

    THREADS = 24

    def __init__(self, port: int, paths: Sequence[str], *, rate: float) -> None:
        self._port, self._rate = port, rate
        self._paths = itertools.cycle(paths)
        self._numbers = itertools.count()
        self._lock = threading.Lock()
        self._over = threading.Event()
        self.answers: list[Answer] = []

    def __enter__(self) -> Self:
        self._begun = time.monotonic()
        self._threads = [threading.Thread(target=self._run, daemon=True) for _ in range(self.THREADS)]
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *args: object) -> None:
        self._over.set()
        for thread in self._threads:
            thread.join(TIMEOUT)

    def _run(self) -> None:
        person = Person(self._port)
        while not self._over.is_set():
            with self._lock:
                due, path = self._begun + next(self._numbers) / self._rate, next(self._paths)
            if self._over.wait(max(0.0, due - time.monotonic())):
                return
            self.answers.append(person.get(path, due=due))

    def wait_for(self, wanted: Callable[[Answer], bool], *, patience: float) -> float:
        """Seconds until an answer, to a question that was due from now on, is as wanted; AssertionError after
        `patience`."""
        begun = time.monotonic()
        while time.monotonic() < begun + patience:
            found = [one for one in list(self.answers) if one.due >= begun and wanted(one)]
            if found:
                return found[0].due + found[0].seconds - begun
            time.sleep(0.02)
        raise AssertionError(f"no such answer in {patience} s; the last was {self.answers[-1:]}")


def percentile(answers: Sequence[Answer], share: float) -> float:
    """Milliseconds within which that share of the answers came; 0 where there are none."""
    took = sorted(answer.seconds for answer in answers)
    return took[min(len(took) - 1, int(len(took) * share))] * 1000 if took else 0.0
