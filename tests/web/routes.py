"""Every route there is, and who gets which answer from it.

`test_access.py` fails for a route that is not listed here: whoever adds one decides who may see it.
"""

from collections.abc import Iterator

from django.conf import settings
from django.urls import URLPattern, URLResolver, get_resolver

ROLES = ("anonymous", "outsider", "stranger", "viewer", "editor", "admin", "operator")
"""`outsider` is member of nothing, `stranger` is admin of another tenant."""

Answers = dict[str, int]


def answers(anonymous: int, outsiders: int, viewer: int, editor: int, admin: int, operator: int) -> Answers:
    """Status by role."""
    return dict(zip(ROLES, (anonymous, outsiders, outsiders, viewer, editor, admin, operator), strict=True))


EVERYBODY = answers(200, 200, 200, 200, 200, 200)
MEMBERS = answers(302, 404, 200, 200, 200, 200)
EDITORS = answers(302, 404, 403, 200, 200, 200)
ADMINS = answers(302, 404, 403, 403, 200, 200)
NOBODY = answers(302, 404, 404, 404, 404, 404)
BY_POST_ONLY = answers(302, 404, 405, 405, 405, 405)
ADMINS_BY_POST_ONLY = answers(302, 404, 403, 403, 405, 405)
OPERATORS = answers(302, 404, 404, 404, 404, 200)

# Route: address (objects are those of `test_access.py`), answers to GET.
PLATFORM: dict[str, tuple[str, Answers]] = {
    "entrance:home": ("/", EVERYBODY),
    "entrance:sign-out": ("/sign-out/", answers(405, 405, 405, 405, 405, 405)),
    "entrance:invitation": ("/invitation/nonsense/", answers(404, 404, 404, 404, 404, 404)),
    "entrance:password-change": ("/password/", answers(302, 200, 200, 200, 200, 200)),
    "entrance:password-lost": ("/password/lost/", EVERYBODY),
    "entrance:password-sent": ("/password/sent/", EVERYBODY),
    "entrance:password-new": ("/password/new/MQ/nonsense/", EVERYBODY),
    "health:live": ("/live", EVERYBODY),
    "health:ready": ("/ready", EVERYBODY),
    "metrics:metrics": ("/metrics", answers(404, 404, 404, 404, 404, 404)),
    "admin:index": ("/admin/", OPERATORS),
    "admin:login": ("/admin/login/", answers(302, 302, 302, 302, 302, 302)),
    "admin:logout": ("/admin/logout/", answers(302, 404, 404, 404, 404, 405)),
    "admin:password_change": ("/admin/password_change/", OPERATORS),
    "admin:password_change_done": ("/admin/password_change/done/", OPERATORS),
    "admin:auth_user_password_change": ("/admin/auth/user/{user}/password/", OPERATORS),
    "admin:autocomplete": (
        "/admin/autocomplete/?app_label=tenancy&model_name=membership&field_name=user",
        OPERATORS,
    ),
    "admin:jsi18n": ("/admin/jsi18n/", OPERATORS),
    "admin:search": ("/admin/search/?s=user", OPERATORS),
    "admin:view_on_site": ("/admin/r/1/1/", NOBODY),
    "admin:app_list": ("/admin/auth/", OPERATORS),
    "admin:catch_all": ("/admin/nothing/", NOBODY),
}
PLATFORM_MODELS: dict[str, Answers] = {"changelist": OPERATORS, "change": OPERATORS, "add": OPERATORS}

EDITED = {
    "person": "people/{pid}",
    "abstract": "abstracts/{abstract}",
    "conference": "conferences/38C3",
    "session": "sessions/{session}",
    "room": "rooms/{room}",
    "registration": "registrations/{registration}",
}
"""Rows that have pages to edit and delete them, and one to add others."""

TENANT: dict[str, tuple[str, Answers]] = {
    "health:tenant": ("/health/", OPERATORS),
    "workspace:dashboard": ("/", MEMBERS),
    "workspace:conferences": ("/conferences/", MEMBERS),
    "workspace:conference": ("/conferences/38C3/", MEMBERS),
    "workspace:conference-attention": ("/conferences/38C3/attention/", MEMBERS),
    "workspace:conference-grid": ("/conferences/38C3/grid/", MEMBERS),
    "workspace:conference-print": ("/conferences/38C3/print/", MEMBERS),
    "workspace:people": ("/people/", MEMBERS),
    "workspace:person": ("/people/{pid}/", MEMBERS),
    "workspace:abstracts": ("/abstracts/", MEMBERS),
    "workspace:sessions": ("/sessions/", MEMBERS),
    "workspace:people-export": ("/people/export/?format=csv", MEMBERS),
    "workspace:people-bulk": ("/people/bulk/?change=public-yes", EDITORS),
    "workspace:sessions-export": ("/sessions/export/?format=csv", MEMBERS),
    "workspace:sessions-bulk": ("/sessions/bulk/?change=public-yes", EDITORS),
    "workspace:abstracts-export": ("/abstracts/export/?format=csv", MEMBERS),
    "workspace:abstracts-bulk": ("/abstracts/bulk/?change=status-accepted", EDITORS),
    "workspace:registrations-export": ("/registrations/export/?format=csv", MEMBERS),
    "workspace:registrations-bulk": ("/registrations/bulk/?change=paid-yes", EDITORS),
    "workspace:abstract": ("/abstracts/{abstract}/", MEMBERS),
    "workspace:registrations": ("/registrations/", MEMBERS),
    "workspace:search": ("/search/?q=ada", MEMBERS),
    "workspace:choose": ("/choose/", BY_POST_ONLY),
    "workspace:members": ("/members/", ADMINS),
    "workspace:invite": ("/members/invite/", ADMINS_BY_POST_ONLY),
    "workspace:invitation-resend": ("/members/invitations/1/resend/", ADMINS_BY_POST_ONLY),
    "workspace:invitation-withdraw": ("/members/invitations/1/withdraw/", ADMINS_BY_POST_ONLY),
    "workspace:member-role": ("/members/1/role/", ADMINS_BY_POST_ONLY),
    "workspace:member-revoke": ("/members/{member}/revoke/", ADMINS),
    **{
        f"workspace:{kind}-add": (f"/{place.partition('/')[0]}/add/", EDITORS)
        for kind, place in EDITED.items()
    },
    **{f"workspace:{kind}-edit": (f"/{place}/edit/", EDITORS) for kind, place in EDITED.items()},
    **{f"workspace:{kind}-delete": (f"/{place}/delete/", ADMINS) for kind, place in EDITED.items()},
    "workspace:rooms": ("/conferences/38C3/rooms/", MEMBERS),
    "workspace:fields": ("/conferences/38C3/fields/", ADMINS),
    "workspace:field-add": ("/conferences/38C3/fields/add/", ADMINS),
    "workspace:field-edit": ("/conferences/38C3/fields/{field}/", ADMINS),
    "workspace:history": ("/history/", MEMBERS),
    "workspace:history-export": ("/history/export/?format=csv", MEMBERS),
    "admin:index": ("/admin/", MEMBERS),
    "admin:login": ("/admin/login/", answers(302, 302, 302, 302, 302, 302)),
    "admin:logout": ("/admin/logout/", BY_POST_ONLY),
    "admin:password_change": ("/admin/password_change/", MEMBERS),
    "admin:password_change_done": ("/admin/password_change/done/", MEMBERS),
    "admin:autocomplete": (
        "/admin/autocomplete/?app_label=poseidon&model_name=session&field_name=room",
        MEMBERS,
    ),
    "admin:jsi18n": ("/admin/jsi18n/", MEMBERS),
    "admin:search": ("/admin/search/?s=people", MEMBERS),
    "admin:view_on_site": ("/admin/r/1/1/", NOBODY),
    "admin:app_list": ("/admin/poseidon/", MEMBERS),
    "admin:catch_all": ("/admin/nothing/", NOBODY),
}
TENANT_MODELS: dict[str, Answers] = {
    "changelist": MEMBERS,
    "change": MEMBERS,
    "add": EDITORS,
    "delete": ADMINS,
    "history": MEMBERS,
}


def names(urlconf: str) -> Iterator[str]:
    """The names of all routes of a URL configuration, with their namespaces; `?` for one without a name."""
    yield from _names(get_resolver(urlconf).url_patterns, ())


def _names(patterns: list[URLPattern | URLResolver], spaces: tuple[str, ...]) -> Iterator[str]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from _names(pattern.url_patterns, (*spaces, *filter(None, [pattern.namespace])))
        else:
            yield ":".join((*spaces, pattern.name or _unnamed(pattern)))


def _unnamed(pattern: URLPattern) -> str:
    """The admin's two routes without a name: its last resort, and redirects of old addresses."""
    return "catch_all" if str(pattern.pattern) == "(?P<url>.*)$" else f"? {pattern.pattern}"


TENANT_URLCONF, PLATFORM_URLCONF = settings.TENANT_URLCONF, settings.ROOT_URLCONF
