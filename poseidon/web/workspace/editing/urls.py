"""Addresses of the pages that change rows; before the conferences', whose codes may hold slashes."""

from collections.abc import Callable

from django.http import HttpResponse
from django.urls import URLPattern, path
from django.views.decorators.http import require_http_methods

from poseidon.web.access import View, members_only
from poseidon.web.workspace.editing.abstracts import AbstractPages
from poseidon.web.workspace.editing.asked import FieldPages, fields
from poseidon.web.workspace.editing.conferences import ConferencePages, NewConferencePages
from poseidon.web.workspace.editing.pages import RowPages
from poseidon.web.workspace.editing.people import PersonPages
from poseidon.web.workspace.editing.registrations import RegistrationPages
from poseidon.web.workspace.editing.room_list import rooms
from poseidon.web.workspace.editing.rooms import RoomPages
from poseidon.web.workspace.editing.sessions import SessionPages


def _view(page: Callable[..., HttpResponse], least: str) -> View:
    """A page to look at and to send, for people who are at least a `least`."""
    return members_only(least)(require_http_methods(["GET", "HEAD", "POST"])(page))


def _pages(pages: RowPages, folder: str, key: str, new: RowPages | None = None) -> list[URLPattern]:
    """Editors edit and add, admins also delete."""
    kind = pages.kind
    return [
        path(f"{folder}/add/", _view((new or pages).add, "editor"), name=f"{kind}-add"),
        path(f"{folder}/{key}/edit/", _view(pages.edit, "editor"), name=f"{kind}-edit"),
        path(f"{folder}/{key}/delete/", _view(pages.delete, "admin"), name=f"{kind}-delete"),
    ]


_fields = FieldPages()
urlpatterns = [
    *_pages(PersonPages(), "people", "<int:pid>"),
    *_pages(AbstractPages(), "abstracts", "<int:number>"),
    *_pages(RegistrationPages(), "registrations", "<int:number>"),
    *_pages(SessionPages(), "sessions", "<int:number>"),
    *_pages(RoomPages(), "rooms", "<int:number>"),
    *_pages(ConferencePages(), "conferences", "<path:code>", new=NewConferencePages()),
    path("conferences/<path:code>/fields/", fields, name="fields"),
    path("conferences/<path:code>/fields/add/", _view(_fields.add, "admin"), name="field-add"),
    path("conferences/<path:code>/fields/<int:number>/", _view(_fields.edit, "admin"), name="field-edit"),
    path("conferences/<path:code>/rooms/", rooms, name="rooms"),
]
