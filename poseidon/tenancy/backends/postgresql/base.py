"""The wrapper that Django makes of a database's settings."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from django.db.backends.postgresql import base
from django.db.backends.postgresql.operations import DatabaseOperations as DjangoOperations

from poseidon.tenancy.backends.postgresql.schema import DatabaseSchemaEditor

NUL: Final = "\0"
_EXACT: Final = '%s::text COLLATE "default"'
INSTEAD_OF_NUL: Final = "\N{REPLACEMENT CHARACTER}"


class DatabaseOperations(DjangoOperations):
    """Django's, with our compiler of queries."""

    compiler_module = "poseidon.tenancy.backends.postgresql.compiler"

    def lookup_cast(self, lookup_type: str, internal_type: str | None = None) -> str:
        """PostgreSQL looks for patterns only in text of which each character counts."""
        return super().lookup_cast(lookup_type, internal_type).replace("%s::text", _EXACT)


class DatabaseWrapper(base.DatabaseWrapper):
    """Django's, with our operations, and for texts that PostgreSQL refuses."""

    ops_class = DatabaseOperations
    SchemaEditorClass = DatabaseSchemaEditor

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.execute_wrappers.append(without_nul)


def without_nul(execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: Any) -> Any:
    """An `execute_wrapper`: no text of PostgreSQL's can have a NUL, and to look for one is an error.

    So that it is merely not found, as elsewhere, it becomes a character that stands for what is none.
    """
    return execute(sql, _replaced(params), many, context)


def _replaced(value: Any) -> Any:
    if isinstance(value, str):
        return value.replace(NUL, INSTEAD_OF_NUL) if NUL in value else value
    if isinstance(value, (list, tuple)):
        return type(value)(map(_replaced, value)) if type(value) in (list, tuple) else value
    if isinstance(value, Mapping):
        return {name: _replaced(each) for name, each in value.items()}
    return value


__all__ = ["DatabaseOperations", "DatabaseWrapper"]
