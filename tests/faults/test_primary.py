"""A primary that dies takes its own tenants with it, clearly and quickly, and nobody else."""

from tests.faults.experiments import primary_dies
from tests.faults.installation import ALPHA, BETA, Installation


def test_its_tenants_are_told_to_come_back_and_all_others_are_served(site: Installation) -> None:
    told = primary_dies(site, rate=20, length=1.5)
    assert told.refused == []
    assert told.retry_after == "5"
    assert [answer for answer in told.old if answer.status != 200] == []
    assert {answer.alias for answer in told.old} == {f"{ALPHA}_RO", f"{BETA}_RO"}
    assert told.others_failed == []
    assert min(told.samples) > 10
