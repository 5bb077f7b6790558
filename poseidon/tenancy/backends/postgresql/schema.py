"""Making tables whose text compares whatever its case."""

from typing import Any, Final

from django.db.backends.postgresql import schema

from poseidon.commons.any_case import COLLATIONS, POSTGRESQL_LOCALE

ANY_CASE: Final = COLLATIONS["postgresql"]
_MAKE: Final = (
    f"CREATE COLLATION IF NOT EXISTS {ANY_CASE} "
    f"(PROVIDER = icu, LOCALE = '{POSTGRESQL_LOCALE}', DETERMINISTIC = false)"
)


class DatabaseSchemaEditor(schema.DatabaseSchemaEditor):
    """Django's. The collation is made with the first table that needs it, in each database."""

    def create_model(self, model: Any) -> None:
        if any(self._compares_any_case(field) for field in model._meta.local_fields):
            self.execute(_MAKE)
        super().create_model(model)

    def add_field(self, model: Any, field: Any) -> None:
        if self._compares_any_case(field):
            self.execute(_MAKE)
        super().add_field(model, field)

    def _create_like_index_sql(self, model: Any, field: Any) -> Any:
        """None for those columns: such an index serves patterns, which they do not have."""
        if self._compares_any_case(field):
            return None
        return super()._create_like_index_sql(model, field)  # type: ignore[misc]

    def _compares_any_case(self, field: Any) -> bool:
        return bool(field.db_parameters(self.connection).get("collation") == ANY_CASE)
