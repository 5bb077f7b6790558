"""Reading on from the primary when a replica fails in the middle of a request."""

from django.db import DatabaseError, InterfaceError, OperationalError, connections

from poseidon.tenancy.availability import report_lost
from poseidon.tenancy.blocks import explicit_block
from poseidon.tenancy.consistency import leave_replica, primary_required
from poseidon.tenancy.driver_errors import ACCESS_DENIED, code_of, is_lost
from poseidon.tenancy.errors import DatabaseUnavailableError
from poseidon.tenancy.registry import replica_of

CONNECTION_ERRORS = (OperationalError, InterfaceError)


def leave_lost_replica(primary: str, error: DatabaseError | InterfaceError) -> bool:
    """Whether a read that ended with `error` may be asked again, of the primary.

    Yes if a replica was lost outside any transaction: it is left for this request, and by this process until
    it is fit again. One that denies access is left for this request. Inside a transaction a read is never
    repeated: what was read before may have changed.
    """
    replica = replica_of(primary)
    known = isinstance(error, DatabaseUnavailableError) or code_of(error) == ACCESS_DENIED
    if replica is None or primary_required() or not (known or is_lost(error)):
        return False
    wrapper = connections[replica]
    if wrapper is connections[primary] or explicit_block(wrapper) or explicit_block(connections[primary]):
        return False
    if not known:
        report_lost(wrapper, f"was lost in the middle of a read ({code_of(error)})")
        wrapper.close()
    leave_replica(primary)
    return True
