"""The sign-in form."""

from django import forms
from django.contrib.auth import get_user_model
from django.contrib.auth.forms import AuthenticationForm
from django.utils.translation import gettext_lazy as _


class SignInForm(AuthenticationForm):
    """User name or e-mail, and password. An e-mail counts only where exactly one active user has it."""

    username = forms.CharField(
        label=_("User name or e-mail"),
        max_length=254,
        widget=forms.TextInput(
            attrs={"autofocus": True, "autocomplete": "username", "autocapitalize": "none"}
        ),
    )
    error_messages = {
        "invalid_login": _("User name, e-mail or password is not right. Please try again."),
        "inactive": _("This account is switched off."),
    }

    def clean_username(self) -> str:
        """The user name; throttling counts by it, so that both ways of naming a user count together."""
        typed: str = self.cleaned_data["username"]
        users = get_user_model()._default_manager
        if "@" not in typed or users.filter(username=typed).exists():
            return typed
        found = users.filter(email__iexact=typed, is_active=True).values_list("username", flat=True)[:2]
        return found[0] if len(found) == 1 else typed
