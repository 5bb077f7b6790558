"""Django's `migrate`, which leaves replicas alone."""

from typing import Any

from django.core.management.base import CommandError
from django.core.management.commands.migrate import Command as DjangoMigrate

from poseidon.commons.config.parsing import REPLICA_SUFFIX


class Command(DjangoMigrate):
    """As Django's. A replica repeats its primary: a table or a journal entry made there would part them."""

    def handle(self, *args: Any, **options: Any) -> Any:
        """CommandError for a replica alias, before anything is read or written."""
        alias = options["database"]
        if alias.endswith(REPLICA_SUFFIX):
            primary = alias.removesuffix(REPLICA_SUFFIX)
            raise CommandError(
                f"{alias} is a replica and is never migrated: its tables come from {primary}. "
                f"Use migrate --database={primary}."
            )
        return super().handle(*args, **options)
