"""A password that is rotated under load fails no request."""

from tests.faults.experiments import password_rotates
from tests.faults.installation import Installation


def test_a_password_rotated_in_the_store_and_then_shard_by_shard_fails_no_request(site: Installation) -> None:
    told = password_rotates(site, rate=50, calm=0.7, gap=0.3)
    assert told.requests > 50
    assert told.failed == []
