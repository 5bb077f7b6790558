"""Passwords: changing one's own, and a new one by mail for who has lost it."""

from typing import Any, Final

from django.contrib import messages
from django.contrib.auth import views
from django.core.cache import caches
from django.http import HttpResponse
from django.urls import reverse_lazy
from django.utils.crypto import salted_hmac
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from poseidon.web.entrance.forms import LostPasswordForm

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
        """Sends the mail, unless this address was sent one a moment ago."""
        address = salted_hmac("password lost", form.cleaned_data["email"].casefold()).hexdigest()
        if not caches["shared"].add(f"password-lost-{address}", True, PAUSE):
            return HttpResponse(status=302, headers={"Location": str(self.success_url)})
        return super().form_valid(form)


class PasswordSent(views.PasswordResetDoneView):
    """Says what happens next."""

    template_name = "entrance/password_sent.html"


@method_decorator(never_cache, name="dispatch")
class PasswordNew(views.PasswordResetConfirmView):
    """What the mail's link opens; it works once, and until the password is another."""

    template_name = "entrance/password_new.html"
    success_url = reverse_lazy("entrance:home")

    def form_valid(self, form: Any) -> HttpResponse:
        """As Django does; and says so on the sign-in page."""
        messages.success(self.request, _("Your password was changed. Sign in with the new one."))
        return super().form_valid(form)
