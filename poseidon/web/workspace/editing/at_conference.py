"""Rows that belong to a conference: which one a new row is for must be known before its form is made."""

import datetime as dt
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse

from poseidon.domain.conferences.models import PlanionContainer
from poseidon.domain.conferences.selectors import conference_choices, conference_with_code
from poseidon.domain.custom_fields.models import CstmFlds
from poseidon.domain.custom_fields.selectors import fields_for
from poseidon.web.listing import asked
from poseidon.web.workspace.editing.forms import Surroundings
from poseidon.web.workspace.editing.pages import RowPages


class ConferenceRowPages(RowPages):
    """Pages for rows with a `conference_code`; a new row's is in `?conference=`."""

    entity: CstmFlds.Entity | None = None

    def around(self, row: Any) -> Surroundings:
        code = (row.conference_code or "").strip()
        return self.at(conference_with_code(code) if code else None, code)

    def around_new(self, request: HttpRequest, **key: Any) -> Surroundings | HttpResponse:
        """The conference's; the page to choose one where none, or one that is none, is named."""
        code = asked(request, "conference")
        conference = conference_with_code(code) if code else None
        if conference is not None:
            return self.at(conference, conference.code)
        context = {
            "section": self.section,
            "title": self.new_title,
            "conferences": conference_choices(),
            "asked": [(name, value) for name, value in request.GET.items() if name != "conference"],
            "back": self.list_address(None),
        }
        return render(request, "workspace/editing/choose_conference.html", context)

    def at(self, conference: PlanionContainer | None, code: str) -> Surroundings:
        """The conference's clock, and its custom fields for these rows; UTC where it is gone."""
        questions = fields_for(self.entity, code) if self.entity is not None else ()
        zone = conference.tzinfo if conference is not None else dt.UTC
        return Surroundings(conference, zone, questions)

    def initial(self, request: HttpRequest, around: Surroundings) -> dict[str, Any]:
        return {"conference_code": around.conference.code} if around.conference is not None else {}

    def conference_address(self, code: str | None) -> str:
        """The conference's page; the list where the code makes no address."""
        try:
            return reverse("workspace:conference", args=[(code or "").strip()])
        except NoReverseMatch:
            return reverse("workspace:conferences")
