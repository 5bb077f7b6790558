"""Accepting an invitation: signed in, or with a new account."""

from typing import Final

from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from poseidon.domain.accounts.selectors import customer_name
from poseidon.tenancy.api import (
    AccountExistsError,
    AccountSwitchedOffError,
    ExpiredInvitationError,
    Invitation,
    InvitationError,
    UnknownInvitationError,
    UsedInvitationError,
    WithdrawnInvitationError,
    accept_invitation,
    accept_invitation_as_new_user,
    open_invitation,
    refuse_known_address,
    role_in,
)
from poseidon.web.addresses import tenant_address
from poseidon.web.entrance.forms import JoinForm

BACKEND: Final = "django.contrib.auth.backends.ModelBackend"

REASONS: Final[dict[type[InvitationError], Promise]] = {
    UnknownInvitationError: _("The link is incomplete, or a newer mail has replaced it. Use the newest one."),
    UsedInvitationError: _("It was accepted already. Sign in to enter the workspace."),
    WithdrawnInvitationError: _("The organisation has withdrawn it. Ask them if that is a mistake."),
    ExpiredInvitationError: _("It was good for 7 days. Ask the organisation to send it again."),
    AccountSwitchedOffError: _("There is an account with your address that is switched off."),
}


@never_cache
@sensitive_post_parameters("new_password1", "new_password2")
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """What the mail's link opens: accept, sign in to accept, or a form for a new account."""
    try:
        found = open_invitation(token)
        if request.user.is_authenticated:
            return _with_account(request, token, found)
        return _with_new_account(request, token, found)
    except UsedInvitationError as error:
        return _welcome_again(request, error) or _refused(request, error)
    except InvitationError as error:
        return _refused(request, error)


def _welcome_again(request: HttpRequest, error: UsedInvitationError) -> HttpResponse | None:
    """Who accepted it themselves, by a double click or the mail's link once more, goes where it leads."""
    user = request.user
    if user.is_authenticated and user.pk == error.by and role_in(user, error.tenant):
        return HttpResponseRedirect(_workspace(error.tenant))
    return None


def _with_account(request: HttpRequest, token: str, found: Invitation) -> HttpResponse:
    if request.method == "POST":
        accept_invitation(token, user=request.user)
        return HttpResponseRedirect(_workspace(found.tenant))
    return _page(request, found)


def _with_new_account(request: HttpRequest, token: str, found: Invitation) -> HttpResponse:
    try:
        refuse_known_address(found)
    except AccountExistsError:
        return _page(request, found, known=True)
    form = JoinForm(found.email, request.POST or None)
    if not form.is_valid():
        return _page(request, found, form=form)
    user = accept_invitation_as_new_user(
        token,
        first_name=form.cleaned_data["first_name"],
        last_name=form.cleaned_data["last_name"],
        password=form.cleaned_data["new_password1"],
    )
    login(request, user, BACKEND)
    return HttpResponseRedirect(_workspace(found.tenant))


def _workspace(tenant: str) -> str:
    return tenant_address(tenant, "workspace:dashboard")


def _page(
    request: HttpRequest, found: Invitation, *, form: JoinForm | None = None, known: bool = False
) -> HttpResponse:
    context = {
        "invitation": found,
        "customer": customer_name(found.tenant),
        "by": found.invited_by and (found.invited_by.get_full_name() or found.invited_by.get_username()),
        "form": form,
        "known": known,
        "here": request.path,
    }
    return render(request, "entrance/invitation.html", context)


def _refused(request: HttpRequest, error: InvitationError) -> HttpResponse:
    status = 404 if isinstance(error, UnknownInvitationError) else 410
    context = {"reason": REASONS.get(type(error), ""), "code": status}
    return render(request, "entrance/invitation_refused.html", context, status=status)
