"""The counsellor's page about calendars: those we read, and the one we write."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from counsellors.calendars.access import get_counsellor_of, get_own_subscription
from counsellors.calendars.domain.feeding import secret_of
from counsellors.calendars.domain.subscribing import (
    FORM,
    read_soon,
    subscribe_calendar,
    unsubscribe_calendar,
)
from counsellors.calendars.enums import Kind
from counsellors.calendars.forms import SubscriptionForm
from counsellors.calendars.models import CalendarFeed, CalendarSubscription
from counsellors.people.models import Counsellor
from jobcenter.accounts.access import staff_required, user_of
from jobcenter.accounts.enums import RoleKind
from jobcenter.accounts.policy import Relation, about
from jobcenter.shared.refusals import Refusal
from jobcenter.submissions.domain import mint_form_key
from jobcenter.ui.responses import go_to, page


@require_safe
@staff_required(RoleKind.COUNSELLOR)
def overview(request: HttpRequest) -> HttpResponse:
    counsellor = get_counsellor_of(user_of(request))
    context = {
        "subscriptions": list(
            CalendarSubscription.objects.filter(counsellor=counsellor).order_by("added_at", "pk")
        ),
        "feed_address": _feed_address(counsellor),
        "has_feed": CalendarFeed.objects.filter(counsellor=counsellor).exists(),
    }
    return page(request, "counsellors/calendars/overview.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_required(RoleKind.COUNSELLOR)
def add(request: HttpRequest) -> HttpResponse:
    counsellor = get_counsellor_of(user_of(request))
    form = SubscriptionForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            subscribe_calendar(
                counsellor=counsellor,
                name=form.cleaned_data["name"],
                kind=Kind(form.cleaned_data["kind"]),
                way=form.way,
                page_language=get_language() or "da",
                form_key=request.POST.get("key", ""),
                actor=user_of(request),
                now=timezone.now(),
            )
            messages.success(request, _("We read the calendar within a minute."))
            return go_to(request, "calendars:overview")
        except Refusal as refusal:
            form.add_error(None, str(refusal))
    context = {"form": form, "form_key": mint_form_key(form=FORM)}
    return page(request, "counsellors/calendars/add.html", context, refused=form.is_bound)


@require_POST
@staff_required(RoleKind.COUNSELLOR)
@about("calendar", opened_by=Relation.COUNSELLOR)
def read_now(request: HttpRequest, public_id: str) -> HttpResponse:
    subscription = get_own_subscription(user_of(request), public_id)
    try:
        read_soon(subscription=subscription, now=timezone.now())
        messages.success(request, _("We read the calendar within a minute."))
    except Refusal as refusal:
        messages.warning(request, str(refusal))
    return go_to(request, "calendars:overview")


@require_http_methods(["GET", "HEAD", "POST"])
@staff_required(RoleKind.COUNSELLOR)
@about("calendar", opened_by=Relation.COUNSELLOR)
def remove(request: HttpRequest, public_id: str) -> HttpResponse:
    subscription = get_own_subscription(user_of(request), public_id)
    if request.method == "POST":
        unsubscribe_calendar(subscription=subscription, actor=user_of(request))
        messages.success(request, _("The calendar is removed. We have forgotten its times."))
        return go_to(request, "calendars:overview")
    return page(request, "counsellors/calendars/remove.html", {"subscription": subscription})


def _feed_address(counsellor: Counsellor) -> str:
    feed = CalendarFeed.objects.filter(counsellor=counsellor).first()
    secret = secret_of(feed) if feed else None
    return settings.SITE_URL + reverse("calendars:feed", args=[secret]) if secret else ""
