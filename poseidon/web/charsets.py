"""What a legacy column can hold: told at the field, before the database refuses the whole form."""

from collections.abc import Callable
from functools import lru_cache
from typing import Final

from django import forms
from django.core.exceptions import ValidationError
from django.db import connections
from django.utils.translation import gettext as _

from poseidon.tenancy.api import current_tenant

CODECS: Final = {"latin1": "cp1252", "ascii": "ascii", "latin2": "iso8859-2", "latin5": "iso8859-9"}
"""Python's name of a server's character set; the utf8 family is looked at by code point instead."""


def refuse_what_does_not_fit(
    field: forms.Field, table: str, column: str | None, *, alias: str | None = None
) -> None:
    """Adds a check to a form's text field: each character must fit the column, which is the current
    tenant's unless `alias` names another database."""
    if isinstance(field, forms.CharField) and (fits := fits_column(table, column, alias=alias)) is not None:
        field.validators = [*field.validators, fits]


def fits_column(table: str, column: str | None, *, alias: str | None = None) -> Callable[[str], None] | None:
    """A validator for texts of the column, by default the current tenant's; None where every text fits."""
    database = alias or current_tenant()
    if database is None or column is None:
        return None
    charset = charsets_of(database, table).get(column)
    return _fits(charset) if charset is not None and charset != "utf8mb4" else None


@lru_cache(maxsize=2048)
def charsets_of(alias: str, table: str) -> dict[str, str]:
    """Character set by column name; empty where the database has one for all. Asked once a process."""
    connection = connections[alias]
    if connection.vendor != "mysql":
        return {}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT column_name, character_set_name FROM information_schema.columns "
            "WHERE table_schema = DATABASE() AND table_name = %s AND character_set_name IS NOT NULL",
            [table],
        )
        return {str(column): str(charset) for column, charset in cursor.fetchall()}


def _fits(charset: str) -> Callable[[str], None]:
    def fits(text: str) -> None:
        lost = [character for character in text if not holds(charset, character)]
        if lost:
            raise ValidationError(
                _("The older product’s table cannot hold “%(text)s” here.") % {"text": lost[0]}
            )

    return fits


def holds(charset: str, character: str) -> bool:
    """Whether a column of this character set can hold this character; True for sets we do not know."""
    if charset in ("utf8mb3", "utf8", "ucs2"):
        return ord(character) <= 0xFFFF
    try:
        character.encode(CODECS.get(charset, "utf-8"))
    except UnicodeEncodeError:
        return False
    return True
