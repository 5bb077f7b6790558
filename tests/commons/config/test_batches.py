"""Many parameters in few questions."""

import pytest

from poseidon.commons.config import ParameterConfig, ParameterMissing
from tests.commons.conftest import Clock
from tests.support.ssm import PREFIX, Fault, SsmServer

NAMES = [f"NAME_{number}" for number in range(23)]


@pytest.fixture
def seeded(ssm: SsmServer) -> SsmServer:
    for name in NAMES:
        ssm.put(name, f"value of {name}")
    return ssm


def test_more_than_ten_names_are_asked_for_ten_at_a_time(seeded: SsmServer, config: ParameterConfig) -> None:
    assert config.get_params(NAMES) == {name: f"value of {name}" for name in NAMES}
    assert [len(call) for call in seeded.calls] == [10, 10, 3]
    assert {path for call in seeded.calls for path in call} == {PREFIX + name for name in NAMES}


def test_the_store_itself_refuses_eleven_names(seeded: SsmServer, config: ParameterConfig) -> None:
    # Why there are batches: one question for all would fail.
    answer = config._store.fetch([PREFIX + name for name in NAMES[:11]])
    assert "ValidationException" in repr(answer)


def test_preload_makes_later_reads_free(seeded: SsmServer, config: ParameterConfig) -> None:
    config.preload([*NAMES, "NOBODY_DEFINES_THIS"])
    seeded.calls.clear()
    for name in NAMES:
        config.get_param(name)
    assert config.get_param("NOBODY_DEFINES_THIS", None) is None
    assert seeded.calls == []


def test_a_name_given_twice_is_asked_for_once(seeded: SsmServer, config: ParameterConfig) -> None:
    config.preload(["NAME_1", "NAME_2", "NAME_1"])
    assert seeded.calls == [[PREFIX + "NAME_1", PREFIX + "NAME_2"]]


def test_only_unknown_names_are_asked_for(
    seeded: SsmServer, config: ParameterConfig, environ: dict[str, str]
) -> None:
    config.get_param("NAME_1")
    environ["NAME_2"] = "of the environment"
    seeded.calls.clear()
    config.get_params(["NAME_1", "NAME_2", "NAME_3"])
    assert seeded.calls == [[PREFIX + "NAME_3"]]


def test_one_error_names_all_that_are_missing(seeded: SsmServer, config: ParameterConfig) -> None:
    with pytest.raises(ParameterMissing) as caught:
        config.get_params(["NAME_1", "ABSENT_A", "NAME_2", "ABSENT_B"])
    assert f"{PREFIX}ABSENT_A, {PREFIX}ABSENT_B" in str(caught.value)
    assert PREFIX + "NAME_1" not in str(caught.value)


def test_missing_names_take_the_default_beside_found_ones(seeded: SsmServer, config: ParameterConfig) -> None:
    assert config.get_params(["NAME_1", "ABSENT"], "") == {"NAME_1": "value of NAME_1", "ABSENT": ""}


def test_names_that_expire_together_are_renewed_in_one_question(
    seeded: SsmServer, config: ParameterConfig, clock: Clock
) -> None:
    for name in NAMES[:8]:
        config.get_param(name)
    seeded.calls.clear()
    clock.advance(331)
    for name in NAMES[:8]:
        config.get_param(name)
    assert [len(call) for call in seeded.calls] == [8]


def test_a_name_that_may_not_be_read_takes_no_other_with_it(
    seeded: SsmServer, config: ParameterConfig
) -> None:
    with seeded.fault(Fault.DENY, when=lambda paths: PREFIX + "NAME_4" in paths):
        with pytest.raises(Exception, match=r"NAME_4 could not be read: AccessDeniedException"):
            config.preload(NAMES[:6])
        assert config.get_param("NAME_5") == "value of NAME_5"
    assert [len(call) for call in seeded.calls] == [6, 1, 1, 1, 1, 1, 1]


def test_a_name_that_may_not_be_read_is_not_asked_for_along_with_others_again(
    seeded: SsmServer, config: ParameterConfig, clock: Clock
) -> None:
    config.preload(["NAME_1", "NAME_2"])
    with seeded.fault(Fault.DENY, when=lambda paths: PREFIX + "NAME_2" in paths):
        clock.advance(331)
        config.get_param("NAME_1")
        seeded.calls.clear()
        clock.advance(331)
        config.get_param("NAME_1")
    assert seeded.calls == [[PREFIX + "NAME_1"]]


def test_an_outage_is_not_waited_for_once_per_batch(seeded: SsmServer, config: ParameterConfig) -> None:
    with (
        seeded.fault(Fault.NONSENSE),
        pytest.raises(Exception, match="NAME_0 could not be read: the answer does not mention"),
    ):
        config.preload(NAMES)
    assert len(seeded.calls) == 1
