"""When two keys are the same.

MySQL compares legacy text keys without regard to case and to blanks at the end; SQLite with regard to both,
and so it is asked differently. Accents count here, though some of the servers' collations ignore them.
"""

from collections.abc import Collection, Hashable, Iterable, Iterator
from itertools import islice
from typing import Any, Final, TypeVar

from django.core.exceptions import ValidationError
from django.db import connections, models
from django.db.models.functions import Lower, RTrim

KEYS_A_QUERY: Final = 2_000
"""A longer list of keys is asked for in several queries: proxies and servers bound a statement's size."""

Item = TypeVar("Item")
AnyQuerySet = models.QuerySet[Any, Any]


def is_text(field: "models.Field[Any, Any]") -> bool:
    """Whether keys in `field` are text."""
    return isinstance(field, (models.CharField, models.TextField))


def key_of(value: Any, field: "models.Field[Any, Any]") -> Hashable | None:
    """`value` in the form in which keys of `field` are compared; None if it cannot be a key at all.

    NULL, the empty string and blanks are no keys, nor is text that is no number where `field` holds numbers.
    """
    if isinstance(value, str):
        value = value.rstrip(" ")
    if value is None or value == "":
        return None
    if is_text(field):
        return str(value).rstrip(" ").casefold()
    try:
        key: Hashable = field.to_python(value)
    except ValidationError:
        return None
    return key


def chunks(items: Iterable[Item], size: int = KEYS_A_QUERY) -> Iterator[list[Item]]:
    """`items` in lists of at most `size`."""
    iterator = iter(items)
    while chunk := list(islice(iterator, size)):
        yield chunk


def having_keys(rows: AnyQuerySet, field: "models.Field[Any, Any]", values: Collection[Any]) -> AnyQuerySet:
    """Those of `rows` whose `field` equals one of `values`, as MySQL would say on any server."""
    if not is_text(field):
        return rows.filter(**{f"{field.name}__in": values})
    texts = [str(value).rstrip(" ") for value in values]
    if connections[rows.db].vendor == "mysql":
        return _having_texts(rows, field.name, texts)
    there: AnyQuerySet = rows.alias(_compared=compared(field.name))
    return there.filter(_compared__in=[_lower(text) for text in texts])


def _having_texts(rows: AnyQuerySet, name: str, texts: list[str]) -> AnyQuerySet:
    """On the bare column, so that its index serves; but MySQL refuses to compare a latin1 column with a text
    that latin1 cannot hold (error 1267), so for such texts, which are rare, the column is converted."""
    plain = models.Q(**{f"{name}__in": [text for text in texts if _fits_latin1(text)]})
    strange = [text for text in texts if not _fits_latin1(text)]
    if not strange:
        return rows.filter(plain)
    converted = models.Func(models.F(name), template="CONVERT(%(expressions)s USING utf8mb4)")
    there: AnyQuerySet = rows.alias(_converted=converted)
    return there.filter(plain | models.Q(_converted__in=strange))


def _fits_latin1(text: str) -> bool:
    try:
        text.encode("cp1252")
    except UnicodeEncodeError:
        return False
    return True


def compared(name: str) -> Lower:
    """The text column `name` as SQLite must be told to compare it."""
    return Lower(RTrim(models.F(name)))


def _lower(text: str) -> str:
    """As SQLite's LOWER: ASCII only."""
    return "".join(letter.lower() if letter.isascii() else letter for letter in text)
