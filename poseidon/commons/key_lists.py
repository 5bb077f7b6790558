"""`among_keys`: `in` for thousands of whole numbers, which Django's own would each take through six hands.

    People.objects.filter(pid__among_keys=KeyList(pids))

With MySQL the list is one parameter, so that the statement's text is the same whatever its length. On our
backend it is spelt out at once (`KeyList.spelt`), on Django's own by the driver, key by key. Two thousand
keys: 0.2 and 2 ms instead of 10.
"""

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db.models import Field, ForeignObject
from django.db.models.lookups import Lookup


class KeyList:
    """Whole numbers, each once; ValueError for anything that is none. Not a list, which Django would resolve
    item by item."""

    __slots__ = ("keys",)

    def __init__(self, keys: Iterable[Any]) -> None:
        self.keys = tuple(dict.fromkeys(map(int, keys)))

    def spelt(self) -> str:
        """As SQL writes a list; of no keys, what SQL refuses."""
        return f"({','.join(map(str, self.keys))})"

    def __repr__(self) -> str:
        return f"{type(self).__name__}({list(self.keys)!r})"


class AmongKeys(Lookup):
    """The column is one of the keys; of no keys, no row."""

    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, Any]:
        """As `IN (…)`."""
        keys = self._keys()
        column, params = self.process_lhs(compiler, connection)
        return f"{column} IN ({', '.join(['%s'] * len(keys))})", [*params, *keys]

    def as_mysql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        """One parameter, which the driver writes as a list in brackets."""
        keys = self._keys()
        column, params = self.process_lhs(compiler, connection)
        spells = getattr(connection.ops, "spells_key_lists", False)
        return f"{column} IN %s", [*params, self.rhs if spells else keys]

    def _keys(self) -> tuple[int, ...]:
        given: Any = self.rhs
        if not isinstance(given, KeyList):
            raise TypeError(f"among_keys takes a KeyList, not {type(given).__name__}.")
        if not given.keys:
            raise EmptyResultSet
        return given.keys


Field.register_lookup(AmongKeys, "among_keys")
ForeignObject.register_lookup(AmongKeys, "among_keys")  # which take none of Field
