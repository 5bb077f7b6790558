"""A visitor with a cookie jar and no JavaScript, for a server that runs outside the test's process."""

import re
from http.cookiejar import CookieJar
from typing import NamedTuple
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, build_opener


class Page(NamedTuple):
    """What a browser shows after redirects."""

    status: int
    address: str
    text: str


class Visitor:
    """Keeps cookies; `address` is the server's, as `http://127.0.0.1:8000`."""

    def __init__(self, address: str) -> None:
        self.address = address
        self._opener = build_opener(HTTPCookieProcessor(CookieJar()))

    def get(self, path: str) -> Page:
        return self._open(path, None)

    def post(self, path: str, **fields: str) -> Page:
        return self._open(path, urlencode(fields).encode())

    def sign_in(self, user: str, password: str) -> Page:
        """Fills in the form at `/`."""
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', self.get("/").text)
        assert token, "the page at / has no sign-in form"
        return self.post("/", csrfmiddlewaretoken=token[1], username=user, password=password)

    def _open(self, path: str, data: bytes | None) -> Page:
        try:
            answer = self._opener.open(self.address + path, data, timeout=30)
        except HTTPError as refused:
            answer = refused
        with answer:
            return Page(answer.status, answer.url, answer.read().decode())
