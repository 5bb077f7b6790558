"""The wrapper that Django makes of a database's settings."""

from django.db.backends.postgresql import base
from django.db.backends.postgresql.operations import DatabaseOperations as DjangoOperations


class DatabaseOperations(DjangoOperations):
    """Django's, with our compiler of queries."""

    compiler_module = "poseidon.tenancy.backends.postgresql.compiler"


class DatabaseWrapper(base.DatabaseWrapper):
    """Django's, with our operations."""

    ops_class = DatabaseOperations


__all__ = ["DatabaseOperations", "DatabaseWrapper"]
