"""settings.production with POSEIDON_DATABASE_AUTH=iam: what reaches the database at sign-in."""

import json
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.settings.test_production import PARAMETERS, run
from tests.support.certificates import Authority
from tests.support.rds_login import HOST, RdsLogin

pytestmark = pytest.mark.mysql

AWS = {"AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test", "AWS_DEFAULT_REGION": "eu-central-1"}
OPEN = """
import json, time, django
django.setup()
from django.db import connections
def enter(alias):
    wrapper = connections[alias]
    try:
        wrapper.get_new_connection(wrapper.get_connection_params()).close()
        return "in"
    except Exception as error:
        return str(error)
"""


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    return Authority.in_folder(tmp_path)


@pytest.fixture
def login(authority: Authority) -> Iterator[RdsLogin]:
    with RdsLogin(*authority.issue(HOST)).listening() as login:
        yield login


def enter(login: RdsLogin, authority: Authority, script: str, **more: str) -> list[str]:
    """What the process printed, as JSON."""
    given = {name: value for name, value in PARAMETERS.items() if name != "POSEIDON_DATABASE_PASSWORD"}
    given |= {f"DATABASE_{kind}_CONNECTION_STRING": f"{HOST}:{login.port}" for kind in ("RW", "RO")}
    given |= {"DATABASE_CA_BUNDLE": str(authority.path), "POSEIDON_DATABASE_AUTH": "iam", **AWS, **more}
    done = run("-c", OPEN + script, **given)
    assert done.returncode == 0, done.stderr
    for token in filter(None, login.passwords):
        assert token not in done.stdout + done.stderr
    told: list[str] = json.loads(done.stdout)
    return told


def test_a_signed_token_is_the_password_and_serves_every_alias_of_the_login(
    login: RdsLogin, authority: Authority
) -> None:
    script = "print(json.dumps([enter('default'), enter('ALPHA'), enter('BETA_RO')]))"
    assert enter(login, authority, script) == ["in"] * 3
    assert len(login.passwords) == 3
    [token] = set(login.passwords)
    parts = urlsplit(f"//{token}")
    assert (parts.hostname, parts.port) == (HOST, login.port)
    query = parse_qs(parts.query)
    assert query["DBUser"] == [PARAMETERS["POSEIDON_DATABASE_USERNAME"]] == [login.users[0]]
    assert query["X-Amz-Signature"]


def test_a_refused_token_is_signed_anew_and_tried(login: RdsLogin, authority: Authority) -> None:
    login.answer = lambda user, password, known=login.answer: (  # type: ignore[method-assign,misc]
        login.refused.update([password] if len(login.passwords) == 1 else ()) or known(user, password)
    )
    script = "first = enter('ALPHA'); time.sleep(1.1); print(json.dumps([first, enter('ALPHA')]))"
    assert enter(login, authority, script) == ["in", "in"]
    first, refused, renewed = login.passwords
    assert first == refused != renewed


def test_without_keys_access_is_denied_and_the_log_says_why(login: RdsLogin, authority: Authority) -> None:
    login.refused.add("")
    keyless = {"AWS_ACCESS_KEY_ID": "", "AWS_SECRET_ACCESS_KEY": "", "AWS_EC2_METADATA_DISABLED": "true"}
    script = "print(json.dumps([enter('ALPHA')]))"
    assert "1045" in enter(login, authority, script, **keyless)[0]


def test_tenants_with_users_of_their_own_have_tokens_of_their_own(
    login: RdsLogin, authority: Authority
) -> None:
    script = "print(json.dumps([enter('default'), enter('ALPHA'), enter('BETA')]))"
    assert enter(login, authority, script, TENANCY_DATABASE_USERS="per_tenant") == ["in"] * 3
    assert login.users == [PARAMETERS["POSEIDON_DATABASE_USERNAME"], "p_alpha", "p_beta"]
    assert len(set(login.passwords)) == 3


def test_no_token_leaves_for_a_server_without_tls_or_of_another_authority(authority: Authority) -> None:
    script = "print(json.dumps([enter('ALPHA')]))"
    certificate = authority.issue(HOST)
    with RdsLogin(*certificate, tls=False).listening() as plain:
        assert "2026" in enter(plain, authority, script)[0]
        assert plain.passwords == []
    with RdsLogin(*certificate).listening() as other:
        stranger = Authority(authority.folder, "stranger")
        assert "2026" in enter(other, stranger, script)[0]
        assert other.passwords == []


def test_loading_the_settings_signs_nothing() -> None:
    given = {name: value for name, value in PARAMETERS.items() if name != "POSEIDON_DATABASE_PASSWORD"}
    code = """
import sys
for name in [name for name in sys.modules if name.startswith(("boto3", "botocore"))]:
    del sys.modules[name]  # imported before this process was forked
import django
django.setup()
print("botocore" in sys.modules)
"""
    done = run("-c", code, **given, POSEIDON_DATABASE_AUTH="iam")  # and finds no keys
    assert done.stdout.strip() == "False", done.stderr


def test_unknown_way_to_sign_in_is_refused_at_the_start() -> None:
    done = run("-c", OPEN, **PARAMETERS, POSEIDON_DATABASE_AUTH="kerberos")
    assert done.returncode != 0
    assert "POSEIDON_DATABASE_AUTH" in done.stderr
