"""Log lines: what is in them, and what about people is not."""

import json
import logging
from typing import Any

import pytest
from django.db import DatabaseError, connections
from django.http import Http404
from django.test import RequestFactory
from django.urls import ResolverMatch

from poseidon.commons.logs import JsonFormatter
from poseidon.commons.logs.paths import safe_path
from poseidon.commons.logs.personal import without_personal_data
from poseidon.commons.request_ids import current_request_id, request_id_from
from poseidon.tenancy.errors import DatabaseUnavailableError


def record(
    message: str, *arguments: Any, error: BaseException | None = None, **extra: Any
) -> logging.LogRecord:
    exc_info = (type(error), error, error.__traceback__) if error is not None else None
    made = logging.LogRecord("some.logger", logging.WARNING, "f.py", 1, message, arguments, exc_info)
    made.__dict__.update(extra)
    return made


def told(*arguments: Any, **named: Any) -> dict[str, Any]:
    line = JsonFormatter().format(record(*arguments, **named))
    assert "\n" not in line
    fields: dict[str, Any] = json.loads(line)
    return fields


def raised(error: BaseException) -> BaseException:
    try:
        raise error
    except type(error) as caught:
        return caught


def test_a_line_says_when_how_bad_who_and_for_whom() -> None:
    fields = told("Two\nlines %s", 7, tenant="ALPHA")
    assert fields.pop("time").endswith("+00:00")
    assert fields == {
        "level": "WARNING",
        "logger": "some.logger",
        "message": "Two\nlines 7",
        "tenant": "ALPHA",
    }


def test_an_exception_is_one_field_with_its_trace() -> None:
    fields = told("Failed", error=raised(ValueError("no such thing")))
    assert "Traceback" in fields["exception"]
    assert "in raised" in fields["exception"]
    assert fields["exception"].endswith("ValueError: no such thing")


def test_extra_that_nobody_asked_for_is_not_told() -> None:
    fields = told("x", username="ada", body="secret", status=200, user=7)
    assert (fields["status"], fields["user"]) == (200, 7)
    assert not {"username", "body"} & set(fields)


def test_a_record_whose_arguments_do_not_fit_tells_no_argument() -> None:
    assert "Lovelace" not in json.dumps(told("%d people", "Lovelace"))


def test_request_id_of_the_context_stands_in_every_line() -> None:
    token = current_request_id.set("abc-1")
    try:
        assert told("x")["request_id"] == "abc-1"
    finally:
        current_request_id.reset(token)
    assert "request_id" not in told("x")


@pytest.mark.parametrize(
    ("asked", "kept"), [("a.B-9_", True), ("", False), ("x" * 65, False), ("a b", False)]
)
def test_request_id_is_the_proxys_only_if_it_is_well_formed(asked: str, kept: bool) -> None:
    assert (request_id_from(asked) == asked) is kept


@pytest.mark.parametrize(
    ("said", "person"),
    [
        ("cannot send to Ada.Lovelace+x@mail.example.org today", "Lovelace"),
        ("(1062, \"Duplicate entry 'O'Hara-Ada' for key 'people.name'\")", "Hara"),
        ("(1366, \"Incorrect string value: '\\xC4da' for column `a`.`b`\")", "da'"),
        ("Data truncation: Truncated incorrect DOUBLE value: 'Lovelace'", "Lovelace"),
        ("(1064, \"You have an error near 'Lovelace' WHERE' at line 1\")", "Lovelace"),
        ("DETAIL:  Key (email)=(ada) already exists.", "ada"),
        ("invalid literal for int() with base 10: 'Lovelace'", "Lovelace"),
        ("['“Lovelace” is not a valid UUID.']", "Lovelace"),
        ("Not Found: /ALPHA/search/?q=Lovelace", "Lovelace"),
        ("Invalid request from ip=192.0.2.7: what", "192.0.2.7"),
    ],
)
def test_what_libraries_and_servers_say_of_people_is_left_out(said: str, person: str) -> None:
    assert person in said
    assert person not in json.dumps(told(said), ensure_ascii=False)
    trace = told("Failed", error=raised(ValueError(said)))["exception"]
    assert person not in trace.rpartition("ValueError: ")[2]


@pytest.mark.parametrize(
    "said",
    [
        "Database server 10.0.0.3:3306 is left alone: it cannot be reached (2003).",
        "(1045, \"Access denied for user 'p_alpha'@'10.0.0.9' (using password: YES)\")",
        "Parameter /poseidon/production/SECRET_KEY: the store answers again.",
    ],
)
def test_what_operators_need_stays(said: str) -> None:
    assert without_personal_data(said) == said


@pytest.mark.django_db(databases=["TESTCLIENT"])
def test_alias_is_found_in_an_error_of_the_driver_and_of_the_engine() -> None:
    with connections["TESTCLIENT"].cursor() as cursor, pytest.raises(DatabaseError) as failed:
        cursor.execute("SELECT no_such_column FROM people")
    assert told("Failed", error=failed.value)["alias"] == "TESTCLIENT"
    assert told("Failed", error=raised(DatabaseUnavailableError("ALPHA_RO", "h:1")))["alias"] == "ALPHA_RO"
    assert told("x", alias="ALPHA")["alias"] == "ALPHA"
    assert "alias" not in told("Failed", error=raised(Http404()))


def path_of(path: str, **arguments: Any) -> str:
    request = RequestFactory().get(f"{path}?q=Lovelace")
    request.resolver_match = ResolverMatch(print, (), arguments)
    return safe_path(request)


def test_path_keeps_keys_and_codes_and_loses_names_and_secrets() -> None:
    assert path_of("/people/42/", pid=42) == "/people/42/"
    assert path_of("/conferences/X 1/", code="X 1") == "/conferences/X 1/"
    assert path_of("/invitation/s3cret/", token="s3cret") == "/invitation/…/"
    assert path_of("/admin/Ada/", url="Ada/") == "/admin/…"


def test_path_that_is_no_address_of_ours_is_not_told() -> None:
    request = RequestFactory().get("/Ada-Lovelace/cv.pdf")
    assert safe_path(request) == "/…"
    request = RequestFactory().get("/static/app.css")
    assert safe_path(request) == "/static/app.css"


def test_failure_told_outside_its_tenant_still_names_it() -> None:
    request = RequestFactory().get("/")
    request.tenant = "ALPHA"  # type: ignore[attr-defined]
    assert told("Service Unavailable", tenant="-", request=request)["tenant"] == "ALPHA"


def test_message_about_a_request_has_its_path_as_logs_may_have_it() -> None:
    request = RequestFactory().get("/Zoë-Muster/")
    said = told("%s: %s", "Not Found", request.path, request=request)["message"]
    assert said == "Not Found: /…"
    escaped = request.path.encode("unicode_escape").decode()
    assert told("%s: %s", "Not Found", escaped, request=request)["message"] == "Not Found: /…"
