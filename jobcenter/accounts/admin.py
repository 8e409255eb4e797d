"""The back office: for administrators with a second factor, and for nobody else.

Other rooms register on `house_admin`. Django's default site is never mounted, because every package
(allauth's stored MitID brokers among them) registers on it.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any, cast

from allauth.mfa.models import Authenticator
from django.contrib import admin, messages
from django.contrib.admin.views.main import ChangeList
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from jobcenter.ui.responses import go_to

from .access import staff_required
from .domain import (
    record_reopened,
    record_role_granted,
    record_role_withdrawn,
    reset_factors,
    shut_out,
)
from .enums import RoleKind
from .factors import has_second_factor
from .forms import PersonForm, RoleForm
from .models import Role, User
from .policy import Access

PASSWORD_PAGES = {"password_change", "password_change_done"}
FACTOR_NAMES = {
    Authenticator.Type.WEBAUTHN: _("Passkeys"),
    Authenticator.Type.TOTP: _("App with codes"),
    Authenticator.Type.RECOVERY_CODES: _("Emergency codes"),
}
administrator_required = staff_required(RoleKind.ADMINISTRATOR)


class HouseAdmin(admin.AdminSite):
    site_title = site_header = _("Back office")
    index_title = _("What would you like to look after?")

    def has_permission(self, request: HttpRequest) -> bool:
        user = request.user
        return user.is_authenticated and user.is_administrator and has_second_factor(request)

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:
        return administrator_required(super().admin_view(view, cacheable))

    def login(self, request: HttpRequest, extra_context: Any = None) -> Any:
        """No form of its own: the house has one door."""
        return administrator_required(_to_index)(request)

    def logout(self, request: HttpRequest, extra_context: Any = None) -> Any:
        return go_to(request, "account_logout")

    def get_urls(self) -> list[URLPattern | URLResolver]:
        urls = [url for url in super().get_urls() if getattr(url, "name", "") not in PASSWORD_PAGES]
        _mark_all(urls)
        return urls


def _to_index(request: HttpRequest) -> HttpResponse:
    return go_to(request, "admin:index")


def _mark_all(urls: list[URLPattern | URLResolver]) -> None:
    """Django wraps each view anew at every call; the marker goes on what the URL points at."""
    for url in urls:
        if isinstance(url, URLResolver):
            _mark_all(url.url_patterns)
        else:
            _mark(url.callback)


def _mark(callback: Callable[..., Any]) -> None:
    target: Any = getattr(callback, "__func__", callback)
    target.access = Access.STAFF
    target.role_kinds = (RoleKind.ADMINISTRATOR,)


house_admin = HouseAdmin(name="admin")


def _who(request: HttpRequest) -> User:
    return cast("User", request.user)  # behind the back office's door nobody is anonymous


class HouseList(ChangeList):
    """Django takes away the link of a column nobody may sort by; the address would still do it."""

    def get_ordering_field(self, field_name: Any) -> Any:
        return (
            super().get_ordering_field(field_name)
            if field_name in (self.sortable_by or ())
            else None
        )


class HouseModelAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """A list answers what its page offers, and nothing an address makes up.

    Django lets any relation of a row pass as a filter and says how many rows fit: then it would
    count whatever hangs on one counsellor, or one citizen, for whoever asks.
    """

    def lookup_allowed(self, lookup: str, value: Any, request: HttpRequest) -> bool:
        offered = [str(name) for name in self.get_list_filter(request)]
        is_offered = any(lookup == name or lookup.startswith(f"{name}__") for name in offered)
        return is_offered and super().lookup_allowed(lookup, value, request)

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return HouseList


class RoleInline(admin.TabularInline):  # type: ignore[type-arg]
    model = Role
    form = RoleForm
    extra = 0


@admin.register(User, site=house_admin)
class UserAdmin(HouseModelAdmin):
    """Who works here, and as what. Passwords do not exist; factors can be reset, never seen.

    Citizens have accounts too; those are not listed. `citizens/rights/admin.py` opens one of them
    for whoever knows its address and says why.
    """

    form = PersonForm
    list_display = ("name", "email", "is_active", "factors")
    list_filter = ("is_active", "roles__kind")
    search_fields = ordering = ("name", "email")
    # Not when somebody was last here: nobody's hours are kept.
    fields = ("email", "name", "is_active", "factors", "joined")
    readonly_fields = ("factors", "joined")
    inlines = (RoleInline,)
    actions = ("reset_second_factors",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        people = super().get_queryset(request).prefetch_related("authenticator_set")
        return people.filter(self.may_be_shown(request))

    def may_be_shown(self, request: HttpRequest) -> Any:
        """The condition an account meets that is listed, found, chosen from or opened."""
        return Exists(Role.objects.filter(user=OuterRef("pk")))

    @admin.display(description=_("has an account since"))
    def joined(self, user: User) -> datetime | None:
        return user.joined_at

    @admin.display(description=_("second factors"))
    def factors(self, user: User) -> str:
        kinds = {one.type for one in user.authenticator_set.all()}
        return ", ".join(str(name) for kind, name in FACTOR_NAMES.items() if kind in kinds) or "–"

    @admin.action(description=_("Reset second factors (lost phone)"))
    def reset_second_factors(self, request: HttpRequest, users: QuerySet[User]) -> None:
        for user in users:
            reset_factors(user=user, actor=_who(request))
            self.log_change(request, user, gettext("Second factors were reset."))
        count = len(users)
        said = ngettext("%d person starts again.", "%d people start again.", count) % count
        self.message_user(request, said, messages.SUCCESS)

    def save_model(self, request: HttpRequest, user: User, form: Any, change: bool) -> None:
        if not change:
            user.set_unusable_password()
        super().save_model(request, user, form, change)
        if change and "is_active" in form.changed_data:
            door = record_reopened if user.is_active else shut_out
            door(user=user, actor=_who(request))

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        super().save_formset(request, form, formset, change)
        for role in formset.new_objects:
            record_role_granted(role=role, actor=_who(request))
        for role in formset.deleted_objects:
            record_role_withdrawn(role=role, actor=_who(request))

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        # Erasing a person is a right with its own way, not a button in a table.
        return False
