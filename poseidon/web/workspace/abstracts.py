"""One abstract with its authors."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from poseidon.domain.abstracts.selectors import (
    abstract_with_id,
    authors_of,
)
from poseidon.domain.conferences.selectors import code_key, conferences_by_code
from poseidon.domain.custom_fields.models import CstmFlds
from poseidon.domain.custom_fields.selectors import answers_of
from poseidon.domain.people.selectors import people_by_pid
from poseidon.domain.program.selectors import day_of, sessions_of_abstract
from poseidon.web.access import members_only
from poseidon.web.formats import day_name
from poseidon.web.workspace.history import history_of


@require_safe
@members_only()
def detail(request: HttpRequest, number: int) -> HttpResponse:
    """One abstract: its authors in print order, where it is presented, its text and custom fields."""
    abstract = abstract_with_id(number)
    if abstract is None:
        raise Http404
    conference = conferences_by_code([abstract.conference_code]).get(code_key(abstract.conference_code))
    zone = conference.tzinfo if conference else None
    sessions = [
        (session, day_name(day_of(session, zone) if zone else session.day))
        for session in sessions_of_abstract(abstract.id)
    ]
    context = {
        "section": "abstracts",
        "abstract": abstract,
        "conference": conference,
        "authors": authors_of([abstract.id]).get(abstract.id, []),
        "presenter": next(iter(people_by_pid([abstract.presenter_pid]).values()), None),
        "sessions": sessions,
        "answers": answers_of(CstmFlds.Entity.ABSTRACT, str(abstract.id)),
        "history": history_of(abstract),
    }
    return render(request, "workspace/abstract.html", context)
