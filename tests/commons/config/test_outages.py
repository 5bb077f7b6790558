"""Each way in which a store can fail, over real sockets."""

import socket
from collections.abc import Callable

import pytest
from botocore.retries.standard import ExponentialBackoff

from poseidon.commons.config import ParameterConfig, ParameterStoreUnavailable
from poseidon.commons.config.ssm import ParameterStore, make_ssm_client
from tests.commons.conftest import Clock
from tests.support.ssm import PREFIX, Fault, SsmServer


@pytest.fixture(autouse=True)
def _attempts_follow_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """The waits between attempts are botocore's own: random, up to two seconds."""
    monkeypatch.setattr(ExponentialBackoff, "delay_amount", lambda self, context: 0.01)


def test_throttling_is_tried_again(ssm: SsmServer, config: ParameterConfig) -> None:
    ssm.put("NAME", "value")
    with ssm.fault(Fault.THROTTLE, times=2):
        assert config.get_param("NAME") == "value"
    assert len(ssm.calls) == 3


@pytest.mark.parametrize(
    ("fault", "cause"),
    [
        (Fault.THROTTLE, "ThrottlingException: Rate exceeded"),
        (Fault.BREAK, "InternalServerError"),
        (Fault.RESET, "ConnectionClosedError"),
    ],
)
def test_after_three_attempts_the_stale_value_serves_and_without_one_the_error_tells_why(
    ssm: SsmServer, config: ParameterConfig, clock: Clock, fault: Fault, cause: str
) -> None:
    ssm.put("NAME", "old")
    config.get_param("NAME")
    ssm.calls.clear()
    clock.advance(331)
    with ssm.fault(fault):
        assert config.get_param("NAME") == "old"
        assert len(ssm.calls) == 3
        clock.advance(3931)
        with pytest.raises(ParameterStoreUnavailable, match=f"{PREFIX}NAME could not be read: {cause}"):
            config.get_param("NAME")


def test_a_store_that_hangs_is_given_up(ssm: SsmServer, make_config: Callable[..., ParameterConfig]) -> None:
    # boto3's own limit is a minute to connect and another to read, times the attempts; ours is below.
    config = make_config(store=ParameterStore(lambda: make_ssm_client(read_timeout=0.3)))
    with ssm.fault(Fault.HANG), pytest.raises(ParameterStoreUnavailable, match="ReadTimeoutError"):
        config.get_param("NAME")
    assert len(ssm.calls) == 3


def test_the_client_waits_for_seconds_only(ssm: SsmServer) -> None:
    limits = make_ssm_client().meta.config  # type: ignore[attr-defined]  # boto3's own
    assert (limits.connect_timeout, limits.read_timeout) == (1, 2)
    assert limits.retries == {"mode": "standard", "total_max_attempts": 3}


def test_a_store_that_cannot_be_reached_is_named_with_the_cause(
    fresh_config: ParameterConfig, monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    monkeypatch.setenv("AWS_ENDPOINT_URL_SSM", f"http://127.0.0.1:{port}")
    with pytest.raises(ParameterStoreUnavailable) as caught:
        fresh_config.get_param("NAME")
    message = str(caught.value)
    assert f"{PREFIX}NAME could not be read: EndpointConnectionError" in message
    assert f"127.0.0.1:{port}" in message
    assert "set the environment variable NAME" in message


def test_a_default_does_not_hide_an_outage(ssm: SsmServer, config: ParameterConfig) -> None:
    # "" for PLANSTONE_TENANT_SHARDS would send every tenant to the wrong server.
    with ssm.fault(Fault.DENY), pytest.raises(ParameterStoreUnavailable):
        config.get_param("PLANSTONE_TENANT_SHARDS", "")


def test_with_nothing_known_an_outage_is_remembered_for_five_seconds(
    ssm: SsmServer, config: ParameterConfig, clock: Clock
) -> None:
    ssm.put("NAME", "value")
    with ssm.fault(Fault.DENY):
        for _ in range(3):
            with pytest.raises(ParameterStoreUnavailable):
                config.get_param("NAME")
    assert len(ssm.calls) == 1
    clock.advance(6)
    assert config.get_param("NAME") == "value"


def test_a_200_that_does_not_speak_of_the_name_is_not_taken_for_missing(
    ssm: SsmServer, config: ParameterConfig
) -> None:
    with ssm.fault(Fault.NONSENSE), pytest.raises(ParameterStoreUnavailable, match="does not mention"):
        config.get_param("NAME", "default")


@pytest.mark.parametrize(
    ("variables", "cause"),
    [
        (["AWS_DEFAULT_REGION", "AWS_REGION"], "NoRegionError"),
        (["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"], "NoCredentialsError"),
    ],
)
def test_an_incomplete_aws_environment_is_an_outage_with_its_cause(
    ssm: SsmServer,
    fresh_config: ParameterConfig,
    monkeypatch: pytest.MonkeyPatch,
    variables: list[str],
    cause: str,
) -> None:
    for variable in variables:
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setenv("AWS_CONFIG_FILE", "/nowhere")
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", "/nowhere")
    with pytest.raises(ParameterStoreUnavailable, match=cause):
        fresh_config.get_param("NAME")
    assert ssm.calls == []
