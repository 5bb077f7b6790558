"""What a saga is: a name that the journal keeps, and steps in their order."""

import datetime as dt
import enum
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any, Final

NAME_LENGTH: Final = 60


class AfterCrash(enum.Enum):
    """What `fleet recover` does with a run whose process died on the way forward."""

    UNDO = "undo"
    FINISH = "finish"


@dataclass(frozen=True, slots=True)
class StepCall:
    """What a step is told. The same for `do` and `undo`, and the same whenever they are called again.

    `key` is the run's key, a colon, and the step's name: the step's idempotency key. `results` holds what
    the steps before returned. `began_at` is when this attempt began; written into a row (whole seconds
    survive any column) it tells the row that this run made from one that somebody else made meanwhile.
    """

    key: str
    tenant: str | None
    payload: Mapping[str, Any]
    results: Mapping[str, Any]
    began_at: dt.datetime
    repeated: bool
    """Whether this step may have been done before in this attempt; if not, what is there is of others."""
    atomic: Callable[[str | None], AbstractContextManager[None]]
    """Opens the step's transaction on an alias, None for the tenant's own. It commits only while the run is
    this process's for long enough: else it is rolled back and SagaLostError raised, which a step lets
    pass."""


@dataclass(frozen=True, slots=True)
class Step:
    """One piece of work on one database.

    `do` works inside `with call.atomic(alias):` and has committed when it returns; what it returns (JSON)
    is journalled. It may be called again after it has succeeded, and must then change nothing. `undo` may
    be called when `do` never ran, ran half, or was undone before; None where nothing needs undoing. Both
    run in the run's tenant, outside all transactions, with reads from the primary.
    """

    name: str
    do: Callable[[StepCall], Any]
    undo: Callable[[StepCall], None] | None


@dataclass(frozen=True, slots=True)
class Saga:
    """Made by `define_saga`. `lease_seconds` must be longer than its slowest step takes."""

    name: str
    steps: tuple[Step, ...]
    after_crash: AfterCrash = AfterCrash.UNDO
    lease_seconds: float = 60.0

    def __post_init__(self) -> None:
        """ValueError for what the journal could not tell apart or keep."""
        names = [step.name for step in self.steps]
        if not names or len(set(names)) != len(names):
            raise ValueError(f"Saga {self.name!r} needs steps, each with a name of its own, not {names}.")
        if not 0 < len(self.name) <= NAME_LENGTH:
            raise ValueError(f"A saga's name has 1 to {NAME_LENGTH} characters: {self.name!r}.")


_defined: dict[str, Saga] = {}


def define_saga(
    name: str, *steps: Step, after_crash: AfterCrash = AfterCrash.UNDO, lease_seconds: float = 60.0
) -> Saga:
    """A saga that `fleet recover` finds by its name; in a module that is imported at start.

    The names of saga and steps stand in the journal: renaming them strands what is unfinished. ValueError
    for a name that is taken.
    """
    saga = Saga(name, steps, after_crash, lease_seconds)
    if name in _defined:
        raise ValueError(f"There are two sagas named {name!r}; the journal could not tell them apart.")
    _defined[name] = saga
    return saga


def saga_named(name: str) -> Saga | None:
    """The saga of that name, or None where no imported module defines it."""
    return _defined.get(name)
