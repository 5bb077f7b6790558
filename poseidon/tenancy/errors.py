"""What the engine refuses, one class a reason. Each message names both sides and the way out."""

from django.db import OperationalError


class TenancyError(Exception):
    """Anything the tenancy engine refuses."""


class NoTenantError(TenancyError):
    """Tenant data was asked for while no tenant is in context and none was named."""

    def __init__(self, what: str) -> None:
        super().__init__(
            f"{what} belongs to a tenant, but no tenant is in context. "
            'Enter one with `with tenant_context("NAME"):` or name its database with `.using("NAME")`.'
        )


class UnknownTenantError(TenancyError):
    """The name is not that of a tenant served here."""

    def __init__(self, name: object) -> None:
        super().__init__(
            f"There is no tenant {name!r}. Tenants are listed in the parameter PLANSTONE_TENANTS_LIST; "
            "names are upper-case letters, digits and underscores, 2 to 20 characters."
        )


class CrossTenantError(TenancyError, ValueError):
    """Something of one tenant was about to be read, written or related in another."""

    def __init__(self, what: str, *, theirs: str | None, ours: str | None, instead: str = "") -> None:
        self.theirs, self.ours = theirs, ours
        hint = instead or f'Do this inside `with tenant_context("{theirs}"):`, or load it again in {ours}.'
        super().__init__(f"{what} belongs to tenant {theirs}, but this is tenant {ours}. {hint}")


class WrongDatabaseError(TenancyError, ValueError):
    """A model or table was used on a database in which it does not live."""

    def __init__(self, what: str, *, lives: str, asked: str) -> None:
        super().__init__(
            f"{what} lives in {lives}, but was used on database {asked!r}. "
            "Query each database on its own, or declare a reference between them."
        )


class WrongDatabaseTransactionError(TenancyError):
    """A write would have escaped the transaction that the code believes it is in."""


class UnhintedMigrationError(TenancyError):
    """A RunPython or RunSQL operation does not say on which databases it belongs."""

    def __init__(self, app_label: str, alias: str) -> None:
        super().__init__(
            f"A data migration of {app_label!r} was about to run on database {alias!r} without saying "
            'whether it belongs there. Give the operation hints={"model": Model} or '
            'hints={"tables": ["table"]}, and use '
            "schema_editor.connection.alias inside it."
        )


class RemovedModelError(UnhintedMigrationError):
    """A migration is about a model that is installed no longer, its application in several places."""

    def __init__(self, label: str, alias: str) -> None:
        TenancyError.__init__(
            self,
            f"A migration makes, changes or drops the table of {label!r}, a model no longer installed, "
            f"and nothing tells whether it stands on database {alias!r}. Say where it lived in the setting "
            f'TENANCY_REMOVED_MODELS: {{"{label}": "__current_tenant__"}} for the tenants, or an alias.',
        )


class LeftoverError(TenancyError):
    """What the statement before has left was asked for, and that statement was another tenant's."""

    def __init__(self, alias: str) -> None:
        super().__init__(
            f"A statement on database {alias!r} asks what the one before it has left (LAST_INSERT_ID(), "
            "ROW_COUNT(), FOUND_ROWS(), SHOW WARNINGS), but tenants share this connection, and it has "
            "written nothing since it was borrowed: the answer would be another tenant's. Use "
            "cursor.lastrowid or cursor.rowcount, or ask in the transaction of your own write; "
            "OPTIONS['pool']['reset'] = 'change_user' clears all but FOUND_ROWS()."
        )


class ConnectionBudgetError(TenancyError, OperationalError):
    """All connections that this process may open to a server are in use."""


class DatabaseUnavailableError(TenancyError, OperationalError):
    """The server of an alias is known to be gone; nothing was tried."""

    def __init__(self, alias: str, endpoint: str) -> None:
        self.alias, self.endpoint = alias, endpoint
        super().__init__(
            f"Database {alias!r} is on server {endpoint}, which cannot be reached now. It is looked for in "
            "the background and used again as soon as it answers."
        )


class TooBusyError(TenancyError):
    """More requests at a time than one tenant, or one server's tenants, may have in this process."""
