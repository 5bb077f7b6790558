"""The pages to edit, add and delete a row, whatever it is; each noun's module says what differs."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from poseidon.domain.custom_fields.answers import answer_key
from poseidon.domain.custom_fields.models import CstmFlds
from poseidon.domain.editing.documents import Document
from poseidon.domain.editing.errors import EditConflictError, RowGoneError
from poseidon.domain.editing.lists import OwnedList
from poseidon.domain.editing.plain import Plain
from poseidon.domain.editing.writing import Edited
from poseidon.tenancy.api import ReferredError, Referrer, referrers, use_primary
from poseidon.web.workspace.editing import conflicts
from poseidon.web.workspace.editing.baseline import baseline_of, read_baseline, signed, unsigned
from poseidon.web.workspace.editing.forms import RowForm, Surroundings


class RowPages:
    """Pages for one kind of row. `find`, `around`, `address` and the verbs are each noun's own."""

    document: ClassVar[Document]
    form_class: ClassVar[type[RowForm]]
    section: ClassVar[str]
    kind: ClassVar[str]
    """The beginning of the routes' names: `person` for `person-edit`, `person-add`, `person-delete`."""
    new_title: ClassVar[Promise]

    # -- each noun's own

    def find(self, **key: Any) -> Any:
        """The row that an address names, or None."""
        raise NotImplementedError

    def around(self, row: Any) -> Surroundings:
        """What the form of an existing row must know; at most a handful of queries."""
        raise NotImplementedError

    def around_new(self, request: HttpRequest, **key: Any) -> Surroundings | HttpResponse:
        """What the form of a new row must know, or the answer where something must be chosen first."""
        raise NotImplementedError

    def initial(self, request: HttpRequest, around: Surroundings) -> dict[str, Any]:
        """What a new row's form begins with."""
        return {}

    def form(self, data: Any, *, row: Any, **options: Any) -> RowForm:
        """The form; `row` is None for a new one."""
        return self.form_class(data, **options)

    def address(self, row: Any) -> str:
        """The page to go to when the row is saved."""
        raise NotImplementedError

    def list_address(self, row: Any) -> str:
        """The page to go to when the row is gone."""
        raise NotImplementedError

    def own_address(self, row: Any, verb: str) -> str:
        """The address of the page that edits or deletes the row; empty where there is none."""
        return reverse(f"workspace:{self.kind}-{verb}", args=[self.key(row)])

    def key(self, row: Any) -> Any:
        """What names the row in its own addresses."""
        return row.pk

    def made_address(self, row: Any, around: Surroundings) -> str:
        """The page to go to when the row is made."""
        return self.address(row)

    def back(self, around: Surroundings) -> str:
        """Where the form for a new row leads back to."""
        return self.list_address(None)

    def save(self, row: Any, *, changes: dict[str, Any], expected: dict[str, Plain]) -> Edited:
        """The service that edits."""
        raise NotImplementedError

    def make(self, values: dict[str, Any]) -> Any:
        """The service that adds."""
        raise NotImplementedError

    def remove(self, row: Any, *, expected: dict[str, Plain]) -> None:
        """The service that deletes."""
        raise NotImplementedError

    # -- edit

    def edit(self, request: HttpRequest, **key: Any) -> HttpResponse:
        """The form of a row; saves what was touched, or shows what somebody else changed meanwhile."""
        with use_primary():
            row = self.find(**key)
            if row is None and "baseline" in request.POST:
                return self._gone_page(request)
            if row is None:
                raise Http404
            around = self.around(row)
            if request.method != "POST":
                sheet = self.sheet(row, around.questions)
                return self._form_page(request, self.form(None, row=row, sheet=sheet, around=around), row)
        sheet, around = read_baseline(request.POST.get("baseline", ""), row, around)
        form = self.form(request.POST, row=row, sheet=sheet, around=around)
        return self._save(request, row, form) if form.is_valid() else self._form_page(request, form, row)

    def sheet(self, row: Any, questions: Sequence[CstmFlds] = ()) -> dict[str, Plain]:
        """The row's values as they are now."""
        parts = [part.order_key for part in self.document.parts if isinstance(part, OwnedList)]
        return self.document.read(row, keys={*self.document.columns, *parts, *map(answer_key, questions)})

    def _save(self, request: HttpRequest, row: Any, form: RowForm) -> HttpResponse:
        seen = unsigned(request.POST["seen"], row) if "seen" in request.POST else {}
        decided = conflicts.decisions_in(request.POST, seen)
        try:
            edited = self.save(
                row, changes=decided.changes(form.changes), expected=decided.expected(form.sheet)
            )
        except ValidationError as refused:
            form.refuse(refused)
            return self._form_page(request, form, row)
        except EditConflictError as conflict:
            return self._conflict_page(request, row, form, conflict, seen)
        except RowGoneError:
            return self._gone_page(request)
        self._tell(request, form, edited)
        return redirect(self.address(edited.row))

    def _tell(self, request: HttpRequest, form: RowForm, edited: Edited) -> None:
        written = ", ".join(dict.fromkeys(form.label_of(key) for key in edited.written))
        if written:
            messages.success(request, _("Saved: %(fields)s.") % {"fields": written})
        else:
            messages.info(request, _("Nothing was changed."))
        others = conflicts.told_others(form, edited.others)
        if others:
            told = "; ".join(f"{each.label}: {each.before or '–'} → {each.theirs or '–'}" for each in others)
            messages.info(
                request, _("Somebody else changed meanwhile, and it stays: %(told)s.") % {"told": told}
            )

    def _form_page(self, request: HttpRequest, form: RowForm, row: Any) -> HttpResponse:
        context = {
            **self._context(form, row),
            "baseline": baseline_of(form, row),
            "title": str(row),
            "back": self.address(row),
            "deletes": self.own_address(row, "delete"),
        }
        return render(request, "workspace/editing/form.html", context)

    def _context(self, form: RowForm, row: Any) -> dict[str, Any]:
        return {"section": self.section, "form": form, "row": row, "around": form.around}

    def _conflict_page(
        self,
        request: HttpRequest,
        row: Any,
        form: RowForm,
        conflict: EditConflictError,
        seen: dict[str, Plain],
    ) -> HttpResponse:
        now = {each.key: each.theirs for each in conflict.conflicts}
        context = {
            **self._context(form, row),
            "title": str(row),
            "back": self.address(row),
            "again": self.own_address(row, "edit"),
            "conflicts": conflicts.told_conflicts(form, conflict.conflicts),
            "others": conflicts.told_others(form, conflict.others),
            "own": conflicts.own_changes(form, conflict),
            "sent": conflicts.sent_again(request, conflict),
            "seen": signed({**seen, **now}, row),
        }
        return render(request, "workspace/editing/conflict.html", context, status=409)

    def _gone_page(self, request: HttpRequest) -> HttpResponse:
        """Somebody deleted the row while the person edited it: says so, and gives back what they typed."""
        sent = {name: request.POST.get(name, "").strip() for name in self.document.columns}
        typed = [(_label(self.document, name), text) for name, text in sent.items() if text]
        context = {"section": self.section, "typed": typed, "back": self.list_address(None)}
        return render(request, "workspace/editing/gone.html", context, status=404)

    # -- add

    def add(self, request: HttpRequest, **key: Any) -> HttpResponse:
        """An empty form; makes a row of it."""
        around = self.around_new(request, **key)
        if isinstance(around, HttpResponse):
            return around
        sent = request.POST if request.method == "POST" else None
        initial = self.initial(request, around)
        form = self.form(sent, row=None, sheet={}, around=around, initial=initial)
        if form.is_valid():
            try:
                given = {name: value for name, value in initial.items() if name not in form.fields}
                row = self.make({**given, **form.values})
            except ValidationError as refused:
                form.refuse(refused)
            else:
                messages.success(request, _("%(row)s was added.") % {"row": row})
                return redirect(self.made_address(row, around))
        context = {**self._context(form, None), "title": self.new_title, "back": self.back(around)}
        return render(request, "workspace/editing/form.html", context)

    # -- delete

    def delete(self, request: HttpRequest, **key: Any) -> HttpResponse:
        """Asks first, and names those that refer to the row: while there are any it stays."""
        with use_primary():
            row = self._found(**key)
            sheet = self.sheet(row)
        if request.method != "POST":
            return self._delete_page(request, row, sheet, self._referrers(row))
        try:
            self.remove(row, expected=unsigned(request.POST.get("baseline", ""), row))
        except ReferredError as refused:
            return self._delete_page(request, row, sheet, refused.referrers, status=409)
        except EditConflictError:
            return self._delete_page(request, row, sheet, self._referrers(row), changed=True, status=409)
        except RowGoneError:
            raise Http404 from None
        messages.success(request, _("%(row)s was deleted.") % {"row": row})
        return redirect(self.list_address(row))

    def _referrers(self, row: Any) -> list[Referrer]:
        owned = {part.model for part in self.document.parts if isinstance(part, OwnedList)}
        return [each for each in referrers(row) if each.model not in owned]

    def _delete_page(
        self,
        request: HttpRequest,
        row: Model,
        sheet: dict[str, Plain],
        held_by: list[Referrer],
        *,
        changed: bool = False,
        status: int = 200,
    ) -> HttpResponse:
        form = self.form(None, row=row, sheet=sheet, around=self.around(row))
        said = [(form.label_of(name), form.told(name, sheet[name])) for name in form.fields if name in sheet]
        context = {
            **self._context(form, row),
            "title": str(row),
            "back": self.address(row),
            "baseline": signed(sheet, row),
            "held_by": [(each.number, _noun(each)) for each in held_by],
            "changed": changed,
            "said": [(label, text) for label, text in said if text],
        }
        return render(request, "workspace/editing/delete.html", context, status=status)

    def _found(self, **key: Any) -> Any:
        row = self.find(**key)
        if row is None:
            raise Http404
        return row


def _label(document: Document, name: str) -> str:
    column: Any = document.model._meta.get_field(name.removesuffix("_id"))
    return str(capfirst(column.verbose_name))


def _noun(referrer: Referrer) -> str:
    options = referrer.model._meta
    return str(options.verbose_name if referrer.number == 1 else options.verbose_name_plural)
