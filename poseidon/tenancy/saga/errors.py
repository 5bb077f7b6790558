"""Why a saga did not run, or did not end well."""

from poseidon.tenancy.errors import TenancyError


class SagaError(TenancyError):
    """Anything that sagas refuse or report."""

    def __init__(self, saga: str, key: str, tenant: str | None, what: str) -> None:
        self.saga, self.key, self.tenant = saga, key, tenant or None
        place = f"tenant {tenant}" if tenant else "no tenant"
        super().__init__(f"Saga {saga} {key!r} ({place}): {what}")


class SagaBusyError(SagaError):
    """Another process is running it, or died so recently that its lease has not ended."""


class SagaConflictError(SagaError):
    """The key was used before, for something else."""


class SagaLostError(SagaError):
    """This process was silent for so long that another may have taken over; it must touch nothing more."""


class SagaStuckError(SagaError):
    """Neither done nor undone: somebody must look."""


class SagaTransactionError(SagaError):
    """A transaction is open around it, which could take back what the journal says."""
