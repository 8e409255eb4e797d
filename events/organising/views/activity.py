"""One activity behind either door: see it, change it, publish it, take it out."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from events.activities.domain import lacks_online_address
from events.activities.enums import DateState, Repeats
from events.activities.models import Activity, ActivityDate
from events.organising.domain import (
    Outlook,
    Seen,
    answer_partner,
    change_activity,
    foresee_change,
    foresee_new,
    is_trusted,
    publish,
    send_to_house,
    take_out,
)
from events.organising.domain.reading import dates_of
from events.organising.domain.said import said_of, said_of_nothing, stands
from events.organising.domain.telling import trail_of
from events.organising.enums import SubmissionState
from events.organising.forms.activity import ActivityForm
from events.organising.forms.partners import AnswerForm, MaybeWhyForm
from events.organising.forms.wanted import wanted_by
from events.signups.domain import crowded_dates, somebody_hears
from events.signups.models import SignupTerms
from jobcenter.shared.editions import ChangedMeanwhile, edition_of
from jobcenter.shared.refusals import Refusal
from jobcenter.ui.dates import when_in_words
from jobcenter.ui.editions import Shown
from jobcenter.ui.forms import HouseForm
from jobcenter.ui.responses import go_to, page

from .doors import Visit

MOST_SHOWN, MOST_WARNINGS = 60, 3
get_or_post = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def show(request: HttpRequest, visit: Visit) -> HttpResponse:
    return _shown(request, visit)


def _shown(
    request: HttpRequest, visit: Visit, *, refusal: Refusal | None = None,
    form: HouseForm | None = None,
) -> HttpResponse:  # fmt: skip
    """`form` is the one that was sent, with what is wrong in it."""
    activity, now = visit.activity, timezone.now()
    submission = getattr(activity, "submission", None)
    waits = submission is not None and submission.state == SubmissionState.WAITING
    dates = [(one, one.state_at(now)) for one in dates_of(activity, now=now)]
    context = {
        "visit": visit,
        "activity": activity,
        "submission": submission,
        "dates": dates,
        "terms": SignupTerms.objects.filter(activity=activity).first(),
        "to_print": _to_print(activity, dates),
        "lines": trail_of(activity.public_id),
        "refusal": refusal,
        "form": form,
        "seen": edition_of(stands(activity)),
        "can_send": visit.partner is not None and not activity.published_at and not waits,
        "can_publish": visit.partner is None and not activity.published_at and not waits,
        "can_answer": visit.partner is None and waits,
        "can_change": _can_change(visit),
        "lacks_link": lacks_online_address(activity, now=now),
        "is_trusted": visit.partner is not None and is_trusted(visit.partner, activity.centre),
        "answer_form": form if isinstance(form, AnswerForm) else AnswerForm(),
        "out_form": form if isinstance(form, MaybeWhyForm) else MaybeWhyForm(),
        "addresses": {
            act: visit.address(act) for act in ("activity", "change", "publish", "take_out", "date")
        }
        # The house remembers what hangs; a partner prints as everybody can.
        | {"poster": "posters:poster" if visit.partner else "posters:tell"},
    }
    was_refused = refusal is not None or form is not None
    return page(request, "events/organising/activity.html", context, refused=was_refused)


def _to_print(
    activity: Activity, dates: list[tuple[ActivityDate, DateState]]
) -> ActivityDate | None:
    """The next date of a poster, once the activity is public."""
    on = (one for one, state in dates if state != DateState.CANCELLED)
    return next(on, None) if activity.published_at else None


def _can_change(visit: Visit) -> bool:
    if visit.partner is None or not visit.activity.published_at:
        return True
    return is_trusted(visit.partner, visit.activity.centre)


@get_or_post
def change(request: HttpRequest, visit: Visit) -> HttpResponse:
    activity, now = visit.activity, timezone.now()
    form = ActivityForm(
        request.POST or None, centre=activity.centre, own_partner=visit.partner,
        length=activity.minutes, initial=said_of(activity),
    )  # fmt: skip
    refusal: Refusal | None = None
    outlook = None
    shown = Shown.of(request, stands(activity))
    if form.is_bound and form.is_valid():
        said: dict[str, Any] = {
            "activity": activity, "written": form.written(), "actor": visit.user, "now": now,
            "partner": visit.partner,
        }  # fmt: skip
        seen = Seen(edition=shown.seen, wanted=wanted_by(form))
        try:
            if "preview" in request.POST:
                outlook = foresee_change(**said)
            else:
                change_activity(**said, seen=seen)
                tell_saved(request, visit)
                return go_to(request, visit.address("activity"), activity.public_id)
        except ChangedMeanwhile as no:
            refusal, shown = no, Shown.after(no, form, seen.wanted)
        except Refusal as no:
            refusal = no
    more = {
        "activity": activity, "back": visit.address("activity"), "partner": visit.partner,
        "shown": shown,
    }  # fmt: skip
    return form_page(request, form, refusal, more, outlook=outlook)


def tell_saved(request: HttpRequest, visit: Visit) -> None:
    """A letter is only spoken of where one goes out; and dates that are too small are named."""
    now = timezone.now()
    is_told = somebody_hears(visit.activity, now=now)
    letter = _("Saved. Those who signed up get a letter within a minute.")
    messages.success(request, letter if is_told else _("Saved."))
    for one, people in crowded_dates(visit.activity, now=now)[:MOST_WARNINGS]:
        said = _(
            "%(when)s: %(people)s have a place already, and there are %(places)s places now. Nobody"
            " loses theirs. Offers that are open are taken back, and no new ones go out."
        )
        when = when_in_words(one.starts_at or one.planned_at)
        facts = {"people": people, "places": one.places, "when": when}
        messages.warning(request, said % facts)


def form_page(
    request: HttpRequest, form: ActivityForm, refusal: Refusal | None, more: dict[str, Any], *,
    outlook: Outlook | None = None,
) -> HttpResponse:  # fmt: skip
    """The form, with what would become of the dates when somebody wants to see that first."""
    if form.is_bound and "activity" not in more and "preview" in request.POST and form.is_valid():
        outlook = foresee_new(form.written())
    context = {
        "form": form,
        "open": _boxes_to_open(form),
        "centre": form.centre,
        "refusal": refusal,
        "outlook": outlook,
        "most_shown": f":{MOST_SHOWN}",
        **more,
    }
    was_refused = form.is_bound and outlook is None
    return page(request, "events/organising/form.html", context, refused=was_refused)


BOXES = {
    "rule": ("last_on", "weekdays", "every", "nth", "pauses_on_holidays", "more_days"),
    "terms": ("most_together", "is_sensitive"),
    "dare": ("how_many_come", "first_five_minutes", "companion_welcome"),
    "where": ("whereabouts", "online_address", "language", "price_kroner", "partner", "topics"),
}


def _boxes_to_open(form: ActivityForm) -> dict[str, bool]:
    """A box stands open when something in it was said already, or is wrong."""
    first = said_of_nothing()
    found = {
        box: any(
            name in form.errors or _is_said(form, name, first)
            for name in names
            if name in form.fields
        )
        for box, names in BOXES.items()
    }
    asked = [bound for question in form.questions() for bound in question]
    found["terms"] |= any(bound.errors or bound.value() for bound in asked)
    return found


def _is_said(form: ActivityForm, name: str, usual: dict[str, Any]) -> bool:
    if name == "last_on" and form["repeats"].value() == Repeats.ONCE:
        return False  # it is the first day again
    value, first = form[name].value(), usual.get(name)
    return str(value or "") not in {str(first or ""), "[]"} or (bool(first) and value is False)


@require_POST
def publish_or_send(request: HttpRequest, visit: Visit) -> HttpResponse:
    """An editor publishes; somebody of a partner sends it to the house, or is trusted."""
    attests, now = request.POST.get("attests") == "1", timezone.now()
    activity = visit.activity
    try:
        if visit.partner is None:
            publish(activity=activity, attests=attests, actor=visit.user, now=now)
            is_public = True
        else:
            is_public = send_to_house(activity=activity, attests=attests, actor=visit.user, now=now)
    except Refusal as refusal:
        return _shown(request, visit, refusal=refusal)
    said = _("It is in the programme now.") if is_public else _("It is sent to the house.")
    messages.success(request, said)
    return go_to(request, visit.address("activity"), activity.public_id)


@require_POST
def answer(request: HttpRequest, visit: Visit) -> HttpResponse:
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return _shown(request, visit, form=form)
    said = form.cleaned_data
    try:
        answer_partner(
            activity=visit.activity, answer=SubmissionState(said["answer"]), words=said["words"],
            seen=request.POST.get("seen", ""), actor=visit.user, now=timezone.now(),
        )  # fmt: skip
    except Refusal as refusal:
        visit.activity.refresh_from_db()
        return _shown(request, visit, refusal=refusal, form=form)
    messages.success(request, _("Answered. The organisation gets a mail."))
    return go_to(request, visit.address("activity"), visit.activity.public_id)


@require_POST
def out(request: HttpRequest, visit: Visit) -> HttpResponse:
    form = MaybeWhyForm(request.POST)
    if not form.is_valid():
        return _shown(request, visit, form=form)
    try:
        take_out(
            activity=visit.activity, why=form.cleaned_data["why"], actor=visit.user,
            now=timezone.now(), partner=visit.partner,
        )  # fmt: skip
    except Refusal as refusal:
        return _shown(request, visit, refusal=refusal)
    messages.success(request, _("It is out of the programme. Nothing is lost."))
    return go_to(request, visit.address("activity"), visit.activity.public_id)
