"""What to do when a server is late, hung or gone, so that nobody else notices.

`endpoints`: which server an alias is on. `watch`: which servers are unfit now, and who looks whether they are
back. `probe`: how one is asked. `connecting`: what stands before each new connection.
"""

from poseidon.tenancy.availability.endpoints import endpoint_of, is_lost
from poseidon.tenancy.availability.watch import is_fit, report_lost, unfit_endpoints

__all__ = ["endpoint_of", "is_fit", "is_lost", "report_lost", "unfit_endpoints"]
