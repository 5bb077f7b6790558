"""Log records that say for which tenant they were written."""

import logging

from poseidon.tenancy.labels import tenant_name


class TenantFilter(logging.Filter):
    """Sets `record.tenant` for formatters: the tenant in context, `-` outside all; drops nothing.

    Put it on handlers, which see every logger's records: a filter on a logger misses its children's. It runs
    where the record is made, so a QueueHandler needs it too: its listener's thread has no tenant. What
    `extra={"tenant": …}` says is kept: code that works for many tenants knows better.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        """True, always."""
        if getattr(record, "tenant", None) is None:
            record.tenant = tenant_name()
        return True
