"""Short-lived passwords: signed without a network, kept for a while, renewed before they end."""

import os
import subprocess
import sys
from typing import Any
from urllib.parse import parse_qs, urlsplit

import boto3
import pytest
from botocore.exceptions import NoCredentialsError

from poseidon.commons.config import ParameterError
from poseidon.commons.config.rds_tokens import HOLDS, KEPT, PAUSE, Login, RdsTokens

LOGIN = Login("db.example.org", 3306, "poseidon_app")


class Signer:
    """boto3's own client, counted; `keys` False: as where the role's keys cannot be had."""

    def __init__(self) -> None:
        self.asked, self.keys = 0, True
        self._client = boto3.session.Session(
            aws_access_key_id="test", aws_secret_access_key="test", region_name="eu-central-1"
        ).client("rds")

    def generate_db_auth_token(self, **login: Any) -> str:
        self.asked += 1
        if not self.keys:
            raise NoCredentialsError
        return f"{self._client.generate_db_auth_token(**login)}#{self.asked}"


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def signer() -> Signer:
    return Signer()


def test_token_names_the_login_and_holds_a_quarter_of_an_hour(signer: Signer) -> None:
    token = RdsTokens(lambda: signer).token(LOGIN)
    parts = urlsplit(f"//{token}")
    query = parse_qs(parts.query)
    assert (parts.hostname, parts.port) == (LOGIN.host, LOGIN.port)
    assert (query["Action"], query["DBUser"], query["X-Amz-Expires"]) == (["connect"], [LOGIN.user], ["900"])
    assert query["X-Amz-Signature"]


def test_token_is_kept_for_less_than_it_holds_and_then_signed_anew(signer: Signer) -> None:
    clock = Clock()
    tokens = RdsTokens(lambda: signer, clock=clock)
    first = tokens.token(LOGIN)
    clock.now = KEPT - 1
    assert tokens.token(LOGIN) == first
    clock.now = KEPT
    assert tokens.token(LOGIN) != first
    assert HOLDS < 900
    assert signer.asked == 2


def test_each_login_has_a_token_of_its_own(signer: Signer) -> None:
    tokens = RdsTokens(lambda: signer)
    assert len({tokens.token(LOGIN._replace(user=name)) for name in ("p_alpha", "p_beta")}) == 2


def test_refused_token_is_signed_anew(signer: Signer) -> None:
    tokens = RdsTokens(lambda: signer)
    refused = tokens.token(LOGIN)
    tokens.forget(LOGIN)
    assert tokens.token(LOGIN) != refused


def test_without_keys_the_last_token_serves_as_long_as_it_holds(signer: Signer) -> None:
    clock = Clock()
    tokens = RdsTokens(lambda: signer, clock=clock)
    last, signer.keys = tokens.token(LOGIN), False
    clock.now = HOLDS - 1
    assert tokens.token(LOGIN) == last
    clock.now = HOLDS
    with pytest.raises(ParameterError, match=r"poseidon_app on db\.example\.org:3306: NoCredentialsError"):
        tokens.token(LOGIN)


def test_keys_that_are_missing_are_not_looked_for_by_every_connection(
    signer: Signer, caplog: pytest.LogCaptureFixture
) -> None:
    clock, signer.keys = Clock(), False
    tokens = RdsTokens(lambda: signer, clock=clock)
    assert [tokens.password(LOGIN) for _ in range(3)] == [""] * 3
    assert signer.asked == 1
    assert "NoCredentialsError" in caplog.text
    clock.now, signer.keys = PAUSE, True
    assert tokens.password(LOGIN) == tokens.token(LOGIN) != ""


def test_child_process_makes_a_client_of_its_own(signer: Signer) -> None:
    made: list[int] = []
    tokens = RdsTokens(lambda: made.append(os.getpid()) or signer)
    tokens.token(LOGIN)
    child = os.fork()
    if child == 0:  # nothing of pytest may run here
        tokens.token(LOGIN._replace(user="other"))
        os._exit(0 if made[-1] == os.getpid() else 1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


def test_importing_makes_no_client() -> None:
    code = "import sys, poseidon.commons.config.rds_tokens; sys.exit('boto3' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
