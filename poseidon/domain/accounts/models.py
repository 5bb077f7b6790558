"""The customer: one row of the shared accounts database."""

from django.db import models

from poseidon.commons import legacy_fields as legacy
from poseidon.tenancy.api import SharedManager


class Accounts(models.Model):
    """A customer of the platform; its acronym is the tenant's name. Not active: not served."""

    _DATABASE = "accounts"

    acronym = legacy.code(20, db_column="ACRONYM")
    name = legacy.text(75, db_column="ACCOUNTNAME")
    active = legacy.flag(default=True, db_column="ACTIVE")
    default_conference = legacy.text(20, db_column="DEFAULTCONF")
    contact_name = legacy.text(100, db_column="CONTACTNAME")
    contact_email = legacy.text(254, db_column="CONTACTEMAIL")
    created = legacy.moment(db_column="CREATED")

    objects = SharedManager()

    class Meta:
        managed = False
        db_table = "accounts"
        verbose_name = "account"
        verbose_name_plural = "accounts"

    def __str__(self) -> str:
        return self.name or self.acronym
