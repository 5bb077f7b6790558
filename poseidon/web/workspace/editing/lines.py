"""The lines of a form for rows that another row owns: an abstract's authors, a session's people."""

from collections.abc import Callable, Mapping
from typing import Any, Final, NamedTuple

from django import forms
from django.forms.boundfield import BoundField
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from poseidon.domain.editing.lists import OwnedList
from poseidon.domain.editing.plain import GONE, Plain

BLANK_LINES: Final = 3
Makers = Mapping[str, Callable[[], forms.Field]]


class Line(NamedTuple):
    """One line as the template shows it; `who` is None in a line that is filled already."""

    name: str
    position: BoundField
    who: BoundField | None
    fields: list[BoundField]
    remove: BoundField | None


class Lines:
    """The lines of one list; adds its fields to a form, and reads what was done to them.

    `columns` makes the field of each column but the one that the rows are known by, which `who` makes.
    """

    def __init__(
        self,
        part: OwnedList,
        *,
        title: str | Promise,
        names: dict[int, str],
        who: Callable[[], forms.Field],
        columns: Makers,
    ) -> None:
        self.part, self.title, self.names, self._who, self._columns = part, title, names, who, columns
        self.ids: list[int] = []
        self.blank = [f"{part.name}.new{place}" for place in range(BLANK_LINES)]
        self._values: dict[int, dict[str, Plain]] = {}

    def add_to(self, form: forms.Form, sheet: Mapping[str, Plain]) -> None:
        """Adds the fields of the lines in `sheet` and of some blank ones."""
        self.ids = list(sheet.get(self.part.order_key) or ())
        self._values = {number: sheet[f"{self.part.name}.{number}"] for number in self.ids}
        for place, number in enumerate(self.ids, start=1):
            key = f"{self.part.name}.{number}"
            self._add_line(form, key, place)
            form.fields[f"{key}.remove"] = forms.BooleanField(label=_("Remove"), required=False)
        for key in self.blank:
            self._add_line(form, key, None)
            form.fields[f"{key}.{self.part.known_by}"] = self._who()

    def _add_line(self, form: forms.Form, key: str, place: int | None) -> None:
        form.fields[f"{key}.position"] = forms.IntegerField(
            label=_("Place"), required=False, min_value=1, max_value=9999, initial=place
        )
        for name, make in self._columns.items():
            form.fields[f"{key}.{name}"] = make()

    def shown(self, form: forms.Form) -> list[Line]:
        """The lines for the template, those to fill last."""
        filled = [self._line(form, f"{self.part.name}.{number}", self.name_of(number)) for number in self.ids]
        return filled + [self._line(form, key, "") for key in self.blank]

    def _line(self, form: forms.Form, key: str, name: str) -> Line:
        fields = [form[f"{key}.{column}"] for column in self._columns]
        if key in self.blank:
            return Line(name, form[f"{key}.position"], form[f"{key}.{self.part.known_by}"], fields, None)
        return Line(name, form[f"{key}.position"], None, fields, form[f"{key}.remove"])

    # -- what was done to the lines

    def changes(self, cleaned: Mapping[str, Any], errors: Callable[[str, str], None]) -> dict[str, Any]:
        """Lines removed, added and moved, by the keys of `OwnedList`; changed columns are the form's."""
        removed = [number for number in self.ids if self._removed(number, cleaned)]
        added = self._added(cleaned, errors)
        changes: dict[str, Any] = {f"{self.part.name}.{number}": GONE for number in removed}
        if added:
            changes[f"{self.part.name}.+"] = [values for _place, values in added]
        kept = [number for number in self.ids if number not in removed]
        order = self._order(kept, [place for place, _values in added], cleaned)
        if order != [*kept, *(f"+{place}" for place in range(len(added)))]:
            changes[self.part.order_key] = order
        return changes

    def _added(
        self, cleaned: Mapping[str, Any], errors: Callable[[str, str], None]
    ) -> list[tuple[int | None, dict[str, Any]]]:
        found: list[tuple[int | None, dict[str, Any]]] = []
        there = {self._identity(number, cleaned) for number in self.ids if not self._removed(number, cleaned)}
        for key in self.blank:
            who: int | None = cleaned.get(f"{key}.{self.part.known_by}")
            values = {name: cleaned.get(f"{key}.{name}") for name in self._columns}
            values = {self.part.known_by: who, **values}
            if who is not None and self.part.identity(values) in there:
                errors(f"{key}.{self.part.known_by}", _("This one is in the list already."))
            elif who is not None:
                there.add(self.part.identity(values))
                found.append((cleaned.get(f"{key}.position"), values))
        return found

    def _identity(self, number: int, cleaned: Mapping[str, Any]) -> tuple[Any, ...]:
        """Of a line as it will be."""
        start = f"{self.part.name}.{number}."
        will_be = {name: cleaned[start + name] for name in self._columns if start + name in cleaned}
        return self.part.identity({**self._values[number], **will_be})

    def _removed(self, number: int, cleaned: Mapping[str, Any]) -> bool:
        return bool(cleaned.get(f"{self.part.name}.{number}.remove"))

    def _order(self, kept: list[int], added: list[int | None], cleaned: Mapping[str, Any]) -> list[int | str]:
        """Kept and added lines by the places that were entered; who moves to a taken place displaces it."""
        keyed: list[tuple[tuple[float, int], int | str]] = []
        for number in kept:
            before = self.ids.index(number) + 1
            place = cleaned.get(f"{self.part.name}.{number}.position") or before
            keyed.append(((place, (place > before) - (place < before)), number))
        for index, wanted in enumerate(added):
            keyed.append(((wanted if wanted is not None else float("inf"), -1), f"+{index}"))
        return [key for _place, key in sorted(keyed, key=lambda each: each[0])]

    # -- how the conflict page speaks of it

    def name_of(self, number: Any) -> str:
        """Who stands in line `number`."""
        who: int | None = self._values.get(number, {}).get(self.part.known_by)
        return self.names.get(who or 0) or (
            _("unknown (%(number)s)") % {"number": who} if who else _("a new one")
        )

    def label(self, key: str, columns: Mapping[str, str]) -> str:
        """What a key is called: `Affiliation of Ada Lovelace`."""
        _list, number, *column = key.split(".")
        if not number.isdecimal():
            return f"{self.title}: " + (_("order") if number == "order" else _("new ones"))
        name = self.name_of(int(number))
        return f"{columns.get(column[0], column[0])}: {name}" if column else f"{self.title}: {name}"

    def told(self, key: str, value: Plain) -> str | None:
        """A whole line, the order or new lines in words; None for a column, which the form tells."""
        if value == GONE:
            return _("removed")
        if key == self.part.order_key:
            known = [each for each in value if each in self._values]
            unknown = len(value) - len(known)
            return ", ".join([*map(self.name_of, known), *([f"+{unknown}"] if unknown else [])])
        if isinstance(value, list):
            return ", ".join(self.names.get(each[self.part.known_by], "?") for each in value)
        return _("kept") if isinstance(value, dict) else None
