"""Reads that may go to replicas, and yet show people their own writes.

`reads`: which server each database is read from during one request. `positions`: how far a server has got.
`staleness`: what may be read while a
primary is gone. `tokens`: what a person has written, carried in a signed cookie from one request to the next.
"""

from poseidon.tenancy.consistency.reads import (
    Reads,
    chosen_replica,
    current_reads,
    leave_replica,
    note_write,
    primary_required,
    reads_scope,
    staleness_of,
    use_primary,
)
from poseidon.tenancy.consistency.staleness import Staleness

__all__ = [
    "Reads",
    "Staleness",
    "chosen_replica",
    "current_reads",
    "leave_replica",
    "note_write",
    "primary_required",
    "reads_scope",
    "staleness_of",
    "use_primary",
]
