"""What can stop a change from being recorded; the change is undone then."""

from django.db import DatabaseError


class HistoryNotReadyError(DatabaseError):
    """The tenant's database has no table for the records yet."""

    def __init__(self, alias: str) -> None:
        super().__init__(
            f"Nothing was written: {alias} has no table of changes (poseidon_changerecord), and no change "
            f"goes unrecorded. Make it with: manage.py migrate --database={alias}"
        )


class UnrecordedWriteError(TypeError):
    """A write of which nobody could say afterwards what it changed."""

    def __init__(self, what: str, alias: str) -> None:
        super().__init__(
            f"{what} on {alias} cannot be recorded, so nothing was written. Write the rows in another way, "
            "or say why no history is kept: with unrecorded(reason=…)."
        )
