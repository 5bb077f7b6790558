"""Passwords: changing one's own, and a new one by mail for who has lost it."""

import logging
from typing import Any, Final, cast

from axes.utils import reset
from django.contrib import messages
from django.contrib.auth import views
from django.core.cache import caches
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse_lazy
from django.utils.crypto import salted_hmac
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from poseidon.web.entrance.forms import LostPasswordForm

_logger = logging.getLogger(__name__)

PAUSE: Final = 300
"""Seconds until the same address is sent another mail; the answer is the same."""


@method_decorator(never_cache, name="dispatch")
class PasswordChange(views.PasswordChangeView):
    """One's own password, which ends all one's other sessions."""

    template_name = "entrance/password_change.html"
    success_url = reverse_lazy("entrance:home")

    def form_valid(self, form: Any) -> HttpResponse:
        """As Django does; and says so."""
        messages.success(self.request, _("Your password was changed. You were signed out everywhere else."))
        return super().form_valid(form)


@method_decorator(never_cache, name="dispatch")
class PasswordLost(views.PasswordResetView):
    """Asks for the address; answers alike whether or not anybody has it."""

    template_name = "entrance/password_lost.html"
    email_template_name = "entrance/mail/password.txt"
    subject_template_name = "entrance/mail/password_subject.txt"
    form_class = LostPasswordForm
    success_url = reverse_lazy("entrance:password-sent")

    def form_valid(self, form: Any) -> HttpResponse:
        """Sends the mail, unless this address was sent one a moment ago; once the answer is on its way, since
        the time that a mail server takes would tell who has an account."""
        answer: Any = HttpResponseRedirect(str(self.success_url))
        address = salted_hmac("password lost", form.cleaned_data["email"].casefold()).hexdigest()
        if caches["shared"].add(f"password-lost-{address}", True, PAUSE):
            answer._resource_closers.append(lambda: self._send(form))
        return cast(HttpResponse, answer)

    def _send(self, form: Any) -> None:
        try:
            super().form_valid(form)
        except Exception:  # whoever closes an answer would drop it silently
            _logger.exception("The mail with a link for a new password could not be made.")


class PasswordSent(views.PasswordResetDoneView):
    """Says what happens next."""

    template_name = "entrance/password_sent.html"


@method_decorator(never_cache, name="dispatch")
class PasswordNew(views.PasswordResetConfirmView):
    """What the mail's link opens; it works once, and until the password is another."""

    template_name = "entrance/password_new.html"
    success_url = reverse_lazy("entrance:home")

    def form_valid(self, form: Any) -> HttpResponse:
        """As Django does; and says so on the sign-in page, which is opened again to who was locked out of it:
        the mail has shown who they are."""
        reset(username=form.user.get_username())
        messages.success(self.request, _("Your password was changed. Sign in with the new one."))
        return super().form_valid(form)
