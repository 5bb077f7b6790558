"""Nothing is wrong with the admins, the tenant's and the platform's."""

import pytest

from tests.e2e import visits
from tests.e2e.accessibility import Audit
from tests.e2e.pages.looking import PageOf, assert_clean, look_at
from tests.e2e.visits import Visit
from tests.web.conftest import DATABASES
from tests.web.routes import PLATFORM, TENANT

pytestmark = [
    pytest.mark.e2e,
    pytest.mark.slow,
    pytest.mark.django_db(databases=DATABASES, transaction=True),
]


def test_pages_of_the_admins(page_of: PageOf, rows: dict[str, object]) -> None:
    routes = {name: row for name, row in TENANT.items() if name.startswith("admin:")}
    every = [*visits.visits_of(routes, rows, "/TESTCLIENT"), *visits.visits_of(PLATFORM, rows)]
    for model, row in visits.TENANT_MODELS.items():
        addresses = visits.admin_addresses(model, rows[row])
        every += [Visit("admin", f"/TESTCLIENT{address}") for address in addresses]
    for model, row in visits.PLATFORM_MODELS.items():
        every += [Visit("operator", address) for address in visits.admin_addresses(model, rows[row])]
    every += [Visit("admin", f"/TESTCLIENT{address}".format(**rows)) for address in visits.ADMIN_STATES]
    audit = Audit()
    look_at(audit, page_of, every)
    assert_clean(audit)
