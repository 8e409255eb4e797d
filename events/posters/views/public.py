"""Everybody may print what everybody may come to."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from events.activities.forms import FindForm
from events.activities.models import ActivityDate
from events.posters.access import get_date_behind_code, get_date_to_print
from events.posters.domain import (
    NoPress,
    code_of_date,
    code_of_series,
    dates_of_series,
    has_press,
    print_poster,
    print_programme,
    programme_of,
    sayings_of_date,
    sayings_of_series,
)
from events.posters.enums import PaperSize
from events.posters.forms import (
    ALL_DAYS,
    PosterForm,
    asked_size,
    chosen_in_address,
    chosen_in_words,
)
from jobcenter.accounts.access import public
from jobcenter.accounts.policy import Relation, about
from jobcenter.limits.domain import Limit, TooManyAttempts, address_group, spend
from jobcenter.ui.addresses import client_address
from jobcenter.ui.responses import go_to, page

# Half a second of work each: enough for a library that prints for its whole notice board.
A_LOT = Limit("poster", 60, timedelta(minutes=10))


@public
@about("public date to come", opened_by=Relation.ANYBODY)
@require_safe
def poster(request: HttpRequest, public_id: str) -> HttpResponse:
    """Choose how large; the button leads to the sheet."""
    now = timezone.now()
    one = get_date_to_print(public_id, now=now)
    has_series = len(dates_of_series(one.activity, now=now)) > 1
    form = PosterForm(has_series=has_series)
    context = {"event": one, "state": one.state_at(now), "form": form, "can_print": has_press()}
    return page(request, "events/posters/poster.html", context)


@public
@about("public date to come", opened_by=Relation.ANYBODY)
@require_safe
def poster_pdf(request: HttpRequest, public_id: str) -> HttpResponse:
    now = timezone.now()
    one = get_date_to_print(public_id, now=now)
    is_series = request.GET.get("om") == ALL_DAYS

    def print_it() -> bytes:
        return poster_sheet(one, size=asked_size(request.GET), is_series=is_series)

    return answer_with_sheet(request, print_it, name=f"plakat-{slugify(one.title) or 'det-sker'}")


@public
@require_safe
def programme_pdf(request: HttpRequest) -> HttpResponse:
    """The list with its filter, for the days asked for or the next seven."""
    now = timezone.now()
    form = FindForm(request.GET)
    wishes = form.wishes()

    def print_it() -> bytes:
        asked = chosen_in_address(form)
        address = f"{settings.SITE_URL}{reverse('activities:programme')}"
        programme = programme_of(wishes=wishes, now=now)
        title = _("What happens in %(house)s") % {"house": programme.house}
        return print_programme(
            programme=programme, size=asked_size(request.GET), chosen=chosen_in_words(form),
            address=f"{address}?{asked}" if asked else address,
            title=title if programme.house else _("What happens in the houses"),
        )  # fmt: skip

    return answer_with_sheet(request, print_it, name="program")


@public
@about("short address", opened_by=Relation.ANYBODY)
@require_safe
def short(request: HttpRequest, code: str) -> HttpResponse:
    """From paper to the page that knows what has changed since."""
    one = get_date_behind_code(code, now=timezone.now())
    return go_to(request, "activities:date", one.public_id)


def poster_sheet(one: ActivityDate, *, size: PaperSize, is_series: bool) -> bytes:
    """What is true just now, in the language of the page."""
    now = timezone.now()
    dates = dates_of_series(one.activity, now=now) if is_series else []
    if is_series and not dates:
        raise Http404
    if len(dates) > 1:
        said = sayings_of_series(one.activity, dates)
        return print_poster(sayings=said, code=code_of_series(one.activity), size=size)
    shown = dates[0] if dates else one
    shown.activity = one.activity
    said = sayings_of_date(shown, now=now)
    return print_poster(sayings=said, code=code_of_date(shown), size=size)


def answer_with_sheet(
    request: HttpRequest, print_it: Callable[[], bytes], *, name: str
) -> HttpResponse:
    """The PDF to look at and print; or why there is none."""
    try:
        with transaction.atomic():
            subject = address_group(client_address(request))
            spend(A_LOT, subject=subject, now=timezone.now())
    except TooManyAttempts:
        return render(request, "429.html", status=429)
    try:
        pdf = print_it()
    except NoPress as refusal:
        context = {"refusal": refusal}
        return render(request, "events/posters/no_press.html", context, status=503)
    answer = HttpResponse(pdf, content_type="application/pdf")
    answer.headers["Content-Disposition"] = f'inline; filename="{name[:80]}.pdf"'
    return answer
