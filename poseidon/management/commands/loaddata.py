"""Django's `loaddata`, which says why nothing was installed."""

from typing import Any

from django.core.management.commands.loaddata import Command as DjangoLoad

from poseidon.commons.config.parsing import REPLICA_SUFFIX


class Command(DjangoLoad):
    """As Django's. It leaves out what does not live on the database; that can be all there is."""

    def handle(self, *fixture_labels: Any, **options: Any) -> None:
        """A line on standard error where no object of any fixture lives on this database."""
        super().handle(*fixture_labels, **options)
        if self.fixture_object_count and not self.loaded_object_count:
            self.stderr.write(f"Nothing was installed: {self._why(options['database'])}")

    def _why(self, alias: str) -> str:
        primary = alias.removesuffix(REPLICA_SUFFIX)
        if primary != alias:
            return f"{alias} is a replica, whose rows come from {primary}. Use --database={primary}."
        return (
            f"none of these objects live on {alias}. The rows of a tenant go to its own database: "
            "add --database=TENANT, as in --database=TESTCLIENT."
        )
