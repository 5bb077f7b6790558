"""Every page of the workspace, with the most statements that it may send to the tenant's database.

`test_query_counts.py` fails for a page that is not listed here.
"""

from typing import Final

CONFERENCE: Final = "38C3"
_ONE: Final = f"conferences/{CONFERENCE}"

BULK: Final = {
    "people": "public-yes",
    "sessions": "public-yes",
    "abstracts": "status-accepted",
    "registrations": "paid-yes",
}
"""A change in bulk for each list."""

PAGES: Final = {
    "": 11,
    "conferences/": 5,
    "conferences/add/": 5,
    f"{_ONE}/": 26,
    f"{_ONE}/?by=room": 12,
    f"{_ONE}/edit/": 5,
    f"{_ONE}/delete/": 20,
    f"{_ONE}/attention/?kind=no-chair": 15,
    f"{_ONE}/attention/?kind=no-presenter": 15,
    f"{_ONE}/grid/": 10,
    f"{_ONE}/print/": 8,
    f"{_ONE}/rooms/": 6,
    f"{_ONE}/fields/": 6,
    f"{_ONE}/fields/add/": 6,
    f"{_ONE}/fields/1/": 6,
    "people/": 8,
    "people/?q=ada&sort=-country": 9,
    "people/?conference=38C3": 9,
    "people/export/?format=csv": 8,
    "people/add/": 6,
    "people/1/": 11,
    "people/1/edit/": 10,
    "people/1/delete/": 20,
    "sessions/": 12,
    "sessions/?conference=38C3&day=2024-12-27&chair=none": 15,
    "sessions/export/?format=json": 8,
    "sessions/add/?conference=38C3": 8,
    "sessions/1/edit/": 12,
    "sessions/1/delete/": 20,
    "rooms/add/?conference=38C3": 6,
    "rooms/1/edit/": 6,
    "rooms/1/delete/": 20,
    "abstracts/": 13,
    "abstracts/?status=accepted&conference=38C3": 14,
    "abstracts/export/?format=xlsx": 8,
    "abstracts/add/?conference=38C3": 8,
    "abstracts/1/": 9,
    "abstracts/1/edit/": 12,
    "abstracts/1/delete/": 20,
    "registrations/": 10,
    "registrations/?q=ada&conference=38C3": 12,
    "registrations/export/?format=csv": 8,
    "registrations/add/?conference=38C3": 8,
    "registrations/1/edit/": 8,
    "registrations/1/delete/": 20,
    "search/?q=ada": 8,
    "search/?q=on+the+talk": 8,
    "history/": 6,
    "history/?entity=People&source=system": 6,
    "history/export/?format=csv&entity=Room": 6,
    **{f"{name}/bulk/?change={change}&scope=all": 8 for name, change in BULK.items()},
    "members/": 3,
    "members/{member}/revoke/": 3,
}
"""Addresses inside a tenant; `{member}` is a user who is a member."""

ANSWER_POST_ALONE: Final = {
    "choose",
    "invite",
    "invitation-resend",
    "invitation-withdraw",
    "member-role",
}
"""Routes that show no page."""
