"""The calendar a counsellor's own program subscribes to, and its secret address."""

from __future__ import annotations

from functools import partial

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from counsellors.calendars.access import get_counsellor_of, see_calendar_of_feed
from counsellors.calendars.domain.feeding import close_feed, open_feed
from jobcenter.accounts.access import marked, staff_required, user_of
from jobcenter.accounts.enums import RoleKind
from jobcenter.accounts.policy import Access, Relation, about
from jobcenter.ui.responses import go_to, is_known, unless_known


@require_safe
@about("calendar feed", opened_by=Relation.HOLDER)
def _feed(request: HttpRequest, secret: str) -> HttpResponseBase:
    file = see_calendar_of_feed(secret, is_known=partial(is_known, request), now=timezone.now())
    response = unless_known(
        request,
        fingerprint=file.fingerprint,
        make=lambda: HttpResponse(file.body, content_type="text/calendar; charset=utf-8"),
    )
    # To be kept by one program and asked for again each time; by no proxy, and in no search engine.
    response.headers["Cache-Control"] = "private, no-cache"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


# Not `holder_of_link`: that forbids to keep anything, and then the program asks for it all anew.
feed = marked(Access.HOLDER_OF_LINK, _feed)


@require_POST
@staff_required(RoleKind.COUNSELLOR)
def open_new(request: HttpRequest) -> HttpResponse:
    counsellor = get_counsellor_of(user_of(request))
    open_feed(counsellor=counsellor, actor=user_of(request), now=timezone.now())
    messages.success(request, _("Here is a new address. An earlier one opens nothing any more."))
    return go_to(request, "calendars:overview")


@require_POST
@staff_required(RoleKind.COUNSELLOR)
def close(request: HttpRequest) -> HttpResponse:
    close_feed(counsellor=get_counsellor_of(user_of(request)), actor=user_of(request))
    messages.success(request, _("The address is closed. It opens nothing any more."))
    return go_to(request, "calendars:overview")
