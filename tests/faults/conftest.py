"""One installation for all tests of this folder: each puts right what it broke."""

from collections.abc import Iterator

import pytest

from tests.faults.installation import Installation


@pytest.fixture(scope="package")
def running() -> Iterator[Installation]:
    with Installation() as site:
        yield site


@pytest.fixture
def site(running: Installation) -> Iterator[Installation]:
    """With all well before and after; what Poseidon logged meanwhile is shown where a test fails."""
    known = running.log.stat().st_size
    yield running
    print(running.log.read_bytes()[known:].decode(errors="replace")[-6000:])
    running.heal()
