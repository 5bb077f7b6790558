"""The forms of the entrance."""

from typing import Any

from django import forms
from django.contrib.auth import get_user_model
from django.contrib.auth.forms import AuthenticationForm, PasswordResetForm, SetPasswordForm
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


class JoinForm(SetPasswordForm):
    """A new account for who was invited: name and password."""

    first_name = forms.CharField(
        label=_("First name"), max_length=150, widget=forms.TextInput(attrs={"autocomplete": "given-name"})
    )
    last_name = forms.CharField(
        label=_("Last name"), max_length=150, widget=forms.TextInput(attrs={"autocomplete": "family-name"})
    )
    field_order = ("first_name", "last_name", "new_password1", "new_password2")

    def __init__(self, email: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(get_user_model()(email=email, username=email), *args, **kwargs)

    def clean_first_name(self) -> str:
        """The password is compared with it too."""
        name: str = self.cleaned_data["first_name"]
        self.user.first_name = name
        return name

    def clean_last_name(self) -> str:
        """As `clean_first_name`."""
        name: str = self.cleaned_data["last_name"]
        self.user.last_name = name
        return name


class LostPasswordForm(PasswordResetForm):
    """The address to which a link is sent."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].label = _("E-mail")
