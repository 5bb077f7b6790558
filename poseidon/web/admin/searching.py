"""What a search of a list looks at: everything in a small table, what an index serves in a large one.

Either way the page says what was searched. A term that begins with EVERYWHERE is sought everywhere in a
large table too, which reads all of it.
"""

from collections.abc import Callable, Sequence
from typing import Any, Final, NamedTuple

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from poseidon.commons.large_tables import is_large
from poseidon.commons.text_search import every_word_in, tidy
from poseidon.web.admin.charsets import charsets_of, holds

EVERYWHERE: Final = "*"
MOST_SOUGHT: Final = 1_000


class Look(NamedTuple):
    """A condition, and what it looks for in words that follow "Searched"."""

    condition: Q
    told: str
    slow: bool = False


IndexedSearch = Callable[[str, str], Look]
"""From the term and the alias to the look that a large table is given."""


class Search(NamedTuple):
    """A search that was made: the rows it leaves, and what the page says of it."""

    rows: "QuerySet[Any]"
    told: str
    slow: bool
    """Whether it had to read all of a large table."""
    wider: str
    """The term that searches everywhere; empty where this was everywhere."""


def searched(
    rows: "QuerySet[Any]", term: str, fields: Sequence[str], indexed: IndexedSearch | None
) -> Search:
    """`rows` that `term` finds; every word in one of `fields`, or by `indexed` where the table is large."""
    words = tidy(term)
    everywhere = words.startswith(EVERYWHERE)
    large = is_large(rows.model, rows.db)
    if indexed is not None and large and not everywhere:
        look = indexed(words, rows.db)
        return Search(_sought(rows, look.condition, look.slow), look.told, look.slow, EVERYWHERE + words)
    words = words.lstrip(EVERYWHERE).strip()
    told = _("%(fields)s for “%(words)s”") % {"fields": _names(rows, fields), "words": words}
    condition = every_word_in(words, *fields)
    if indexed is not None and words:
        condition |= indexed(words, rows.db).condition  # numbers, which are no field that is searched
    return Search(_sought(rows, condition, large), told, large, "")


def _sought(rows: "QuerySet[Any]", condition: Q, slow: bool) -> "QuerySet[Any]":
    """The rows with `condition`. Few ones are sought without the list's order: the server would look up a
    million rows one by one in that order, which takes ten times as long as to read the table."""
    found = rows.filter(condition)
    if not slow:
        return found
    keys = list(found.order_by().values_list("pk", flat=True)[: MOST_SOUGHT + 1])
    return found if len(keys) > MOST_SOUGHT else rows.filter(pk__in=keys)


def _names(rows: "QuerySet[Any]", fields: Sequence[str]) -> str:
    """`first name, last name and session’s title`."""
    names = list(dict.fromkeys(_name(rows.model, path.split("__")) for path in fields))
    return _(" and ").join(filter(None, [", ".join(names[:-1]), names[-1]]))


def _name(model: Any, path: list[str]) -> str:
    field = model._meta.get_field(path[0])
    if len(path) == 1:
        return str(field.verbose_name)
    rest = _name(field.related_model, path[1:])
    return _("%(owner)s’s %(field)s") % {"owner": field.verbose_name, "field": rest}


def beginning(model: Any, field: str, text: str, alias: str) -> Q:
    """Rows whose `field` begins with `text`, whatever its case, by an index if there is one.

    None where the column's character set has not all of the characters: comparing would be an error.
    """
    column = model._meta.get_field(field).column
    charset = None if text.isascii() else charsets_of(alias, model._meta.db_table).get(column)
    if charset is not None and not all(holds(charset, character) for character in text):
        return Q(pk__in=[])
    return Q((f"{field}__istartswith", text))
