"""The conference, which the older product calls a container."""

import datetime as dt
import zoneinfo

from django.db import models

from poseidon.commons import legacy_fields as legacy
from poseidon.domain.conferences.zones import Zone
from poseidon.tenancy.api import Reference, TenantModel


class PlanionContainer(TenantModel):
    """One conference of the tenant; everything else carries its `code`.

    `date` to `dateend` is what is announced, `scheduled_start` to `scheduled_end` the days with sessions.
    """

    code = legacy.code(8, db_column="cfcnf")
    name = legacy.text(100, db_column="cfname")
    sponsor = legacy.text(50, help_text="Acronym of the account that pays for it.")
    sponsor_account = Reference("poseidon.Accounts", column="sponsor", to="acronym")
    date = legacy.day("first day")
    dateend = legacy.day("last day")
    confattend = models.DecimalField("attendance", max_digits=5, decimal_places=0, null=True, blank=True)
    cityid = legacy.text(6, "city")
    city = Reference("poseidon.City", column="cityid")
    scheduled_start = legacy.day("programme from", db_column="schedstart")
    scheduled_end = legacy.day("programme to", db_column="schedend")
    venue = legacy.text(200)
    timezone = legacy.text(64, "time zone", help_text="Name as in Europe/Berlin.")
    website = legacy.text(255, "web address")
    registration_deadline = legacy.day(db_column="regdeadline")
    abstract_deadline = legacy.day(db_column="absdeadline")
    active = legacy.flag(default=True)
    public = legacy.flag()
    created_at = legacy.moment(auto_now_add=True)
    updated_at = legacy.moment(auto_now=True)

    class Meta:
        managed = False
        db_table = "confrnce"
        verbose_name = "conference"

    def __str__(self) -> str:
        return self.name or self.code

    @property
    def tzinfo(self) -> dt.tzinfo:
        """Its time zone; UTC where the column is empty or names none that exists."""
        try:
            return Zone((self.timezone or "").strip() or "UTC")
        except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
            return dt.UTC
