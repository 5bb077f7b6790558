"""Reading on from another server when one fails in the middle of a request."""

from collections.abc import Callable, Iterator
from typing import Any, Final, TypeVar

from django.db import DatabaseError, InterfaceError, OperationalError, connections

from poseidon.tenancy.availability import report_lost
from poseidon.tenancy.blocks import explicit_block
from poseidon.tenancy.consistency import Reads, current_reads, leave_replica, primary_required
from poseidon.tenancy.driver_errors import ACCESS_DENIED, code_of, is_lost
from poseidon.tenancy.errors import DatabaseUnavailableError
from poseidon.tenancy.registry import replica_of

CONNECTION_ERRORS: Final = (OperationalError, InterfaceError)
Lost = DatabaseError | InterfaceError
Answer = TypeVar("Answer")
_TRIES: Final = 3
"""How often a read is asked again: the primary, on a new connection to it, and the replica in its place."""


def ask_again(primary: str, read: Callable[[], Answer], error: Lost) -> Answer:
    """`read()`, which has just ended with `error`, asked again of whoever may answer in place of who failed;
    raises the last error where nobody may."""
    for _ in range(_TRIES):
        if not may_ask_again(primary, error):
            break
        try:
            return read()
        except CONNECTION_ERRORS as failed:
            error = failed
    raise error


def from_one_server(primary: str, items: Callable[[], Iterator[Answer]]) -> Iterator[Answer]:
    """`items()`, once more from another server where its own is lost before the first of them."""
    begun = False
    try:
        for item in items():
            begun = True
            yield item
    except CONNECTION_ERRORS as error:
        if begun or not may_ask_again(primary, error):
            raise
    else:
        return
    yield from items()


def may_ask_again(primary: str, error: Lost) -> bool:
    """Whether a read of `primary`, from wherever it was read, that ended with `error` may be asked again.

    Yes if a replica was lost outside any transaction: it is left for this request, and by this process until
    it is fit again. One that denies access is left for this request. Yes if the primary was lost, and the
    request may be answered from a replica in its place. Inside a transaction a read is never repeated: what
    was read before may have changed.
    """
    replica, reads = replica_of(primary), current_reads()
    if replica is None or primary_required() or not (_is_known(error) or is_lost(error)):
        return False
    ours, theirs = connections[replica], connections[primary]
    if ours is theirs or explicit_block(ours) or explicit_block(theirs):
        return False
    if reads is not None and _alias_of(error, reads.choices.get(primary)) == primary:
        return _may_leave_primary(reads, primary, error)
    if not _is_known(error):
        report_lost(ours, f"was lost in the middle of a read ({code_of(error)})")
        ours.close()
    leave_replica(primary)
    return True


def _may_leave_primary(reads: Reads, primary: str, error: Lost) -> bool:
    if code_of(error) == ACCESS_DENIED or not reads.may_be_stale:
        return False
    if _alias_of(error, None) is not None:  # it let nobody in
        return reads.read_stale(primary)
    connections[primary].close()  # this connection is gone; the next one will tell whether the server is
    return True


def _is_known(error: Lost) -> bool:
    """Whether nothing is to be reported: the server is left alone already, or lives and denies access."""
    return isinstance(error, DatabaseUnavailableError) or code_of(error) == ACCESS_DENIED


def _alias_of(error: Lost, otherwise: str | None) -> str | None:
    """The alias that let nobody in, as `connecting` says; `otherwise` where a connection was lost."""
    for one in (error, error.__cause__):
        alias: Any = getattr(one, "alias", None)
        if alias is not None:
            return str(alias)
    return otherwise
