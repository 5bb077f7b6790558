"""How long an answer holds, while the store answers and while it does not. The clock is the test's."""

import logging
from collections.abc import Callable

import pytest

from poseidon.commons.config import ParameterConfig, ParameterMissing, ParameterStoreUnavailable
from poseidon.commons.config.lifetimes import Lifetimes
from tests.commons.conftest import Clock
from tests.support.ssm import PREFIX, Fault, SsmServer

BEFORE_EXPIRY = 269  # 300 s, less the jitter
AFTER_EXPIRY = 331  # 300 s, and the jitter
HOUR = 3600


def test_a_value_is_asked_for_again_after_five_minutes(
    ssm: SsmServer, config: ParameterConfig, clock: Clock
) -> None:
    ssm.put("NAME", "first")
    config.get_param("NAME")
    ssm.put("NAME", "second")
    clock.advance(BEFORE_EXPIRY)
    assert config.get_param("NAME") == "first"
    clock.advance(AFTER_EXPIRY - BEFORE_EXPIRY)
    assert config.get_param("NAME") == "second"
    assert len(ssm.calls) == 2


def test_processes_that_start_together_do_not_expire_together(
    ssm: SsmServer, make_config: Callable[..., ParameterConfig]
) -> None:
    ssm.put("NAME", "value")
    ends = set()
    for _ in range(8):
        config = make_config()
        config.get_param("NAME")
        ends.add(config._cache.entries["NAME"].usable_until)
    assert len(ends) == 8


def test_a_missing_parameter_is_remembered_for_half_a_minute(
    ssm: SsmServer, config: ParameterConfig, clock: Clock
) -> None:
    assert config.get_param("NAME", None) is None
    ssm.put("NAME", "value")
    clock.advance(26)
    assert config.get_param("NAME", None) is None
    with pytest.raises(ParameterMissing):
        config.get_param("NAME")
    assert len(ssm.calls) == 1
    clock.advance(8)
    assert config.get_param("NAME", None) == "value"


def test_a_parameter_that_was_deleted_becomes_missing(
    ssm: SsmServer, config: ParameterConfig, clock: Clock
) -> None:
    ssm.put("NAME", "value")
    config.get_param("NAME")
    ssm.delete("NAME")
    clock.advance(AFTER_EXPIRY)
    with pytest.raises(ParameterMissing):
        config.get_param("NAME")


def test_a_stale_value_serves_while_the_store_is_denied(
    ssm: SsmServer, config: ParameterConfig, clock: Clock
) -> None:
    ssm.put("NAME", "old")
    config.get_param("NAME")
    clock.advance(AFTER_EXPIRY)
    with ssm.fault(Fault.DENY):
        assert config.get_param("NAME") == "old"


def test_a_failing_store_is_asked_again_every_half_minute_and_not_more(
    ssm: SsmServer, config: ParameterConfig, clock: Clock
) -> None:
    ssm.put("NAME", "old")
    config.get_param("NAME")
    ssm.calls.clear()
    clock.advance(AFTER_EXPIRY)
    with ssm.fault(Fault.DENY):
        for _ in range(5):
            config.get_param("NAME")
        clock.advance(29)
        config.get_param("NAME")
        assert len(ssm.calls) == 1
        clock.advance(2)
        config.get_param("NAME")
        assert len(ssm.calls) == 2


def test_a_store_that_answers_again_is_believed_again(
    ssm: SsmServer, config: ParameterConfig, clock: Clock
) -> None:
    ssm.put("NAME", "old")
    config.get_param("NAME")
    clock.advance(AFTER_EXPIRY)
    with ssm.fault(Fault.DENY):
        config.get_param("NAME")
    ssm.put("NAME", "new")
    clock.advance(31)
    assert config.get_param("NAME") == "new"


def test_a_stale_value_serves_for_an_hour_and_no_longer(
    ssm: SsmServer, config: ParameterConfig, clock: Clock
) -> None:
    ssm.put("NAME", "old")
    config.get_param("NAME")
    with ssm.fault(Fault.DENY):
        clock.advance(BEFORE_EXPIRY + HOUR)
        assert config.get_param("NAME") == "old"
        clock.advance(AFTER_EXPIRY - BEFORE_EXPIRY)
        with pytest.raises(ParameterStoreUnavailable, match=f"{PREFIX}NAME could not be read: AccessDenied"):
            config.get_param("NAME")


def test_the_pause_between_questions_does_not_stretch_the_hour(
    ssm: SsmServer, make_config: Callable[..., ParameterConfig], clock: Clock
) -> None:
    config = make_config(lifetimes=Lifetimes(jitter=0))
    ssm.put("NAME", "old")
    config.get_param("NAME")
    with ssm.fault(Fault.DENY):
        clock.advance(300 + HOUR - 1)
        assert config.get_param("NAME") == "old"
        clock.advance(2)
        with pytest.raises(ParameterStoreUnavailable):
            config.get_param("NAME")


def test_that_a_parameter_is_missing_also_serves_stale(
    ssm: SsmServer, config: ParameterConfig, clock: Clock
) -> None:
    assert config.get_param("OPTIONAL", "default") == "default"
    clock.advance(AFTER_EXPIRY)
    with ssm.fault(Fault.DENY):
        assert config.get_param("OPTIONAL", "default") == "default"


def test_staleness_is_logged_once_an_outage_and_its_end_once(
    ssm: SsmServer, config: ParameterConfig, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, logger="poseidon")
    ssm.put("NAME", "s3cret")
    config.get_param("NAME")
    clock.advance(AFTER_EXPIRY)
    with ssm.fault(Fault.DENY):
        for _ in range(4):
            config.get_param("NAME")
            clock.advance(31)
    config.get_param("NAME")
    config.get_param("NAME")
    ours = [record for record in caplog.records if record.name.startswith("poseidon")]
    assert [record.levelname for record in ours] == ["WARNING", "INFO"]
    assert "Parameter NAME: the store did not answer (AccessDeniedException" in ours[0].getMessage()
    assert "331 s ago" in ours[0].getMessage()
    assert "s3cret" not in caplog.text


def test_a_second_outage_is_logged_again(
    ssm: SsmServer, config: ParameterConfig, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    ssm.put("NAME", "value")
    for _ in range(2):
        clock.advance(AFTER_EXPIRY)
        config.get_param("NAME")
        clock.advance(AFTER_EXPIRY)
        with ssm.fault(Fault.DENY):
            config.get_param("NAME")
    assert caplog.text.count("did not answer") == 2
