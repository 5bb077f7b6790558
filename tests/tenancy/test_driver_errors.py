"""Which errors say that a connection, or a server, is gone."""

import pytest
from django.db import OperationalError

from poseidon.tenancy.driver_errors import is_connection_lost, is_lost


@pytest.mark.parametrize("code", [2002, 2006, 2013, 1053, 1077, 1927, 4031])
def test_a_connection_that_is_gone_is_a_server_out_of_reach_too(code: int) -> None:
    assert is_connection_lost(OperationalError(code, "gone"))
    assert is_lost(OperationalError(code, "gone"))


def test_too_many_connections_ends_none_that_is_open() -> None:
    assert not is_connection_lost(OperationalError(1040, "Too many connections"))
    assert is_lost(OperationalError(1040, "Too many connections"))


@pytest.mark.parametrize("error", [OperationalError(1213, "Deadlock"), OperationalError("no number")])
def test_what_was_asked_wrongly_is_no_loss(error: Exception) -> None:
    assert not is_lost(error)
