"""A list that is too long for one parameter goes on in the next."""

import logging

import pytest

from poseidon.commons.config import ParameterConfig, ParameterMissing, ParameterStoreUnavailable
from poseidon.commons.config.databases import parse_tenant_list, parse_tenant_shards
from tests.commons.conftest import Clock
from tests.support.ssm import PREFIX, Fault, SsmServer

LIST, SHARDS = "PLANSTONE_TENANTS_LIST", "PLANSTONE_TENANT_SHARDS"
TENANTS = [f"CUSTOMER_{number:05}" for number in range(10_000)]
PART = 4096  # what SSM takes at most; moto would take more


def parts_of(items: list[str], size: int = PART) -> list[str]:
    """The items as texts of at most `size` characters each."""
    parts = [""]
    for item in items:
        longer = f"{parts[-1]},{item}".lstrip(",")
        if len(longer) > size:
            parts.append(item)
        else:
            parts[-1] = longer
    return parts


def put(ssm: SsmServer, name: str, parts: list[str]) -> None:
    for number, part in enumerate(parts, 1):
        ssm.put(name if number == 1 else f"{name}_{number}", part)


@pytest.mark.slow
def test_ten_thousand_tenants_and_their_shards_are_read_in_few_questions(
    ssm: SsmServer, config: ParameterConfig, clock: Clock
) -> None:
    names, shards = (
        parts_of(TENANTS),
        parts_of([f"{name}=eu-{int(name[-1])}" for name in TENANTS], size=2 * PART),
    )
    put(ssm, LIST, names)
    put(ssm, SHARDS, shards)
    assert (len(names), len(shards)) == (37, 25)
    assert parse_tenant_list(config.get_continued(LIST)) == set(TENANTS)
    placed = parse_tenant_shards(config.get_continued(SHARDS))
    assert len(placed) == 10_000
    assert placed["CUSTOMER_09999"] == "eu-9"
    assert len(ssm.calls) <= 2 + 4 + 2 + 3  # the first part, the second, and then ten at a time
    ssm.calls.clear()
    clock.advance(331)
    config.get_continued(LIST)
    config.get_continued(SHARDS)
    assert len(ssm.calls) <= 8, "38 and 26 names, ten a question, and one for names that came along"


def test_in_between_nothing_is_asked_and_nothing_joined_anew(
    ssm: SsmServer, config: ParameterConfig, clock: Clock
) -> None:
    put(ssm, LIST, ["ALPHA,BETA", "GAMMA"])
    first = config.get_continued(LIST)
    ssm.calls.clear()
    clock.advance(200)  # the answer "there is no third" is older by now than such answers hold
    assert config.get_continued(LIST) is first
    assert ssm.calls == []


def test_short_list_asks_for_its_continuation_once_a_lifetime(
    ssm: SsmServer, config: ParameterConfig, clock: Clock
) -> None:
    put(ssm, LIST, ["ALPHA"])
    config.get_continued(LIST)
    for _ in range(2):
        ssm.calls.clear()
        clock.advance(331)
        assert config.get_continued(LIST) == "ALPHA"
        assert ssm.calls == [[PREFIX + LIST, f"{PREFIX}{LIST}_2"]]


def test_part_that_is_added_counts_when_the_list_is_read_anew(
    ssm: SsmServer, config: ParameterConfig, clock: Clock
) -> None:
    put(ssm, LIST, ["ALPHA"])
    config.get_continued(LIST)
    put(ssm, LIST, ["ALPHA", "BETA", "GAMMA"])
    clock.advance(331)
    assert config.get_continued(LIST) == "ALPHA,BETA,GAMMA"


def test_part_that_is_taken_away_ends_the_list_there(
    ssm: SsmServer, config: ParameterConfig, clock: Clock
) -> None:
    put(ssm, LIST, ["ALPHA", "BETA", "GAMMA"])
    assert config.get_continued(LIST) == "ALPHA,BETA,GAMMA"
    ssm.delete(f"{LIST}_2")
    clock.advance(331)
    assert config.get_continued(LIST) == "ALPHA"


def test_list_in_the_environment_goes_on_there_and_the_store_is_not_asked(
    ssm: SsmServer, config: ParameterConfig, environ: dict[str, str]
) -> None:
    put(ssm, LIST, ["OF_THE_STORE", "OF_THE_STORE_2"])
    environ.update({LIST: "ALPHA", f"{LIST}_2": "BETA"})
    assert config.get_continued(LIST) == "ALPHA,BETA"
    del environ[f"{LIST}_2"]
    assert config.get_continued(LIST) == "ALPHA"
    assert ssm.calls == []


def test_without_the_first_part_there_is_none(ssm: SsmServer, config: ParameterConfig) -> None:
    ssm.put(f"{LIST}_2", "BETA")
    assert config.get_continued(LIST, "") == ""
    with pytest.raises(ParameterMissing, match=f"{PREFIX}{LIST}"):
        config.get_continued(LIST)
    assert ssm.calls == [[PREFIX + LIST]]


def test_without_a_store_it_is_missing_or_the_default() -> None:
    config = ParameterConfig(environ={})
    assert config.get_continued(LIST, "ALPHA") == "ALPHA"
    with pytest.raises(ParameterMissing, match=LIST):
        config.get_continued(LIST)


def test_while_the_store_is_silent_the_whole_list_stays(
    ssm: SsmServer, config: ParameterConfig, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    put(ssm, LIST, ["ALPHA", "BETA"])
    config.get_continued(LIST)
    with caplog.at_level(logging.WARNING), ssm.fault(Fault.NONSENSE):
        clock.advance(331)
        assert config.get_continued(LIST) == "ALPHA,BETA"
        clock.advance(3700)
        with pytest.raises(ParameterStoreUnavailable, match=LIST):
            config.get_continued(LIST)
    clock.advance(6)
    assert config.get_continued(LIST) == "ALPHA,BETA"


def test_store_asked_on_demand_gives_the_list_anew(ssm: SsmServer, config: ParameterConfig) -> None:
    put(ssm, LIST, ["ALPHA", "BETA"])
    config.get_continued(LIST)
    ssm.put(f"{LIST}_2", "GAMMA")
    config.refresh(f"{LIST}_2")
    assert config.get_continued(LIST) == "ALPHA,GAMMA"
    config.forget()
    assert config.get_continued(LIST) == "ALPHA,GAMMA"
