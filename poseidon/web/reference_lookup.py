"""What a reference may refer to: the rows to choose from, to check against and to suggest."""

import difflib
from collections.abc import Sequence
from typing import Any, Final

from django.db.models import CharField, Model, Q, TextField

from poseidon.tenancy.api import Reference, TenantModel, rows_by_key

NAMES: Final = ("name", "title", "first_name", "last_name")
SUGGESTED: Final = 3
CONSIDERED: Final = 200


class ReferenceLookup:
    """The rows of `reference`'s target, in the tenant that is in context when it is asked.

    `search` are the target's fields in which a name is looked for; those in `NAMES` that it has, if not
    given. At most `limit` rows are offered. Where the target is shared by all tenants nothing is offered or
    suggested unless `suggest` says so, because other customers' names would show.
    """

    def __init__(
        self,
        reference: Reference,
        *,
        search: Sequence[str] | None = None,
        limit: int = 50,
        suggest: bool | None = None,
    ) -> None:
        self.reference, self.limit = reference, limit
        self._search, self._suggest = search, suggest
        self._offered: list[Model] | None = None

    def __deepcopy__(self, memo: dict[int, Any]) -> "ReferenceLookup":
        """A form made from a class asks anew: what was read for one request is not another one's."""
        return ReferenceLookup(self.reference, search=self._search, limit=self.limit, suggest=self._suggest)

    @property
    def search(self) -> list[str]:
        """The fields to look for names in."""
        there = {field.name for field in self.reference.model._meta.concrete_fields}
        return [name for name in (NAMES if self._search is None else self._search) if name in there]

    @property
    def noun(self) -> str:
        """What the target is called."""
        return str(self.reference.model._meta.verbose_name)

    def key_of(self, row: Model) -> Any:
        """The key by which `row` is referred to, as the target spells it."""
        return getattr(row, self.reference.target_field.attname)

    def offered(self) -> list[Model]:
        """The first rows by name; read once."""
        if self._offered is None:
            rows = self.reference.model._default_manager.order_by(*self.search, "pk")
            self._offered = list(rows[: self.limit]) if self._may_suggest() else []
        return self._offered

    def find(self, value: Any) -> Any:
        """The row whose key is `value`, compared as the servers do; None if there is none."""
        rows = self.reference.model._default_manager.all()
        found = rows_by_key(rows, self.reference.target_field, [value])
        return next(iter(found.values()), None)

    def suggestions(self, value: str) -> list[Model]:
        """Up to 3 rows that `value` may have meant: whose key or name has it in it, else resembles it."""
        if not self._may_suggest():
            return []
        containing = self._matching(value, "icontains")[:SUGGESTED]
        return list(containing) or self._resembling(value)

    def _may_suggest(self) -> bool:
        return issubclass(self.reference.model, TenantModel) if self._suggest is None else self._suggest

    def _matching(self, value: str, how: str) -> Any:
        how = how if value.isascii() else "icontains_converted"  # the column may not have the characters
        key = self.reference.target_field
        fields = [*([key.name] if isinstance(key, (CharField, TextField)) else []), *self.search]
        condition = Q(*((f"{name}__{how}", value) for name in fields), _connector=Q.OR)
        rows = self.reference.model._default_manager
        return rows.filter(condition).order_by("pk") if fields else rows.none()

    def _resembling(self, value: str) -> list[Model]:
        spelled: dict[str, Model] = {}
        for row in self._matching(value[:1], "istartswith")[:CONSIDERED]:
            for text in (str(self.key_of(row)), *(str(getattr(row, name) or "") for name in self.search)):
                spelled.setdefault(text.casefold(), row)
        close = difflib.get_close_matches(value.casefold(), spelled, n=SUGGESTED)
        return list(dict.fromkeys(spelled[text] for text in close))


class SharedLookup(ReferenceLookup):
    """One for all forms of a request's formset: the rows offered are read once for all of them."""

    def __deepcopy__(self, memo: dict[int, Any]) -> "SharedLookup":
        """Itself. Only for a lookup that is made for a request and dies with it."""
        return self
