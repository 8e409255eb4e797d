"""Move, call off, meet otherwise: in the row with htmx, on a small page without."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from counsellors.availability.domain.offers import Offers, offer_times
from counsellors.availability.enums import Mode
from counsellors.conversations.domain.moving import FORM as MOVE_FORM
from counsellors.conversations.domain.moving import question_of
from counsellors.conversations.forms.choices import ChosenTime
from counsellors.conversations.forms.picker import (
    DAYS_AT_FIRST,
    ShownDay,
    days_to_show,
)
from counsellors.conversations.models import Conversation
from counsellors.workday.access import get_conversation_at_work
from counsellors.workday.domain.acting import (
    call_off_mine,
    meet_mine_otherwise,
    move_mine,
    must_be_changeable,
)
from counsellors.workday.forms import CallOffForm, OwnTimeForm, WayForm, asked_whole_day
from jobcenter.accounts.access import staff_required, user_of
from jobcenter.accounts.enums import RoleKind
from jobcenter.accounts.policy import Relation, about
from jobcenter.shared.refusals import Refusal
from jobcenter.submissions.domain import mint_form_key
from jobcenter.ui.dates import when_in_words
from jobcenter.ui.queries import asked_number
from jobcenter.ui.responses import go_to

from .rows import day_address, done, row_page

MOST_DAYS_SHOWN = 30
get_or_post = require_http_methods(["GET", "HEAD", "POST"])
counsellors_only = staff_required(RoleKind.COUNSELLOR)


@require_safe
@counsellors_only
@about("conversation", opened_by=Relation.COUNSELLOR)
def conversation(request: HttpRequest, public_id: str) -> HttpResponse:
    """The row without a form: what "leave it as it is" brings back."""
    mine = get_conversation_at_work(user_of(request), public_id, now=timezone.now())
    if not getattr(request, "htmx", False):
        return go_to(request, day_address(mine))
    return row_page(request, mine)


@get_or_post
@counsellors_only
@about("conversation", opened_by=Relation.COUNSELLOR)
def move(request: HttpRequest, public_id: str) -> HttpResponse:
    now = timezone.now()
    mine = get_conversation_at_work(user_of(request), public_id, now=now)
    chosen = ChosenTime.read(request.POST.get("tid", ""))
    try:
        if request.method != "POST":
            must_be_changeable(mine, now=now)
            return _move_form(request, mine)
        if chosen is None:
            return _move_form(request, mine, answer=request.POST)
        moved = move_mine(
            conversation=mine,
            start=chosen.start,
            form_key=request.POST.get("key", ""),
            by=user_of(request),
            now=now,
        )
    except Refusal as refusal:
        return _move_form(request, mine, refusal=refusal)
    said = _("Moved to %(when)s.") % {"when": when_in_words(moved.starts_at, moved.ends_at)}
    said = f"{said} {_who_knows(moved)}"
    return done(request, mine, moved, said)


@get_or_post
@counsellors_only
@about("conversation", opened_by=Relation.COUNSELLOR)
def call_off(request: HttpRequest, public_id: str) -> HttpResponse:
    now = timezone.now()
    mine = get_conversation_at_work(user_of(request), public_id, now=now)
    form = CallOffForm(_sent(request), conversation=mine, auto_id=f"ord-{public_id}-%s")
    try:
        if not form.is_bound:
            must_be_changeable(mine, now=now)
        if not form.is_valid():
            return row_page(request, mine, open="call_off", form=form, refused=form.is_bound)
        call_off_mine(
            conversation=mine, words=form.cleaned_data["ord"], by=user_of(request), now=now
        )
    except Refusal as refusal:
        return row_page(request, mine, open="call_off", form=form, refusal=refusal)
    said = _("Cancelled. The person has got one message, with other times.")
    if not mine.can_be_written_to:
        said = f"{_('Cancelled.')} {_who_knows(mine)}"
    return done(request, mine, None, said)


@get_or_post
@counsellors_only
@about("conversation", opened_by=Relation.COUNSELLOR)
def meet_otherwise(request: HttpRequest, public_id: str) -> HttpResponse:
    now = timezone.now()
    mine = get_conversation_at_work(user_of(request), public_id, now=now)
    form = WayForm(
        _sent(request),
        now_mode="" if request.method == "POST" else mine.mode,
        initial={"seen": mine.sequence},
        auto_id=f"maade-{public_id}-%s",
    )
    try:
        if not form.is_bound:
            must_be_changeable(mine, now=now)
        if not form.is_valid():
            return row_page(request, mine, open="way", form=form, refused=form.is_bound)
        changed = meet_mine_otherwise(
            conversation=mine,
            mode=Mode(form.cleaned_data["maade"]),
            seen=form.cleaned_data["seen"],
            by=user_of(request),
            now=now,
        )
    except Refusal as refusal:
        return row_page(request, mine, open="way", form=form, refusal=refusal)
    said = _("Changed: %(mode)s.") % {"mode": Mode(changed.mode).label}
    said = f"{said} {_who_knows(changed)}"
    return done(request, mine, changed, said)


def _who_knows(conversation: Conversation) -> str:
    """Somebody who left no mail and no number comes at the old time, unless someone tells them."""
    if conversation.can_be_written_to:
        return _("The person has been told.")
    return _("The person left no way to write to them, so nobody has told them. Can you?")


def _sent(request: HttpRequest) -> Any:
    return request.POST if request.method == "POST" else None


def _move_form(
    request: HttpRequest,
    mine: Conversation,
    *,
    answer: Any = None,
    refusal: Refusal | None = None,
) -> HttpResponse:
    """The counsellor's own free times, in the same house and way; the old time stands until then.

    Read anew after a refusal: what was taken meanwhile is not among them.
    """
    if not mine.is_upcoming(timezone.now()):
        return row_page(request, mine, refusal=refusal)
    offers, shown, more_days = _times_to_show(request, mine)
    form = OwnTimeForm(
        answer,
        days=shown,
        counsellors=offers.counsellors,
        centres=offers.centres,
        auto_id=f"tid-{mine.public_id}-%s",
    )
    return row_page(
        request,
        mine,
        open="move",
        form=form,
        form_key=mint_form_key(form=MOVE_FORM),
        days_with_more=[one.day.date for one in shown if one.hidden],
        more_days=more_days,
        refusal=refusal,
        refused=answer is not None,
    )


def _times_to_show(request: HttpRequest, mine: Conversation) -> tuple[Offers, list[ShownDay], int]:
    """Some times of the first days, or all of the day after `?dag=`; how many days to show next."""
    day = asked_whole_day(request.GET)
    question = replace(question_of(mine), from_date=day)
    offers = offer_times(question=question, now=timezone.now())
    days = asked_number(request, "dage", usual=DAYS_AT_FIRST, most=MOST_DAYS_SHOWN)
    shown = days_to_show(
        offers, days=days, own_counsellor_id=mine.counsellor_id, is_whole_day=day is not None
    )
    return offers, shown, days + DAYS_AT_FIRST if len(offers.days) > len(shown) else 0
