"""A parameter changed to what cannot be read while the platform runs harms nobody."""

import logging
import threading

import pytest

from poseidon.commons.config.errors import ParameterInvalid
from poseidon.commons.config.last_good import LastGood
from poseidon.commons.config.parsing import parse_tenant_list

NAME = "PLANSTONE_TENANTS_LIST"


def test_without_it_one_bad_name_takes_the_whole_list() -> None:
    with pytest.raises(ValueError, match="no tenant name"):
        parse_tenant_list("ALPHA,be ta")


def test_last_good_value_is_served_and_the_error_logged_once(caplog: pytest.LogCaptureFixture) -> None:
    read = LastGood(parse_tenant_list)
    before = read(NAME, "ALPHA,BETA")
    for _ in range(5):
        assert read(NAME, "ALPHA,be ta") is before
    (record,) = caplog.records
    assert record.levelno == logging.ERROR
    assert record.getMessage().startswith(
        f"Parameter {NAME} was changed to what cannot be read: 'be ta' is no tenant name"
    )


def test_each_bad_value_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    read = LastGood(parse_tenant_list)
    before = read(NAME, "ALPHA")
    assert read(NAME, "be ta") == read(NAME, "7") == before
    assert len(caplog.records) == 2


def test_mended_value_is_taken_up() -> None:
    read = LastGood(parse_tenant_list)
    read(NAME, "ALPHA")
    read(NAME, "be ta")
    assert read(NAME, "ALPHA,BETA") == {"ALPHA", "BETA"}


def test_first_value_that_is_bad_is_refused(caplog: pytest.LogCaptureFixture) -> None:
    read = LastGood(parse_tenant_list)
    for _ in range(2):
        with pytest.raises(ParameterInvalid, match=f"Parameter {NAME} cannot be read: 'be ta' is no tenant"):
            read(NAME, "be ta")
    assert read(NAME, "BETA") == {"BETA"}
    assert caplog.records == []


def test_names_are_remembered_apart() -> None:
    read = LastGood(parse_tenant_list)
    read("ONE", "ALPHA")
    read("TWO", "BETA")
    assert read("ONE", "?") == {"ALPHA"}
    assert read("TWO", "?") == {"BETA"}


def test_unchanged_text_is_parsed_once_by_all_threads() -> None:
    parsed: list[str] = []
    barrier = threading.Barrier(8)

    def parse(text: str) -> object:
        parsed.append(text)
        return object()

    read = LastGood(parse)
    seen: list[object] = []

    def ask() -> None:
        text = bytearray(b"ALPHA").decode()  # a new text each, as the environment gives
        barrier.wait()
        seen.extend(read(NAME, text) for _ in range(200))

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert parsed == ["ALPHA"]
    assert len(set(map(id, seen))) == 1
