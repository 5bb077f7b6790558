"""Tests of what only a server does are skipped where the run has none."""

import pytest
from django.db import connections


def pytest_runtest_setup(item: pytest.Item) -> None:
    if item.get_closest_marker("mysql") and connections["TESTCLIENT"].vendor != "mysql":
        pytest.skip("needs MySQL or MariaDB")
