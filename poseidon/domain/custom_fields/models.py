"""Questions that a tenant asks beyond the columns there are, and the answers."""

from django.db import models

from poseidon.commons import legacy_fields as legacy
from poseidon.tenancy.api import Reference, TenantModel


class CstmFlds(TenantModel):
    """A custom field. `key` never changes: forms and exports refer to it. Private by default."""

    class Entity(models.TextChoices):
        CONFERENCE = "conference", "Conference"
        PERSON = "person", "Person"
        ABSTRACT = "abstract", "Abstract"
        SESSION = "session", "Session"
        REGISTRATION = "registration", "Registration"

    class Type(models.TextChoices):
        TEXT = "text", "Text"
        CHOICE = "choice", "Choice"
        CHOICES = "choices", "Multiple choice"
        NUMBER = "number", "Number"
        DATE = "date", "Date"
        YES_NO = "yesno", "Yes or no"

    class Visibility(models.TextChoices):
        STAFF = "staff", "Staff only"
        PERSON = "person", "Staff and the person"
        PUBLIC = "public", "Everybody"

    id = models.AutoField(primary_key=True)
    conference_code = legacy.text(8, "conference", db_column="cfcnf", help_text="Empty: every conference.")
    conference = Reference("poseidon.PlanionContainer", column="conference_code")
    key = legacy.text(50, db_column="fldkey")
    entity = legacy.text(20, choices=Entity.choices)
    label = legacy.text(255)
    type = legacy.text(20, choices=Type.choices, default=Type.TEXT, db_column="fldtype")
    choices = legacy.body(help_text="One choice a line.")
    order = models.IntegerField(null=True, blank=True, db_column="sortord")
    active = legacy.flag(default=True)
    visibility = legacy.text(10, choices=Visibility.choices, default=Visibility.STAFF)

    class Meta:
        managed = False
        db_table = "cstmflds"
        verbose_name = "custom field"

    def __str__(self) -> str:
        return self.label or self.key or f"Field {self.id}"


class CstmVals(TenantModel):
    """The answer of one row of the field's entity; `row_key` is its pid, id or conference code as text."""

    id = models.AutoField(primary_key=True)
    field = legacy.LegacyForeignKey(CstmFlds, db_column="fldid", related_name="values")
    row_key = legacy.text(20, "row", db_column="rowkey")
    value = legacy.body()

    class Meta:
        managed = False
        db_table = "cstmvals"
        verbose_name = "custom field value"

    def __str__(self) -> str:
        return self.value or ""
