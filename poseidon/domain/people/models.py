"""The people of a tenant: one row a person, whatever they do at however many conferences."""

from django.db import models

from poseidon.commons import legacy_fields as legacy
from poseidon.tenancy.api import TenantModel


class People(TenantModel):
    """A person; roles, abstracts and registrations refer to `pid`."""

    pid = models.AutoField("id", primary_key=True)
    first_name = legacy.text(100)
    last_name = legacy.text(100)
    title = legacy.text(50)
    degree = legacy.text(50)
    organisation = legacy.text(255)
    email = legacy.text(254)
    phone = legacy.text(50)
    city = legacy.text(100)
    country = legacy.text(100)
    biography = legacy.body()
    photo = legacy.text(500, help_text="Address of a picture.")
    public = legacy.flag()
    external_id = legacy.text(64)
    created_at = legacy.moment(auto_now_add=True)
    updated_at = legacy.moment(auto_now=True)

    class Meta:
        managed = False
        db_table = "people"
        verbose_name = "person"
        verbose_name_plural = "people"

    def __str__(self) -> str:
        return self.full_name

    @property
    def full_name(self) -> str:
        """First and last name, or the number where both are empty."""
        names = ((part or "").strip() for part in (self.first_name, self.last_name))
        return " ".join(filter(None, names)) or f"Person {self.pid}"
