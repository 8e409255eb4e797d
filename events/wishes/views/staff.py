"""What waits for an answer of the house, and the answer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from events.activities.models import Activity
from events.search.domain import missed_lately
from events.wishes.access import (
    KINDS,
    get_activities_for,
    get_houses_of,
    get_idea_of_house,
    get_ideas_of_houses,
    see_idea,
)
from events.wishes.domain import (
    answer_idea,
    let_through,
    make_activity_of,
    offers_for,
    take_down,
)
from events.wishes.enums import FINAL, Answer
from events.wishes.forms import AnswerForm, BecomesForm, TakeDownForm
from events.wishes.models import Idea
from jobcenter.accounts.access import staff_required, user_of
from jobcenter.accounts.policy import Relation, about
from jobcenter.shared.refusals import Refusal
from jobcenter.ui.responses import go_to, page

IDEA_OF_HOUSE = "idea of the house"
MOST_SHOWN = 100


@require_safe
@staff_required(*KINDS)
def waiting(request: HttpRequest) -> HttpResponse:
    """What waits, the day it is due first; what was taken on and is no activity yet; and what
    people looked for in vain. No names."""
    ideas = get_ideas_of_houses(user_of(request))
    taken_on = ideas.filter(answer=Answer.TAKEN_ON, told_at=None)
    to_read = ideas.filter(taken_down_at=None, kind="wish")
    context = {
        "house": get_houses_of(user_of(request)).order_by("pk").first(),
        "waiting": ideas.unanswered().order_by("due_on", "pk")[:MOST_SHOWN],
        "to_read": to_read.filter(shown_at=None) | to_read.filter(reported_at__isnull=False),
        "taken_on": taken_on.order_by("answered_at", "pk")[:MOST_SHOWN],
        "missed": missed_lately(today=timezone.localdate()),
    }
    return page(request, "events/wishes/waiting.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_required(*KINDS)
@about(IDEA_OF_HOUSE, opened_by=Relation.HOUSE)
def answer(request: HttpRequest, public_id: str) -> HttpResponse:
    """One idea with who wrote it, and the answer to it."""
    user, now = user_of(request), timezone.now()
    form, refusal = AnswerForm(request.POST or None), None
    if form.is_bound:
        idea = get_idea_of_house(user, public_id)
        form.let_choose(get_activities_for(idea))
        if form.is_valid():
            said = form.cleaned_data | {"answer": Answer(form.cleaned_data["answer"])}
            try:
                answer_idea(idea=idea, **said, actor=user, now=now)
                is_taken_on = said["answer"] == Answer.TAKEN_ON
                return _after_answer(request, said["activity"] if is_taken_on else None)
            except Refusal as said_no:
                refusal = said_no
    idea = see_idea(user, public_id, now=now)
    form.let_choose(get_activities_for(idea))
    # What somebody has just planned from here bears the words of the wish.
    form.initial["activity"] = get_activities_for(idea).filter(title__iexact=idea.title).first()
    context = _context(idea) | {"form": form, "refusal": refusal}
    return page(request, "events/wishes/answer.html", context, refused=form.is_bound)


def _after_answer(request: HttpRequest, becomes: Activity | None) -> HttpResponse:
    """On to the activity when nobody can find it yet: only then are people told that it comes."""
    if becomes is None or becomes.published_at:
        messages.success(request, _("Your answer is on its way."))
        return go_to(request, "wishes:waiting")
    messages.success(
        request,
        _("Your answer is on its way. Make the activity public: then all who wished hear of it."),
    )
    return go_to(request, "organising:activity_at_house", becomes.public_id)


@require_POST
@staff_required(*KINDS)
@about(IDEA_OF_HOUSE, opened_by=Relation.HOUSE)
def becomes(request: HttpRequest, public_id: str) -> HttpResponse:
    """What was taken on becomes an activity."""
    user = user_of(request)
    idea = get_idea_of_house(user, public_id)
    form = BecomesForm(request.POST)
    form.let_choose(get_activities_for(idea))
    if not form.is_valid():
        messages.warning(request, _("Choose an activity."))
        return go_to(request, "wishes:answer", public_id)
    activity = form.cleaned_data["activity"]
    return _act(request, idea, lambda: make_activity_of(idea=idea, activity=activity, actor=user))


@require_POST
@staff_required(*KINDS)
@about(IDEA_OF_HOUSE, opened_by=Relation.HOUSE)
def show(request: HttpRequest, public_id: str) -> HttpResponse:
    """Somebody has read it: it may stand."""
    user = user_of(request)
    idea = get_idea_of_house(user, public_id)
    return _act(request, idea, lambda: let_through(idea=idea, actor=user, now=timezone.now()))


@require_POST
@staff_required(*KINDS)
@about(IDEA_OF_HOUSE, opened_by=Relation.HOUSE)
def hide(request: HttpRequest, public_id: str) -> HttpResponse:
    user = user_of(request)
    idea = get_idea_of_house(user, public_id)
    form = TakeDownForm(request.POST)
    why = form.cleaned_data["why"] if form.is_valid() else ""
    return _act(
        request, idea, lambda: take_down(idea=idea, why=why, actor=user, now=timezone.now())
    )


def _act(request: HttpRequest, idea: Idea, change: Callable[[], Idea]) -> HttpResponse:
    try:
        change()
    except Refusal as refusal:
        messages.warning(request, str(refusal))
    return go_to(request, "wishes:answer", idea.public_id)


def _context(idea: Idea) -> dict[str, Any]:
    becomes_form = BecomesForm(initial={"activity": idea.activity})
    becomes_form.let_choose(get_activities_for(idea))
    return {
        "idea": idea,
        "offers": offers_for(idea),
        "can_answer": idea.answer not in FINAL and idea.taken_down_at is None,
        "can_become": idea.answer == Answer.TAKEN_ON and idea.told_at is None,
        "becomes_form": becomes_form,
        "take_down_form": TakeDownForm(),
    }
