"""What admins type about members."""

from django import forms
from django.utils.translation import gettext_lazy as _

from poseidon.tenancy.api import Membership


class RoleForm(forms.Form):
    """A role."""

    role = forms.ChoiceField(label=_("Role"), choices=Membership.Role.choices)


class InviteForm(RoleForm):
    """An address and a role."""

    email = forms.EmailField(
        label=_("E-mail"), max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "off"})
    )
    field_order = ("email", "role")
