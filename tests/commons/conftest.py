"""A parameter store on HTTP, and configurations that ask it. No database."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from poseidon.commons.config import ParameterConfig
from poseidon.commons.config.ssm import ParameterStore, SsmClient, make_ssm_client
from tests.support.examples import use_unhurried_examples
from tests.support.ssm import PREFIX, SsmServer

use_unhurried_examples()


class Clock:
    """Seconds that pass only when told."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now

    def advance(self, seconds: float) -> None:
        self.now += seconds


@pytest.fixture(scope="session")
def ssm_server() -> Iterator[SsmServer]:
    server = SsmServer()
    yield server
    server.stop()


@pytest.fixture
def ssm(ssm_server: SsmServer, monkeypatch: pytest.MonkeyPatch) -> Iterator[SsmServer]:
    """An empty store, and an environment in which boto3 finds it."""
    ssm_server.reset()
    for name, value in ssm_server.environment().items():
        monkeypatch.setenv(name, value)
    yield ssm_server
    ssm_server.release()


@pytest.fixture(scope="session")
def shared_client(ssm_server: SsmServer) -> SsmClient:
    """One client as production makes it: making one takes longer than most tests."""
    with pytest.MonkeyPatch.context() as patch:
        for name, value in ssm_server.environment().items():
            patch.setenv(name, value)
        return make_ssm_client()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def environ() -> dict[str, str]:
    """The environment as `config` sees it: the prefix, and what the test adds."""
    return {"POSEIDON_SSM_PREFIX": PREFIX}


@pytest.fixture
def make_config(
    ssm: SsmServer, clock: Clock, environ: dict[str, str], shared_client: SsmClient
) -> Callable[..., ParameterConfig]:
    """Makes configurations that share store, clock and environment, as the processes of one machine do."""

    def make(**arguments: Any) -> ParameterConfig:
        store = ParameterStore(lambda: shared_client)
        return ParameterConfig(**{"environ": environ, "clock": clock, "store": store, **arguments})

    return make


@pytest.fixture
def config(make_config: Callable[..., ParameterConfig]) -> ParameterConfig:
    return make_config()


@pytest.fixture
def fresh_config(make_config: Callable[..., ParameterConfig]) -> ParameterConfig:
    """One that makes its own client at its first question."""
    return make_config(store=None)
