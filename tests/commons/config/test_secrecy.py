"""Values are given to those who ask, and to nobody else."""

import logging
import traceback
from collections.abc import Callable

import pytest

from poseidon.commons.config import ParameterConfig, ParameterError
from poseidon.commons.config import ssm as ssm_module
from tests.commons.conftest import Clock
from tests.support.ssm import PREFIX, Fault, SsmServer

SECRET = "c0rrect-h0rse"


@pytest.fixture
def loud(caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    """Every logger at DEBUG, as somebody sets it who looks for a fault."""
    caplog.set_level(logging.DEBUG)
    return caplog


def test_botocore_itself_would_log_the_value(
    ssm: SsmServer, config: ParameterConfig, loud: pytest.LogCaptureFixture
) -> None:
    ssm.put("SECRET_KEY", SECRET)
    loud.clear()  # the test's own putting was logged
    config.get_param("SECRET_KEY")
    parsers = logging.getLogger("botocore.parsers")
    guards, parsers.filters = parsers.filters, []
    config.refresh("SECRET_KEY")
    parsers.filters = guards
    assert SECRET in loud.text


def test_no_log_at_any_level_holds_the_value(
    ssm: SsmServer, config: ParameterConfig, clock: Clock, loud: pytest.LogCaptureFixture
) -> None:
    ssm.put("SECRET_KEY", SECRET, kind="SecureString")
    loud.clear()
    assert config.get_param("SECRET_KEY") == SECRET
    config.refresh("SECRET_KEY")
    clock.advance(331)
    with ssm.fault(Fault.DENY):
        assert config.get_param("SECRET_KEY") == SECRET
    assert "did not answer" in loud.text
    assert "botocore" in loud.text
    assert SECRET not in loud.text


def test_the_filter_is_added_once_however_many_clients_are_made(
    ssm: SsmServer, make_config: Callable[..., ParameterConfig]
) -> None:
    for _ in range(3):
        make_config(store=None).get_param("NAME", None)
    assert logging.getLogger("botocore.parsers").filters.count(ssm_module._drop_debug) == 1


def test_no_repr_holds_the_value(ssm: SsmServer, config: ParameterConfig) -> None:
    ssm.put("SECRET_KEY", SECRET)
    config.get_param("SECRET_KEY")
    answer = config._store.fetch([PREFIX + "SECRET_KEY"])
    assert isinstance(answer, ssm_module.Answer)
    assert answer.found
    seen = [config, config._cache, config._cache.entries, config._store, answer, config._cache._fetch]
    assert SECRET not in "".join(map(repr, seen))
    assert "known=1" in repr(config)


def everything_of(error: BaseException) -> str:
    """The longest traceback there is: all causes, and the variables of every frame of our code."""
    text, link = "", error
    while True:
        for frame, _ in traceback.walk_tb(link.__traceback__):
            if "/poseidon/" in frame.f_code.co_filename:
                text += repr(frame.f_locals)
        text += "".join(traceback.format_exception(link))
        cause = link.__cause__ or link.__context__
        if cause is None:
            return text
        link = cause


def test_no_error_page_holds_the_value(
    ssm: SsmServer, config: ParameterConfig, clock: Clock, environ: dict[str, str]
) -> None:
    ssm.put("SECRET_KEY", SECRET)
    config.get_param("SECRET_KEY")
    with pytest.raises(ParameterError) as not_a_number:
        config.get_int("SECRET_KEY")
    with pytest.raises(ParameterError) as beside_a_missing_one:
        config.get_params(["SECRET_KEY", "ABSENT"])
    clock.advance(4000)
    with ssm.fault(Fault.DENY), pytest.raises(ParameterError) as too_old:
        config.get_param("SECRET_KEY")
    for caught in (not_a_number, beside_a_missing_one, too_old):
        shown = everything_of(caught.value)
        assert "ParameterConfig" in shown  # the frames are looked at
        assert SECRET not in shown
