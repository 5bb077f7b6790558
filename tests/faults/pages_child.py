"""Looks at the product's pages as a member of ALPHA, twice: at once, and when a line comes in.

Prints two lines of JSON, each by path: the status, the alert at the top if there is one, and `Retry-After`;
"form" is a form that changes a person, "post" what it sends.
Between them ALPHA's replica is read now and then, so that it is watched.
"""

import html
import json
import re
import select
import sys

import django

django.setup()

from django.contrib.auth.models import User  # noqa: E402 - models need the set-up
from django.core.management import call_command  # noqa: E402
from django.test import Client  # noqa: E402

from poseidon.domain.conferences.models import PlanionContainer  # noqa: E402
from poseidon.tenancy.api import Membership, tenant_context  # noqa: E402

TENANT = "ALPHA"
WORKSPACE = (
    *("", "conferences/", "conferences/38C3/", "conferences/38C3/grid/", "conferences/38C3/attention/"),
    *("people/", "people/1/", "sessions/", "abstracts/", "registrations/", "search/?q=Person", "history/"),
    "members/",
)
FORM = "people/1/edit/"
ADMIN = (
    "admin/",
    "admin/poseidon/people/",
    "admin/poseidon/people/?q=Person",
    "admin/poseidon/people/1/change/",
)
ALERT = re.compile(r'role="status">(.*?)</(?:p|div)>', re.DOTALL)


def member() -> Client:
    """The browser of an admin of the tenant, which has a conference in Berlin."""
    call_command("migrate", database="default", verbosity=0)
    user, _ = User.objects.get_or_create(username="ada")
    Membership.objects.get_or_create(user=user, tenant=TENANT, role="admin")
    with tenant_context(TENANT):
        PlanionContainer.objects.get_or_create(code="38C3", name="Congress", timezone="Europe/Berlin")
    client = Client(raise_request_exception=False)
    client.force_login(user, "django.contrib.auth.backends.ModelBackend")
    return client


def look(client: Client) -> dict[str, tuple[int, str, str]]:
    """Every page."""
    seen = {}
    for path in (*WORKSPACE, *ADMIN):
        answer = client.get(f"/{TENANT}/{path}")
        alert = ALERT.search(answer.content.decode())
        text = re.sub(r"<[^>]+>|\s+", " ", html.unescape(alert[1])).strip() if alert else ""
        seen[path] = answer.status_code, text, answer.headers.get("Retry-After", "")
    for name, answer in (
        ("form", client.get(f"/{TENANT}/{FORM}")),
        ("post", client.post(f"/{TENANT}/{FORM}")),
    ):
        seen[name] = answer.status_code, "", answer.headers.get("Retry-After", "")
    return seen


def main() -> None:
    browser = member()
    print(json.dumps(look(browser)), flush=True)
    while not select.select([sys.stdin], [], [], 0.2)[0]:
        browser.get(f"/{TENANT}/people/1/")
    print(json.dumps(look(browser)), flush=True)


if __name__ == "__main__":
    main()
