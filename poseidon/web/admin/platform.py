"""The platform's own admin: users, groups, memberships, and the customers' accounts."""

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.auth import get_user_model
from django.contrib.auth.admin import GroupAdmin as DjangoGroupAdmin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.models import Group
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin, TabularInline
from unfold.forms import AdminPasswordChangeForm, UserChangeForm, UserCreationForm

from poseidon.commons.text_search import every_word_in
from poseidon.domain.accounts.models import Accounts
from poseidon.tenancy.api import Membership, forget_status, is_tenant, writes_elsewhere
from poseidon.web.admin.keys import KeepsKey
from poseidon.web.admin.odd_requests import TakesOddRequests
from poseidon.web.admin.sites import platform_site
from poseidon.web.charsets import refuse_what_does_not_fit


class MembershipForm(forms.ModelForm):
    """A membership of a tenant that is served."""

    def clean_tenant(self) -> str:
        """The tenant's name in upper case."""
        tenant: str = self.cleaned_data["tenant"].strip().upper()
        if not is_tenant(tenant):
            raise forms.ValidationError(_("No tenant of this name is served."))
        return tenant

    def clean(self) -> dict[str, Any] | None:
        """One membership a tenant; in a user's page Django leaves that to the database, whose error it shows
        to nobody."""
        cleaned = super().clean()
        user, tenant = self.cleaned_data.get("user", self.instance.user_id), self.cleaned_data.get("tenant")
        others = Membership.objects.filter(user=user, tenant=tenant).exclude(pk=self.instance.pk)
        if user is not None and tenant is not None and others.exists():
            self.add_error("tenant", _("This person is a member of this tenant already."))
        return cleaned


class MembershipInline(TabularInline):
    """A user's memberships."""

    model = Membership
    form = MembershipForm
    extra = 0


@admin.register(get_user_model(), site=platform_site)
class UserAdmin(TakesOddRequests, DjangoUserAdmin, ModelAdmin):  # type: ignore[misc]  # whose queryset it is
    """Everybody who can sign in; superusers are operators."""

    form = UserChangeForm
    add_form = UserCreationForm
    change_password_form = AdminPasswordChangeForm
    list_display = ("username", "email", "first_name", "last_name", "is_active", "is_superuser", "last_login")
    list_filter = ("is_active", "is_superuser")
    inlines = (MembershipInline,)

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> tuple[str, ...]:
        """Nobody locks themselves out by a slip: another operator takes their rights away."""
        declared = tuple(super().get_readonly_fields(request, obj))
        return (*declared, "is_active", "is_superuser") if obj == request.user else declared

    def get_inlines(self, request: HttpRequest, obj: Model | None) -> tuple[Any, ...]:
        """Memberships come after the user is made."""
        return self.inlines if obj is not None else ()


@admin.register(Group, site=platform_site)
class GroupAdmin(TakesOddRequests, DjangoGroupAdmin, ModelAdmin):  # type: ignore[misc]  # whose queryset it is
    """Groups of users."""


@admin.register(Membership, site=platform_site)
class MembershipAdmin(TakesOddRequests, ModelAdmin):
    """Who is what in which tenant."""

    form = MembershipForm
    list_display = ("user", "tenant", "role", "created_at")
    list_filter = ("role",)
    list_select_related = ("user",)
    search_fields = ("tenant", "user__username", "user__email")
    autocomplete_fields = ("user",)


@admin.register(Accounts, site=platform_site)
class AccountsAdmin(TakesOddRequests, KeepsKey, ModelAdmin):
    """The customers; switching `active` off suspends the tenant. Never deleted here."""

    list_display = ("acronym", "name", "active", "contact_name", "contact_email")
    list_filter = ("active",)
    search_fields = ("acronym", "name", "contact_name", "contact_email")
    ordering = ("acronym",)

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """As Django's, and says at the field which characters the shared table cannot hold."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        refuse_what_does_not_fit(field, Accounts._meta.db_table, db_field.column, alias="accounts")
        return field

    def get_search_results(
        self, request: HttpRequest, queryset: "QuerySet[Any]", search_term: str
    ) -> "tuple[QuerySet[Any], bool]":
        """Any text, though the shared table cannot hold every one."""
        return queryset.filter(every_word_in(search_term, *self.get_search_fields(request))), False

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
