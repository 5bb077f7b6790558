"""Who comes to a conference, and what they owe for it."""

from django.db import models

from poseidon.commons import legacy_fields as legacy
from poseidon.tenancy.api import Reference, TenantModel


class Registration(TenantModel):
    """One person's registration for one conference; `amount` is in `currency` (ISO 4217)."""

    id = models.AutoField(primary_key=True, db_column="regid")
    pid = models.IntegerField("person", null=True, blank=True)
    person = Reference("poseidon.People", column="pid")
    conference_code = legacy.text(8, "conference", db_column="cfcnf")
    conference = Reference("poseidon.PlanionContainer", column="conference_code")
    category = legacy.text(50)
    status = legacy.text(20)
    amount = models.DecimalField(max_digits=10, decimal_places=2, null=True, blank=True)
    currency = legacy.text(3)
    paid = legacy.flag()
    registered_at = legacy.moment(db_column="regdate")
    cancelled_at = legacy.moment(db_column="canceldate")

    class Meta:
        managed = False
        db_table = "regist"

    def __str__(self) -> str:
        return f"Registration {self.id}"
