"""The journal of sagas, in the control database."""

from typing import ClassVar

from django.db import models

from poseidon.tenancy.saga.definition import NAME_LENGTH


class SagaRun(models.Model):
    """What became of one key of one saga. One row, so that each entry is one statement and cannot be half.

    `steps` is a list of `{"step", "state", "result"}` in the order in which they began, `state` being
    doing, done, failed (which changed nothing), undoing or undone, and `result` there once it was done.
    Whoever runs it is `owner` until `lease_until` (by the database's clock).
    """

    class State(models.TextChoices):
        RUNNING = "running", "Running"
        DONE = "done", "Done"
        UNDOING = "undoing", "Being undone"
        UNDONE = "undone", "Undone"
        STUCK = "stuck", "Stuck"

    UNFINISHED: ClassVar = (State.RUNNING, State.UNDOING, State.STUCK)

    _DATABASE = "default"
    _PREFER_READ_REPLICA = False

    saga = models.CharField(max_length=NAME_LENGTH)
    key = models.CharField(max_length=100)
    tenant = models.CharField(max_length=20, blank=True)
    payload = models.JSONField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.RUNNING)
    steps = models.JSONField(default=list)
    error = models.TextField(blank=True)
    attempt = models.PositiveIntegerField(default=1)
    owner = models.CharField(max_length=120, blank=True)
    lease_until = models.DateTimeField(null=True)
    began_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["saga", "key"], name="one_run_a_saga_and_key"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["state", "changed_at"], name="unfinished_sagas"),
        ]
        ordering: ClassVar[list[str]] = ["id"]

    def __str__(self) -> str:
        return f"{self.saga} {self.key}: {self.state}"
