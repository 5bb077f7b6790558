"""One line a request, and one id for all that is said about it."""

import json
import logging
from collections.abc import Iterator

import pytest
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.test import Client
from django.urls import path
from django.urls.resolvers import URLPattern

from poseidon.commons.logs import JsonFormatter
from poseidon.commons.request_ids import current_request_id
from poseidon.tenancy.api import current_tenant
from poseidon.tenancy.logs import TenantFilter

pytestmark = pytest.mark.django_db(databases=["default", "accounts", "TESTCLIENT"])


def streamed(_request: HttpRequest) -> StreamingHttpResponse:
    def body() -> Iterator[str]:
        logging.getLogger("streaming").warning("half way")
        yield f"{current_tenant()} {current_request_id.get()}"

    return StreamingHttpResponse(body())


def broken(_request: HttpRequest, name: str) -> HttpResponse:
    raise ValueError(f"ada@example.org is not here, though “{name}” is")


urlpatterns: list[URLPattern] = [path("streamed/", streamed), path("broken/<name>/", broken)]


class Lines(logging.StreamHandler):  # type: ignore[type-arg]
    """Production's handler, into a list."""

    def __init__(self) -> None:
        super().__init__()
        self.said: list[dict[str, object]] = []
        self.setFormatter(JsonFormatter())
        self.addFilter(TenantFilter())

    def emit(self, record: logging.LogRecord) -> None:
        self.said.append(json.loads(self.format(record)))

    @property
    def requests(self) -> list[dict[str, object]]:
        return [line for line in self.said if line["logger"] == "poseidon.requests"]


@pytest.fixture
def lines() -> Iterator[Lines]:
    handler, root = Lines(), logging.getLogger()
    before = root.level
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    yield handler
    root.removeHandler(handler)
    root.setLevel(before)


def test_request_is_told_without_its_query(client: Client, lines: Lines) -> None:
    response = client.get("/?next=ada@example.org", headers={"X-Request-ID": "proxy-7"})
    [line] = lines.requests
    assert line.pop("duration_ms") > 0  # type: ignore[operator]
    assert {name: line[name] for name in ("tenant", "request_id", "method", "path", "status", "level")} == {
        "tenant": "-",
        "request_id": "proxy-7",
        "method": "GET",
        "path": "/",
        "status": 200,
        "level": "INFO",
    }
    assert response["X-Request-ID"] == "proxy-7"
    assert "ada" not in json.dumps(lines.said)
    assert current_request_id.get() == ""


def test_person_is_told_by_key_and_never_by_name(client: Client, lines: Lines) -> None:
    user = User.objects.create_user("lovelace", "ada@example.org", "geheim-7", first_name="Ada")
    client.force_login(user)
    client.get("/")
    assert lines.requests[-1]["user"] == user.pk
    client.logout()
    client.post("/", {"username": "lovelace", "password": "geheim-7"})
    assert lines.requests[-1]["user"] == user.pk
    client.logout()
    client.post("/", {"username": "lovelace", "password": "wrong"})
    client.get("/Ada-Lovelace/cv.pdf")
    client.get("/invitation/s3cret/")
    text = json.dumps(lines.said).lower()
    assert "axes" in text
    assert "user" in text
    for personal in ("lovelace", "ada@", "s3cret", "geheim", "127.0.0.1"):
        assert personal not in text


@pytest.mark.urls(__name__)
def test_failure_carries_the_request_s_id_and_only_what_logs_may_have(client: Client, lines: Lines) -> None:
    client.raise_request_exception = False
    response = client.get("/broken/Lovelace/")
    failed = next(line for line in lines.said if line["logger"] == "django.request")
    assert failed["request_id"] == response["X-Request-ID"] == lines.requests[0]["request_id"]
    assert "ValueError" in str(failed["exception"])
    assert (lines.requests[0]["level"], lines.requests[0]["path"]) == ("ERROR", "/broken/…/")
    assert "Lovelace" not in json.dumps(lines.said)
    assert "ada@" not in json.dumps(lines.said)


@pytest.mark.urls(__name__)
def test_streamed_answer_is_told_when_it_ends_and_keeps_its_id(client: Client, lines: Lines) -> None:
    response = client.get("/streamed/")
    assert response.getvalue().decode() == f"None {response['X-Request-ID']}"  # type: ignore[attr-defined]
    response.close()
    assert [line["logger"] for line in lines.said] == ["streaming", "poseidon.requests"]
    assert len({line["request_id"] for line in lines.said}) == 1


def test_health_checks_are_not_told_while_all_is_well(client: Client, lines: Lines) -> None:
    client.get("/live")
    assert lines.requests == []
