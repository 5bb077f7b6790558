"""What is around every page of a tenant: where one is, and where one can go from here.

The conference in view is the one that the address names, else the one that the person chose last, which is
kept in the session for each tenant. Everything is read when a template asks for it, and once.
"""

from typing import Final, NamedTuple
from urllib.parse import urlencode

from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import cached_property

from poseidon.domain.accounts.customers import Customer, customers
from poseidon.domain.conferences.models import PlanionContainer
from poseidon.domain.conferences.selectors import code_key, conferences_to_switch_to
from poseidon.tenancy.api import some_enterable_tenants, staleness_of, tenant_session
from poseidon.web.staleness import staleness_line

TENANTS: Final = 8
CONFERENCES: Final = 10
CHOSEN: Final = "conference"


class Door(NamedTuple):
    """Another tenant that the person may enter."""

    tenant: str
    name: str


class Frame:
    """Made for a request inside `tenant`; asks the tenant one query, and the accounts one a minute."""

    def __init__(self, request: HttpRequest, tenant: str) -> None:
        self._request, self._tenant = request, tenant

    @cached_property
    def customer(self) -> str:
        """How the tenant calls itself."""
        customer = self._customers.get(self._tenant)
        return customer.name if customer else self._tenant

    @cached_property
    def doors(self) -> list[Door]:
        """Some other tenants that the person may enter."""
        others = ((name, self._customers.get(name)) for name in self._tenants[0] if name != self._tenant)
        return [Door(name, customer.name) for name, customer in others if customer and customer.active]

    @cached_property
    def more_doors(self) -> bool:
        """Whether there may be tenants that `doors` leaves out."""
        return self._tenants[1]

    @cached_property
    def conferences(self) -> list[PlanionContainer]:
        """The newest conferences, and the one in view."""
        return self._read[:CONFERENCES]

    @cached_property
    def more_conferences(self) -> bool:
        """Whether there are conferences that `conferences` leaves out."""
        return len(self._read) > CONFERENCES

    @cached_property
    def conference(self) -> PlanionContainer | None:
        """The conference in view; None where it is all of them."""
        first = next(iter(self._read), None)
        return first if first is not None and code_key(first.code) == code_key(self._code) else None

    @property
    def staleness(self) -> str:
        """What to tell where the page, as far as it is made, was read from a replica whose primary is gone;
        empty where it was not."""
        staleness = staleness_of(self._tenant)
        if staleness is None:
            return ""
        zone = self.conference.tzinfo if self.conference is not None else timezone.get_current_timezone()
        return staleness_line(self._tenant, staleness, zone)

    @cached_property
    def scope(self) -> str:
        """What takes the conference in view along to a list: `?conference=38C3`, or nothing."""
        return f"?{urlencode({CHOSEN: self.conference.code})}" if self.conference else ""

    @cached_property
    def _code(self) -> str:
        match = self._request.resolver_match
        named = (match.kwargs.get("code") if match else None) or self._request.GET.get(CHOSEN)
        chosen: str = named or tenant_session(self._request).get(CHOSEN, "")
        return chosen.strip()

    @cached_property
    def _read(self) -> list[PlanionContainer]:
        return conferences_to_switch_to(self._code, CONFERENCES + 1)

    @cached_property
    def _tenants(self) -> tuple[dict[str, str], bool]:
        user = self._request.user
        return some_enterable_tenants(user, TENANTS) if user.is_authenticated else ({}, False)

    @cached_property
    def _customers(self) -> dict[str, Customer]:
        return customers({self._tenant, *self._tenants[0]})
