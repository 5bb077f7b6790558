"""Reads that may go to replicas, and yet show people their own writes.

`reads`: which server each database is read from during one request. `positions`: how far a server has got.
`tokens`: what a person has written, carried in a signed cookie from one request to the next.
"""

from poseidon.tenancy.consistency.reads import (
    Reads,
    chosen_replica,
    current_reads,
    leave_replica,
    note_write,
    primary_required,
    reads_scope,
    use_primary,
)

__all__ = [
    "Reads",
    "chosen_replica",
    "current_reads",
    "leave_replica",
    "note_write",
    "primary_required",
    "reads_scope",
    "use_primary",
]
