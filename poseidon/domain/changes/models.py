"""What changed in a tenant's rows, kept beside them."""

from django.db import models

from poseidon.domain.changes.fields import Utf8CodeField, Utf8Field
from poseidon.tenancy.api import TenantModel

ACTOR_LENGTH = 150
LABEL_LENGTH = 200


class ChangeRecord(TenantModel):
    """One change of one row: who, when, what, before and after.

    `before` and `after` hold the columns that changed, as JSON by the model's names for them: decimals, dates
    and moments (UTC) as text, long texts cut (see `values`). Of a new row `after` has what is not NULL, of a
    deleted one `before` has. Written in the transaction of the change, and never changed.
    """

    class Action(models.TextChoices):
        CREATE = "create", "Created"
        CHANGE = "change", "Changed"
        DELETE = "delete", "Deleted"

    class Source(models.TextChoices):
        PAGE = "page", "Page"
        ADMIN = "admin", "Admin"
        IMPORT = "import", "Import"
        COMMAND = "command", "Command"
        API = "api", "API"
        SYSTEM = "system", "System"

    _HISTORY = False

    id = models.BigAutoField(primary_key=True)
    at = models.DateTimeField()
    actor = Utf8Field(max_length=ACTOR_LENGTH, help_text="The person's name then, or the command.")
    actor_id = models.IntegerField(null=True, blank=True, help_text="The user in the control database.")
    source = Utf8Field(max_length=10, choices=Source.choices)
    request_id = Utf8Field(max_length=64, blank=True)
    action = Utf8Field(max_length=10, choices=Action.choices)
    entity = Utf8Field(max_length=50, help_text="The model's name.")
    row_key = Utf8Field(max_length=64)
    row_label = Utf8Field(max_length=LABEL_LENGTH, help_text="What the row was called after the change.")
    conference_code = Utf8CodeField(max_length=20, null=True, blank=True)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)

    class Meta:
        db_table = "poseidon_changerecord"
        indexes = [
            models.Index(fields=["entity", "row_key", "at"], name="change_row"),
            models.Index(fields=["at"], name="change_at"),
            models.Index(fields=["actor", "at"], name="change_actor"),
            models.Index(fields=["conference_code", "at"], name="change_conference"),
        ]
        verbose_name = "change"

    def __str__(self) -> str:
        return f"{self.entity} {self.row_key}: {self.action} by {self.actor}"
