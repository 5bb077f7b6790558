"""What can come between reading a row and writing it."""

from collections.abc import Sequence

from poseidon.domain.editing.merging import Difference
from poseidon.tenancy.api import require_tenant


class EditError(Exception):
    """A row could not be edited as it was asked for; nothing was written."""


class EditConflictError(EditError):
    """Somebody else changed the same values since they were read.

    `conflicts` are those, `others` what they changed beside them.
    """

    def __init__(
        self, what: str, *, conflicts: Sequence[Difference], others: Sequence[Difference] = ()
    ) -> None:
        self.conflicts, self.others = list(conflicts), list(others)
        named = ", ".join(each.key for each in conflicts)
        super().__init__(
            f"{what} of tenant {require_tenant('An edit')} was changed by somebody else since it was read "
            f"({named}). Nothing was written: read it again and decide which values are right."
        )


class RowGoneError(EditError):
    """The row was deleted since it was read."""

    def __init__(self, what: str) -> None:
        tenant = require_tenant("An edit")
        super().__init__(f"{what} of tenant {tenant} was deleted since it was read. Nothing was written.")
