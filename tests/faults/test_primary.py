"""A primary that dies takes its own tenants with it, clearly and quickly, and nobody else."""

from tests.faults.experiments import primary_dies
from tests.faults.installation import Installation


def test_its_tenants_are_told_to_come_back_and_all_others_are_served(site: Installation) -> None:
    told = primary_dies(site, rate=20, calm=0.5, length=1.5)
    assert told.refused == []
    assert told.retry_after == "5"
    assert told.others_failed == []
