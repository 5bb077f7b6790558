"""The platform's own admin: users, groups, memberships, and the customers' accounts."""

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.auth import get_user_model
from django.contrib.auth.admin import GroupAdmin as DjangoGroupAdmin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.models import Group
from django.db.models import Model
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin, TabularInline
from unfold.forms import AdminPasswordChangeForm, UserChangeForm, UserCreationForm

from poseidon.domain.accounts.models import Accounts
from poseidon.tenancy.api import Membership, forget_status, is_tenant, writes_elsewhere
from poseidon.web.admin.sites import platform_site


class MembershipForm(forms.ModelForm):
    """A membership of a tenant that is served."""

    def clean_tenant(self) -> str:
        """The tenant's name in upper case."""
        tenant: str = self.cleaned_data["tenant"].strip().upper()
        if not is_tenant(tenant):
            raise forms.ValidationError(_("No tenant of this name is served."))
        return tenant


class MembershipInline(TabularInline):
    """A user's memberships."""

    model = Membership
    form = MembershipForm
    extra = 0


@admin.register(get_user_model(), site=platform_site)
class UserAdmin(DjangoUserAdmin, ModelAdmin):
    """Everybody who can sign in; superusers are operators."""

    form = UserChangeForm
    add_form = UserCreationForm
    change_password_form = AdminPasswordChangeForm
    list_display = ("username", "email", "first_name", "last_name", "is_active", "is_superuser", "last_login")
    list_filter = ("is_active", "is_superuser")
    inlines = (MembershipInline,)

    def get_inlines(self, request: HttpRequest, obj: Model | None) -> tuple[Any, ...]:
        """Memberships come after the user is made."""
        return self.inlines if obj is not None else ()


@admin.register(Group, site=platform_site)
class GroupAdmin(DjangoGroupAdmin, ModelAdmin):
    """Groups of users."""


@admin.register(Membership, site=platform_site)
class MembershipAdmin(ModelAdmin):
    """Who is what in which tenant."""

    form = MembershipForm
    list_display = ("user", "tenant", "role", "created_at")
    list_filter = ("role",)
    list_select_related = ("user",)
    search_fields = ("tenant", "user__username", "user__email")
    autocomplete_fields = ("user",)


@admin.register(Accounts, site=platform_site)
class AccountsAdmin(ModelAdmin):
    """The customers; switching `active` off suspends the tenant. Never deleted here."""

    list_display = ("acronym", "name", "active", "contact_name", "contact_email")
    list_filter = ("active",)
    search_fields = ("acronym", "name", "contact_name", "contact_email")
    ordering = ("acronym",)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Nobody: the older product keeps this table."""
        return False

    def save_model(self, request: HttpRequest, obj: Accounts, form: Any, change: bool) -> None:
        """This process serves or suspends the tenant from the next request on."""
        super().save_model(request, obj, form, change)
        forget_status(obj.acronym)

    def log_addition(self, request: HttpRequest, obj: Model, message: Any) -> Any:
        """In the platform's journal, which is another database than the accounts'."""
        with writes_elsewhere("default", reason="an entry too many, if the accounts roll back, does no harm"):
            return super().log_addition(request, obj, message)

    def log_change(self, request: HttpRequest, obj: Model, message: Any) -> Any:
        """As `log_addition`."""
        with writes_elsewhere("default", reason="an entry too many, if the accounts roll back, does no harm"):
            return super().log_change(request, obj, message)
