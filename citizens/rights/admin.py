"""The back office and the accounts of citizens: in no list, one at a time, and written down."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, cast

from django.contrib import messages
from django.contrib.admin.models import LogEntry
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import gettext

from jobcenter.accounts.access import reader_as
from jobcenter.accounts.admin import house_admin
from jobcenter.accounts.domain import reset_factors
from jobcenter.accounts.enums import RoleKind
from jobcenter.accounts.models import User
from jobcenter.centres.admin import PersonAdmin
from jobcenter.shared.refusals import Refusal
from jobcenter.ui.responses import go_to, page

from .access import see_account
from .domain.accounts import accounts_of_citizens, find_account
from .forms import AccountForm

TIME_TO_LOOK = timedelta(minutes=30)
# In the session of whoever found them: which account, why, and until when.
FOUND = "found_account"

house_admin.unregister(User)


class AccountAdmin(PersonAdmin):
    """Those who work here are listed. A citizen's account is found by its whole address and a
    reason; then its page opens for half an hour, and each look at it is a line in the read log.
    """

    change_list_template = "citizens/rights/accounts.html"
    change_form_template = "citizens/rights/account.html"

    def get_urls(self) -> list[URLPattern]:
        find = path("find/", self.admin_site.admin_view(self.find), name="accounts_user_find")
        return [find, *super().get_urls()]

    def find(self, request: HttpRequest) -> HttpResponse:
        form = AccountForm(request.POST or None)
        found = self._found(request, form) if form.is_valid() else None
        if found is not None:
            return go_to(request, "admin:accounts_user_change", found.pk)
        context = self.admin_site.each_context(request) | {
            "form": form,
            "title": gettext("Open a citizen's account"),
            "opts": self.opts,
        }
        return page(request, "citizens/rights/find_account.html", context, refused=form.is_bound)

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        if object_id.isdecimal() and accounts_of_citizens().filter(pk=object_id).exists():
            see_account(
                int(object_id),
                words=_reason(request, int(object_id), now=timezone.now()),
                by=_who(request),
                now=timezone.now(),
            )
            request.shown_account = int(object_id)  # type: ignore[attr-defined]
        return super().change_view(request, object_id, form_url, extra_context)

    def may_be_shown(self, request: HttpRequest) -> Any:
        return super().may_be_shown(request) | Q(pk=getattr(request, "shown_account", None))

    def response_change(self, request: HttpRequest, obj: User) -> HttpResponse:
        if "_reset_factors" in request.POST:
            reset_factors(user=obj, actor=_who(request))
            self.log_change(request, obj, gettext("Second factors were reset."))
        return super().response_change(request, obj)

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> LogEntry:
        entry = super().log_change(request, obj, message)
        if accounts_of_citizens().filter(pk=obj.pk).exists():
            # Django writes whose row it was by name, on the front page of whoever changed it.
            LogEntry.objects.filter(pk=entry.pk).update(object_repr=obj.public_id)
        return entry

    def _found(self, request: HttpRequest, form: AccountForm) -> User | None:
        by, now = _who(request), timezone.now()
        said = form.cleaned_data
        try:
            found = find_account(
                email=said["email"],
                words=said["words"],
                by=by,
                reader=reader_as(by, RoleKind.ADMINISTRATOR),
                now=now,
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
            return None
        if found is None:
            form.add_error("email", gettext("No citizen logs in with that address."))
            return None
        until = (now + TIME_TO_LOOK).isoformat()
        request.session[FOUND] = {"pk": found.pk, "words": said["words"], "until": until}
        messages.info(request, gettext("The person has been told, with your words."))
        return found


house_admin.register(User, AccountAdmin)


def _reason(request: HttpRequest, pk: int, *, now: datetime) -> str:
    """What this administrator said when they found this account; 404 when they did not."""
    found = request.session.get(FOUND) or {}
    if found.get("pk") != pk or datetime.fromisoformat(found["until"]) <= now:
        raise Http404
    return str(found["words"])


def _who(request: HttpRequest) -> User:
    return cast("User", request.user)  # behind the back office's door nobody is anonymous
