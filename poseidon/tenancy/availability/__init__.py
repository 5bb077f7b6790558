"""What to do when a server is late, hung or gone, so that nobody else notices.

`endpoints`: which server an alias is on. `watch`: which servers are unfit now, and who looks whether they are
back. `probe`: how one is asked. `links`: the open connections, to cut those to a server that hangs.
`connecting`: what stands before each new connection.
"""

from poseidon.tenancy.availability.connecting import is_gone, is_usable
from poseidon.tenancy.availability.endpoints import endpoint_of
from poseidon.tenancy.availability.watch import any_unfit, level_at, report_lost, unfit_endpoints

__all__ = [
    "any_unfit",
    "endpoint_of",
    "is_gone",
    "is_usable",
    "level_at",
    "report_lost",
    "unfit_endpoints",
]
