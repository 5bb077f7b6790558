"""A replica that dies, hangs, stops or falls silent fails no read, and is read again when it is back."""

import pytest

from tests.faults.experiments import FAULTS, replica_fails
from tests.faults.installation import Installation


@pytest.mark.parametrize("fault", FAULTS)
def test_no_read_fails_and_the_replica_is_read_again(site: Installation, fault: str) -> None:
    told = replica_fails(site, fault, rate=25, calm=0.5, length=3.5)
    assert told.reads > 60
    assert told.failed == []
    assert told.served > 0
