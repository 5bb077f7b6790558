"""A forced question, as after error 1045."""

import pytest

from poseidon.commons.config import ParameterConfig, ParameterMissing
from tests.commons.conftest import Clock
from tests.support.ssm import PREFIX, Fault, SsmServer


def test_refresh_gives_the_value_of_now(ssm: SsmServer, config: ParameterConfig) -> None:
    ssm.put("PASSWORD", "before the rotation")
    config.get_param("PASSWORD")
    ssm.put("PASSWORD", "after the rotation")
    assert config.get_param("PASSWORD") == "before the rotation"  # what stock caching would go on with
    assert config.refresh("PASSWORD") == "after the rotation"
    assert config.get_param("PASSWORD") == "after the rotation"


def test_refresh_is_granted_every_ten_seconds(ssm: SsmServer, config: ParameterConfig, clock: Clock) -> None:
    ssm.put("PASSWORD", "first")
    config.get_param("PASSWORD")
    ssm.calls.clear()
    for _ in range(50):
        config.refresh("PASSWORD")
    assert len(ssm.calls) == 1
    clock.advance(9)
    config.refresh("PASSWORD")
    assert len(ssm.calls) == 1
    ssm.put("PASSWORD", "second")
    clock.advance(2)
    assert config.refresh("PASSWORD") == "second"


def test_refresh_of_one_name_does_not_use_up_anothers(ssm: SsmServer, config: ParameterConfig) -> None:
    ssm.put("USERNAME", "old")
    ssm.put("PASSWORD", "old")
    config.preload(["USERNAME", "PASSWORD"])
    ssm.put("USERNAME", "new")
    ssm.put("PASSWORD", "new")
    assert config.refresh("PASSWORD") == "new"
    assert config.refresh("USERNAME") == "new"


def test_refresh_that_fails_leaves_the_value_and_is_limited_as_well(
    ssm: SsmServer, config: ParameterConfig
) -> None:
    ssm.put("PASSWORD", "old")
    config.get_param("PASSWORD")
    ssm.calls.clear()
    with ssm.fault(Fault.DENY):
        assert [config.refresh("PASSWORD") for _ in range(5)] == ["old"] * 5
    assert ssm.calls == [[PREFIX + "PASSWORD"]]


def test_refresh_finds_what_was_missing(ssm: SsmServer, config: ParameterConfig) -> None:
    assert config.get_param("NAME", None) is None
    ssm.put("NAME", "value")
    assert config.refresh("NAME") == "value"


def test_refresh_of_a_missing_name(ssm: SsmServer, config: ParameterConfig) -> None:
    assert config.refresh("NAME", "default") == "default"
    with pytest.raises(ParameterMissing):
        config.refresh("NAME")
    assert len(ssm.calls) == 1
