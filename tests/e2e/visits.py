"""Every page there is, and who looks at it. What answers nobody's GET with a page is named with the reason.

Routes come from `tests/web/routes.py`, in which every route must stand; pages that look otherwise when asked
otherwise are added here.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

from tests.web.routes import Answers, names
from tests.web.workspace.counted_pages import BULK

LOOKERS: Final = ("admin", "operator", "anonymous")
NO_PAGE: Final = {
    "health:live": "text for a probe",
    "health:ready": "text for a probe",
    "admin:autocomplete": "JSON for a script",
    "admin:jsi18n": "a script",
    "admin:search": "a part of a page",
    **{f"workspace:{name}-export": "a file" for name in (*BULK, "history")},
}
VERBS: Final = ("changelist", "add", "change", "delete", "history")
TENANT_MODELS: Final = {"poseidon/session": "session"}
PLATFORM_MODELS: Final = {"auth/user": "user"}
"""Whose admin pages are looked at, of the row of that name; the others are made by the same templates."""
MADE_FOR_EACH_MODEL: Final = re.compile(rf"admin:(\?|\w+_({'|'.join(VERBS)})$)")

CONCERNS: Final = ("people-twice", "rooms-twice", "no-time", "no-presenter", "no-mail", "unpaid")
WORKSPACE_STATES: Final = (
    *("conferences/38C3/?by=time", "conferences/38C3/?by=room", "conferences/38C3/?room={room}"),
    *(f"conferences/38C3/attention/?kind={kind}" for kind in CONCERNS),
    *("conferences/?q=nowhere", "conferences/EMPTY/", "conferences/EMPTY/grid/", "conferences/EMPTY/print/"),
    *("conferences/EMPTY/rooms/", "conferences/EMPTY/fields/", "conferences/EMPTY/attention/"),
    *("people/?q=nobody", "people/?sort=-country&columns=city,phone&country=Sweden", "sessions/?chair=none"),
    *("people/?conference=38C3", "registrations/?conference=38C3", "sessions/add/?conference=38C3"),
    *("people/{plain}/", "people/{plain}/delete/", "abstracts/add/?conference=38C3"),
    *("search/", "search/?q=nothing+like+it", "search/?q=talk", "history/?source=page"),
    *("people/bulk/?change=public-yes&scope=all", "people/bulk/?change=public-yes", "people/987654/"),
)
ADMIN_STATES: Final = (
    *("/admin/poseidon/people/?q=ada", "/admin/poseidon/people/?q=nobody"),
    *("/admin/poseidon/people/?_popup=1", "/admin/poseidon/people/{pid}/change/"),
    "/admin/poseidon/room/{room}/delete/",
)
IN_THE_DARK: Final = tuple(
    f"workspace:{name}"
    for name in ("dashboard", "conference", "conference-grid", "people", "person", "person-edit", "members")
)
"""Routes that are looked at in the dark as well: together they use all colours."""
OTHER_TENANT: Final = (
    *("", "conferences/", "people/?page=2", "sessions/", "abstracts/", "registrations/", "history/"),
)
OUTSIDE: Final = (
    *("/", "/?next=/TESTCLIENT/", "/nothing/", "/password/lost/", "/password/sent/", "/invitation/nonsense/"),
    "/password/new/MQ/nonsense/",
)
PICTURED: Final = frozenset(
    (
        *("", "conferences/", "conferences/38C3/", "conferences/38C3/?by=room", "conferences/38C3/grid/"),
        *("conferences/38C3/attention/?kind=people-twice", "conferences/38C3/print/", "people/"),
        *("people/123/", "abstracts/", "abstracts/1/", "sessions/", "registrations/"),
        *("people/123/edit/", "people/add/", "people/123/delete/", "abstracts/1/edit/", "sessions/1/edit/"),
        *("conferences/38C3/edit/", "conferences/38C3/fields/", "conferences/38C3/fields/add/"),
        *("conferences/38C3/rooms/", "registrations/add/"),
    )
)
"""What of TESTCLIENT is kept as a picture for people to look at."""


Table = Mapping[str, tuple[str, Answers]]
"""Addresses and answers by route, as `tests/web/routes.py` lists them."""


class Visit(NamedTuple):
    """Somebody looks at an address."""

    who: str
    address: str


def visits_of(table: Table, rows: Mapping[str, object], prefix: str = "") -> Iterator[Visit]:
    """Each route's page as the first of LOOKERS sees it who may."""
    for route, (address, answers) in table.items():
        who = looker(route, answers)
        if who is not None:
            yield Visit(who, prefix + address.format(**rows))


def looker(route: str, answers: Answers) -> str | None:
    """Who looks at the route; None where it is no page or answers nobody."""
    return None if route in NO_PAGE else next((who for who in LOOKERS if answers[who] == 200), None)


def admin_addresses(model: str, row: object) -> Iterator[str]:
    """The admin's pages about a model, given as `poseidon/people`, and about one of its rows."""
    for verb in VERBS:
        part = {"changelist": "", "add": "add/"}.get(verb, f"{row}/{verb}/")
        yield f"/admin/{model}/{part}"


def not_visited(urlconf: str, table: Table) -> set[str]:
    """Routes that no visit goes to and of which nobody has said that they are no pages."""
    return {
        name
        for name in names(urlconf)
        if name not in table and name not in NO_PAGE and not MADE_FOR_EACH_MODEL.match(name)
    }
