"""The demonstration as a newcomer meets it: sign in, browse one tenant, and find no other."""

import json
import re
import socket

import pytest

from tests.demo.conftest import served
from tests.support.demonstration import Demonstration
from tests.support.visitor import Visitor

pytestmark = pytest.mark.slow


@pytest.fixture
def visitor(address: str) -> Visitor:
    return Visitor(address)


def sign_in(visitor: Visitor, demonstration: Demonstration, user: str) -> None:
    logins = json.loads((demonstration.folder / "credentials.json").read_text())
    password = next(login["password"] for login in logins if login["user"] == user)
    assert visitor.sign_in(user, password).status == 200


def test_sign_in_page_answers_with_its_style_sheet(visitor: Visitor) -> None:
    page = visitor.get("/")
    assert (page.status, "Sign in" in page.text) == (200, True)
    style = re.search(r'<link rel="stylesheet" href="([^"]+)"', page.text)
    assert style
    assert visitor.get(style[1]).status == 200


@pytest.mark.parametrize("path", ["/TESTCLIENT/", "/TESTCLIENT/people/123823/"])
def test_stranger_is_asked_to_sign_in_or_finds_nothing(visitor: Visitor, path: str) -> None:
    page = visitor.get(path)
    assert "Sarah" not in page.text
    assert page.status == 404 or page.address.startswith(f"{visitor.address}/?next=")


def test_wrong_password_is_refused(visitor: Visitor) -> None:
    visitor.sign_in("viewer.society", "not-the-password")
    assert "SCI26" not in visitor.get("/SOCIETY/conferences/").text


def test_viewer_browses_their_own_tenant_and_finds_no_other(
    visitor: Visitor, prepared: Demonstration
) -> None:
    sign_in(visitor, prepared, "viewer.testclient")
    assert "TCS Annual Meeting 2027" in visitor.get("/TESTCLIENT/conferences/").text
    assert "Sarah" in visitor.get("/TESTCLIENT/people/123823/").text
    for path in ("/CHAOS/", "/CHAOS/conferences/LF26/", "/SOCIETY/people/", "/SOCIETY/admin/"):
        assert visitor.get(path).status == 404


@pytest.mark.parametrize(
    ("user", "path", "shown"),
    [
        ("viewer.chaos", "/CHAOS/conferences/LF26/", "Eine Wetterboje aus Müll"),
        ("editor.society", "/SOCIETY/abstracts/", "Travelling Judges"),
        ("admin.testclient", "/TESTCLIENT/admin/", "TESTCLIENT"),
    ],
)
def test_member_sees_what_the_importers_brought(
    visitor: Visitor, prepared: Demonstration, user: str, path: str, shown: str
) -> None:
    sign_in(visitor, prepared, user)
    page = visitor.get(path)
    assert (page.status, shown in page.text) == (200, True)


def test_operator_enters_every_tenant_and_the_platform_admin(
    visitor: Visitor, prepared: Demonstration
) -> None:
    sign_in(visitor, prepared, "operator")
    for path in ("/TESTCLIENT/", "/CHAOS/", "/SOCIETY/", "/admin/"):
        assert visitor.get(path).status == 200


def test_sign_in_survives_a_restart_because_the_secret_key_is_kept(
    visitor: Visitor, prepared: Demonstration
) -> None:
    sign_in(visitor, prepared, "viewer.chaos")
    with served(prepared) as restarted:
        visitor.address = restarted.address
        assert visitor.get("/CHAOS/").address == f"{restarted.address}/CHAOS/"


def test_used_port_is_told_with_the_way_out(prepared: Demonstration) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        refused = prepared.manage("demo", "serve", "--port", str(port))
    assert refused.returncode != 0
    assert f"port {port}" in refused.stderr
    assert "make demo PORT=" in refused.stderr


def test_served_data_is_neither_reset_nor_touched(prepared: Demonstration, address: str) -> None:
    refused = prepared.manage("demo", "reset")
    assert refused.returncode != 0
    assert "being served" in refused.stderr
    assert Visitor(address).get("/").status == 200
    assert "used as it is" in prepared.manage("demo", "prepare").stdout
