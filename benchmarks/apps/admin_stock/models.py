"""The people, as the product's model has them."""

from typing import Any

from django.db import models


def _text(length: int) -> Any:
    return models.CharField(max_length=length, null=True, blank=True)


class People(models.Model):
    """A person."""

    pid = models.AutoField(primary_key=True)
    first_name = _text(100)
    last_name = _text(100)
    title = _text(50)
    degree = _text(50)
    organisation = _text(255)
    email = _text(254)
    phone = _text(50)
    city = _text(100)
    country = _text(100)
    biography = models.TextField(null=True, blank=True)
    photo = _text(500)
    public = models.BooleanField(null=True, blank=True)
    external_id = _text(64)
    created_at = models.DateTimeField(null=True, blank=True)
    updated_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        managed = False
        db_table = "people"

    def __str__(self) -> str:
        return self.full_name

    @property
    def full_name(self) -> str:
        """As the product writes it."""
        names = ((part or "").strip() for part in (self.first_name, self.last_name))
        return " ".join(filter(None, names)) or f"Person {self.pid}"
