"""What people see while their tenant's server is gone: a clear page, in their tenant alone."""

import re
from typing import Any

import pytest
from django.db import OperationalError, connections
from django.http import HttpRequest, HttpResponse
from django.test import Client, override_settings
from django.urls import path

from poseidon.tenancy.unavailable import is_unavailability
from tests.tenancy.consistency import urls
from tests.tenancy.consistency.estate import ALPHA, BETA, Estate

pytestmark = pytest.mark.mysql


def wrong(request: HttpRequest) -> HttpResponse:
    """Asks what no server knows."""
    with connections[ALPHA].cursor() as cursor:
        cursor.execute("SELECT no_such_column")
    return HttpResponse()


urlpatterns = [*urls.urlpatterns, path("wrong/", wrong)]


def test_the_page_says_when_to_come_back_and_what_to_quote(
    client: Client, estate: Estate, caplog: pytest.LogCaptureFixture
) -> None:
    estate.primary.kill()
    response = client.post(f"/{ALPHA}/write/Ada/")
    page = response.content.decode()
    assert (response.status_code, response["Retry-After"]) == (503, "5")
    [reference] = re.findall(r"<code>(\w+)</code>", page)
    assert f"Tenant {ALPHA} answered 503, reference {reference}" in caplog.text
    assert ALPHA in page
    for secret in ("Traceback", "OperationalError", estate.password, str(estate.primary.port)):
        assert secret not in page


def test_a_tenant_on_another_server_is_served_meanwhile(client: Client, estate: Estate) -> None:
    estate.places[BETA] = estate.places[f"{BETA}_RO"] = (estate.replica.host, estate.replica.port)
    estate.primary.kill()
    estate.link.refuse()
    assert client.get(f"/{ALPHA}/read/").status_code == 503
    assert client.get(f"/{BETA}/read/").json()["names"] == [BETA]


def test_the_tenant_is_served_again_as_soon_as_its_server_is_back(
    client: Client, estate: Estate, settings: Any
) -> None:
    settings.TENANCY_MAX_LAG = 3600
    estate.primary.kill()
    assert client.post(f"/{ALPHA}/write/Ada/").status_code == 503
    estate.primary.restart()
    answers = [client.post(f"/{ALPHA}/write/Ada/").status_code]
    while answers[-1] == 503 and len(answers) < 10_000:
        answers.append(client.post(f"/{ALPHA}/write/Ada/").status_code)
    assert set(answers) <= {503, 200}
    assert answers[-1] == 200


def test_an_error_that_will_not_pass_by_itself_is_no_503(client: Client, estate: Estate) -> None:
    client.raise_request_exception = False
    with override_settings(TENANT_URLCONF=__name__):
        assert client.get(f"/{ALPHA}/wrong/").status_code == 500


@pytest.mark.parametrize(
    ("error", "passes"),
    [
        (OperationalError(2013, "Lost connection"), True),
        (OperationalError(1040, "Too many connections"), True),
        (OperationalError(1045, "Access denied"), True),
        (OperationalError(1205, "Lock wait timeout"), False),
        (OperationalError("no such table"), False),
        (ValueError(2013), False),
    ],
)
def test_what_passes_by_itself(error: Exception, passes: bool) -> None:
    assert is_unavailability(error) is passes
