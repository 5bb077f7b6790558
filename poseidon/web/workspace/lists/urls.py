"""Addresses of the lists, of their files and of their bulk changes."""

from collections.abc import Iterator
from typing import Final

from django.urls import URLPattern, path

from poseidon.web.workspace.lists import abstracts, people, registrations, sessions
from poseidon.web.workspace.lists.bulk import bulk
from poseidon.web.workspace.lists.views import export, index

LISTS: Final = (people.LIST, sessions.LIST, abstracts.LIST, registrations.LIST)


def _addresses() -> Iterator[URLPattern]:
    for page in LISTS:
        given = {"page": page}
        yield path(f"{page.name}/", index, given, name=page.name)
        yield path(f"{page.name}/export/", export, given, name=f"{page.name}-export")
        yield path(f"{page.name}/bulk/", bulk, given, name=f"{page.name}-bulk")


urlpatterns = list(_addresses())
