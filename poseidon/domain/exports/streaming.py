"""The rows of a table from first to last, a batch at a time, in little memory.

First the keys of all rows that match, in order: eight bytes each. Then the rows, by their keys. So the file
holds the rows that matched when it was begun, each once, whatever is written meanwhile; a row deleted since
is left out. No cursor stays open on the server while a slow reader takes his time.

Keys are read KEYS_A_WINDOW at a time, each window as the table is then: of more rows than that, one whose
place in the order changes in these few seconds may be missed or be there twice.
"""

from array import array
from collections.abc import Iterator, Sequence
from typing import Final

from poseidon.commons.keyset import Keyset
from poseidon.domain.listings.columns import Column
from poseidon.domain.listings.reading import Batch, read_batch
from poseidon.domain.listings.table import Table
from poseidon.tenancy.api import TenantQuerySet, iterate_in_tenant, require_tenant

ROWS_A_BATCH: Final = 1_500
"""Their keys fit into a statement of 16 KB: a longer one would pin a session of RDS Proxy."""
KEYS_A_WINDOW: Final = 20_000


def stream(table: Table, ordered: Keyset, columns: Sequence[Column]) -> Iterator[Batch]:
    """The rows in batches, each read inside the tenant in which this was called, wherever it is consumed.

    NoTenantError outside a tenant. Queries: one a window of keys, and for each batch one and those of the
    columns' sources.
    """
    tenant = require_tenant(f"An export of {table.name}")
    return iterate_in_tenant(tenant, _batches(table.model.objects.all(), ordered, columns))


def _batches(rows: TenantQuerySet, ordered: Keyset, columns: Sequence[Column]) -> Iterator[Batch]:
    keys = array("q")
    for window in ordered.windows(KEYS_A_WINDOW):
        keys.extend(place[-1] for place in window)
    for start in range(0, len(keys), ROWS_A_BATCH):
        yield read_batch(rows, keys[start : start + ROWS_A_BATCH].tolist(), columns)
