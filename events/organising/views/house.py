"""What the editors of a house look after: its activities, its holiday periods, its partners."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from events.activities.domain import cancel_in_pause, pause_for_holidays, stop_pausing
from events.activities.domain.holidays import Paused
from events.activities.models import TITLE_CHARS, ActivityDate
from events.organising.access import (
    EDITORS,
    get_house_of_editor,
    get_period,
    houses_of_editor,
    name_of_period,
)
from events.organising.domain import FORM, make_activity
from events.organising.domain.reading import activities_of_houses, dates_in_pause, periods_of
from events.organising.domain.said import said_of_nothing
from events.organising.forms.activity import ActivityForm
from events.organising.forms.dates import InPauseForm, PauseForm
from jobcenter.accounts.access import staff_required, user_of
from jobcenter.accounts.policy import Relation, about
from jobcenter.centres.models import Centre
from jobcenter.shared.refusals import Refusal
from jobcenter.shared.typed import one_line
from jobcenter.submissions.domain import mint_form_key
from jobcenter.ui.dates import when_in_words
from jobcenter.ui.queries import asked_number
from jobcenter.ui.responses import go_to, page

from .activity import form_page

MOST_PAGES, MOST_NAMED = 1000, 5
get_or_post = require_http_methods(["GET", "HEAD", "POST"])
editors_only = staff_required(*EDITORS)


@require_safe
@editors_only
def index(request: HttpRequest) -> HttpResponse:
    """All that happens in one's houses: what waits for an answer first."""
    houses, now = houses_of_editor(user_of(request)), timezone.now()
    number = asked_number(request, "page", usual=1, most=MOST_PAGES)
    listing = activities_of_houses(houses, number=number, now=now)
    context = {"houses": houses, "listing": listing}
    return page(request, "events/organising/house.html", context)


@get_or_post
@editors_only
@about("house", opened_by=Relation.HOUSE)
def new(request: HttpRequest, house: str) -> HttpResponse:
    user = user_of(request)
    centre = get_house_of_editor(user, house)
    form = ActivityForm(
        request.POST or None, centre=centre, is_new=True, initial=begun_with_a_title(request)
    )
    refusal = None
    if form.is_bound and form.is_valid() and "preview" not in request.POST:
        try:
            made = make_activity(
                written=form.written(), actor=user, form_key=request.POST.get("key", ""),
                now=timezone.now(),
            )  # fmt: skip
            return go_to(request, "organising:activity_at_house", made.public_id)
        except Refusal as said:
            refusal = said
    more = {"key": key_to_send(request, refusal), "back": "organising:house"}
    return form_page(request, form, refusal, more)


@get_or_post
@editors_only
@about("house", opened_by=Relation.HOUSE)
def pauses(request: HttpRequest, house: str) -> HttpResponse:
    """Days on which the series of the house pause."""
    user, now = user_of(request), timezone.now()
    centre = get_house_of_editor(user, house)
    form = PauseForm(request.POST or None)
    refusal = None
    if form.is_bound and form.is_valid():
        try:
            paused = pause_for_holidays(centre=centre, actor=user, now=now, **form.cleaned_data)
            return _after_pausing(request, centre, paused, now=now)
        except Refusal as said:
            refusal = said
    periods = [
        (one, name_of_period(one), one.days.upper - timedelta(days=1))
        for one in periods_of(centre, now=now)
    ]
    context = {"centre": centre, "form": form, "periods": periods, "refusal": refusal}
    return page(request, "events/organising/pauses.html", context, refused=form.is_bound)


@get_or_post
@editors_only
@about("holiday period of a house", opened_by=Relation.HOUSE)
def in_pause(request: HttpRequest, house: str, period: str) -> HttpResponse:
    """What is still on in the days of a pause, and which of it is cancelled, too."""
    user, now = user_of(request), timezone.now()
    row = get_period(get_house_of_editor(user, house), period)
    standing = dates_in_pause(row, now=now)
    form = InPauseForm(request.POST if request.method == "POST" else None, standing=standing)
    if form.is_bound and form.is_valid():
        many = cancel_in_pause(period=row, dates=form.chosen(), actor=user, now=now)
        messages.success(request, f"{_('Saved.')} {_cancelled(many)}")
        return go_to(request, "organising:in_pause", house, period)
    context = {
        "centre": row.centre,
        "period": row,
        "last": row.days.upper - timedelta(days=1),
        "standing": standing,
        "form": form,
    }
    return page(request, "events/organising/in_pause.html", context, refused=form.is_bound)


@require_POST
@editors_only
@about("holiday period of a house", opened_by=Relation.HOUSE)
def end_pause(request: HttpRequest, house: str, period: str) -> HttpResponse:
    user = user_of(request)
    row = get_period(get_house_of_editor(user, house), period)
    resumed = stop_pausing(period=row, actor=user, now=timezone.now())
    messages.success(request, f"{_('Removed.')} {_on_again(resumed.back)}")
    if resumed.off:
        messages.warning(request, _stay_off(resumed.off))
    return go_to(request, "organising:pauses", house)


def _after_pausing(
    request: HttpRequest, centre: Centre, paused: Paused, *, now: datetime
) -> HttpResponse:
    """On to what stands there all the same: somebody must say what becomes of it."""
    messages.success(request, f"{_('Saved.')} {_cancelled(paused.cancelled)}")
    if dates_in_pause(paused.period, now=now):
        return go_to(request, "organising:in_pause", centre.slug, name_of_period(paused.period))
    return go_to(request, "organising:pauses", centre.slug)


def _cancelled(many: int) -> str:
    if not many:
        return _("No date had to be cancelled.")
    return ngettext(
        "%(many)s date is cancelled, visibly.", "%(many)s dates are cancelled, visibly.", many
    ) % {"many": many}


def _on_again(many: int) -> str:
    if not many:
        return _("No date had to come back.")
    return ngettext("%(many)s date is on again.", "%(many)s dates are on again.", many) % {
        "many": many
    }


def _stay_off(off: list[ActivityDate]) -> str:
    """Named, as far as a message holds: they were cancelled for a reason of their own."""
    named = [f"{one.title}, {when_in_words(one.starts_at)}" for one in off if one.starts_at]
    more = len(named) - MOST_NAMED
    listed = "; ".join(named[:MOST_NAMED]) + (" …" if more > 0 else "")
    return _("Cancelled for another reason, and still off: %(dates)s") % {"dates": listed}


def begun_with_a_title(request: HttpRequest) -> dict[str, object]:
    """A wish, or a word people looked for in vain, begins as the title."""
    return said_of_nothing() | {"title": one_line(request.GET.get("titel", ""))[:TITLE_CHARS]}


def key_to_send(request: HttpRequest, refusal: Refusal | None) -> str:
    """The same again after a mistake; after a refusal another, for it may be used up."""
    return ("" if refusal else request.POST.get("key", "")) or mint_form_key(form=FORM)
