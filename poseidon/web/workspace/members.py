"""Members of the tenant, for its admins: who they are, their roles, invitations."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from poseidon.tenancy.api import (
    Issued,
    MembersError,
    Membership,
    change_role,
    invite,
    members_of,
    membership_of,
    pending_invitations,
    renew_invitation,
    require_tenant,
    revoke_membership,
    withdraw_invitation,
)
from poseidon.web.access import members_only
from poseidon.web.addresses import platform_address
from poseidon.web.frame import Frame
from poseidon.web.mailing import send_text
from poseidon.web.workspace.member_forms import InviteForm, RoleForm
from poseidon.web.workspace.refusals import told


@members_only("admin")
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """All members, those who are invited, and a form to invite others."""
    return _page(request, InviteForm())


@members_only("admin")
@require_POST
def invite_by_mail(request: HttpRequest) -> HttpResponse:
    """Invites the address that was typed; the page again, with the reason, where that cannot be."""
    form = InviteForm(request.POST)
    if form.is_valid():
        try:
            issued = invite(**form.cleaned_data, tenant=_tenant(), by=request.user)
        except MembersError as error:
            form.add_error("email", told(error))
        else:
            return _sent(request, issued)
    return _page(request, form, status=400)


@members_only("admin")
@require_POST
def resend(request: HttpRequest, number: int) -> HttpResponse:
    """Sends the invitation again, with another link."""
    return _attempt(
        request, lambda: _sent(request, renew_invitation(number, tenant=_tenant(), by=request.user))
    )


@members_only("admin")
@require_POST
def withdraw(request: HttpRequest, number: int) -> HttpResponse:
    """Ends the invitation."""

    def act() -> None:
        invitation = withdraw_invitation(number, tenant=_tenant(), by=request.user)
        messages.success(request, _("The invitation to %s was withdrawn.") % invitation.email)

    return _attempt(request, act)


@members_only("admin")
@require_POST
def set_role(request: HttpRequest, user: int) -> HttpResponse:
    """Gives the member the role that was chosen."""
    form = RoleForm(request.POST)
    if not form.is_valid():
        raise Http404

    def act() -> HttpResponse:
        change_role(user, tenant=_tenant(), role=form.cleaned_data["role"], by=request.user)
        messages.success(request, _("The role was changed. It counts from now on."))
        return _home_or_here(request, user, form.cleaned_data["role"])

    return _attempt(request, act)


@members_only("admin")
@require_http_methods(["GET", "HEAD", "POST"])
def revoke(request: HttpRequest, user: int) -> HttpResponse:
    """Asks whether the membership shall end, and ends it."""
    membership = membership_of(user, _tenant())
    if membership is None:
        raise Http404
    if request.method != "POST":
        context = {"section": "members", "member": membership, "self": user == request.user.pk}
        return render(request, "workspace/member_revoke.html", context)

    def act() -> HttpResponse:
        revoke_membership(user, tenant=_tenant(), by=request.user)
        messages.success(request, _("%s is no member any more.") % membership.user)
        return _home_or_here(request, user, None)

    return _attempt(request, act)


def _page(request: HttpRequest, form: InviteForm, *, status: int = 200) -> HttpResponse:
    context = {
        "section": "members",
        "form": form,
        "members": members_of(_tenant()),
        "invitations": pending_invitations(_tenant()),
        "roles": Membership.Role.choices,
    }
    return render(request, "workspace/members.html", context, status=status)


def _attempt(request: HttpRequest, act: Callable[[], Any]) -> HttpResponse:
    """Back to the list, with the reason where `act` was refused."""
    try:
        answer = act()
    except MembersError as error:
        messages.error(request, told(error))
        answer = None
    return answer if isinstance(answer, HttpResponse) else redirect("workspace:members")


def _home_or_here(request: HttpRequest, user: int, role: str | None) -> HttpResponse:
    """The list of members, unless it is closed now to who changed their own membership."""
    closed = user == request.user.pk and not request.user.is_superuser and role != Membership.Role.ADMIN
    return redirect(platform_address("entrance:home") if closed else "workspace:members")


def _sent(request: HttpRequest, issued: Issued) -> HttpResponse:
    invitation, tenant = issued.invitation, _tenant()
    context = {
        "invitation": invitation,
        "customer": " ".join(Frame(request, tenant).customer.split()),  # a subject is one line
        "by": invitation.invited_by,
        "link": request.build_absolute_uri(platform_address("entrance:invitation", issued.token)),
    }
    if send_text(invitation.email, "workspace/mail/invitation.txt", context):
        messages.success(request, _("An invitation was sent to %s, good for 7 days.") % invitation.email)
    else:
        told_why = _("The mail to %s could not be sent. The invitation is kept: send it again later.")
        messages.error(request, told_why % invitation.email)
    return redirect("workspace:members")


def _tenant() -> str:
    return require_tenant("The list of members")
