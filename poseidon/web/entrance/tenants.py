"""The tenants that the signed-in person may enter."""

from typing import NamedTuple

from django.contrib.auth.models import AbstractBaseUser
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.cache import never_cache

from poseidon.domain.accounts.selectors import accounts_of, tenants_called
from poseidon.tenancy.api import enterable_tenants
from poseidon.web.entrance.sign_in import next_address, sign_in
from poseidon.web.listing import ROWS_A_PAGE, asked, page_of


class Door(NamedTuple):
    """A tenant as the list shows it; one that is not served now is shown, but cannot be entered."""

    tenant: str
    name: str
    role: str
    open: bool


@never_cache
def home(request: HttpRequest) -> HttpResponse:
    """The sign-in page, or the list of tenants; somebody signed in already goes on to `next`."""
    if not request.user.is_authenticated:
        return sign_in(request)
    if request.method == "POST" or "next" in request.GET:
        return HttpResponseRedirect(next_address(request))
    return _tenants(request, request.user)


def _tenants(request: HttpRequest, user: AbstractBaseUser) -> HttpResponse:
    roles, words = enterable_tenants(user), asked(request, "q")
    called = tenants_called(words) if words else set(roles)
    page = page_of(request, [tenant for tenant in roles if tenant in called])
    accounts = accounts_of(page.object_list)
    doors = []
    for tenant in page.object_list:
        account = accounts.get(tenant)
        name = ((account and account.name) or "").strip() or tenant
        doors.append(Door(tenant, name, roles[tenant], bool(account and account.active)))
    context = {"doors": doors, "page": page, "q": words, "searchable": len(roles) > ROWS_A_PAGE or words}
    return render(request, "entrance/tenants.html", context)
