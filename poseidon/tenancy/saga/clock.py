"""The control database's clock, by which leases are measured: web servers' clocks differ, and jump."""

from typing import Any

from django.db import models


class UtcNow(models.Func):
    """Now in UTC with microseconds, as Django stores it, whatever the session's time zone."""

    template = "UTC_TIMESTAMP(6)"
    output_field = models.DateTimeField()

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        """A moment that knows its zone; PostgreSQL's NOW() is when the transaction began."""
        return self.as_sql(compiler, connection, template="CLOCK_TIMESTAMP()", **context)

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        """SQLite has milliseconds and knows UTC only."""
        template = "STRFTIME('%%%%Y-%%%%m-%%%%d %%%%H:%%%%M:%%%%f', 'NOW')"
        return self.as_sql(compiler, connection, template=template, **context)
