"""Signing in and out. Both ways end on an address of this site, whatever `next` says."""

from axes.helpers import get_cool_off
from django.conf import settings
from django.contrib.auth import login, logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from poseidon.web.addresses import UNSAVED
from poseidon.web.entrance.forms import SignInForm


@sensitive_post_parameters("password")
def sign_in(request: HttpRequest) -> HttpResponse:
    """The sign-in page, and what it posts."""
    form = SignInForm(request, request.POST or None)
    if request.method == "POST" and form.is_valid():
        login(request, form.get_user())
        return HttpResponseRedirect(next_address(request))
    if getattr(request, "axes_locked_out", False):
        return _locked_out(request)
    context = {"form": form, "next": next_address(request), "unsaved": UNSAVED in request.GET}
    return render(request, "entrance/sign_in.html", context)


def next_address(request: HttpRequest) -> str:
    """Where the person wanted to go: a path of this site, or the list of tenants."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    local = wanted.startswith("/") and url_has_allowed_host_and_scheme(
        wanted, allowed_hosts=None, require_https=request.is_secure()
    )
    return wanted if local else settings.LOGIN_REDIRECT_URL


def _locked_out(request: HttpRequest) -> HttpResponse:
    request.axes_locked_out = False  # type: ignore[attr-defined] # else the middleware puts plain text in its place
    pause = get_cool_off(request)
    minutes = round(pause.total_seconds() / 60) if pause else None
    return render(request, "entrance/locked_out.html", {"minutes": minutes}, status=429)


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """Ends the session."""
    logout(request)
    return HttpResponseRedirect(settings.LOGOUT_REDIRECT_URL)
