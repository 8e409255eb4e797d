"""Who is here today, who covers whom, and a colleague to think along with."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from counsellors.people.models import Counsellor
from counsellors.safety.domain import objections_wait_at
from counsellors.team.access import (
    TEAM,
    counsellor_among,
    get_counsellor_of,
    get_cover,
    get_house_of_counsellor,
    get_own_question,
    get_question,
    houses_of,
    houses_to_administrate,
)
from counsellors.team.domain import covering, sparring
from counsellors.team.domain.presence import teams_today
from counsellors.team.domain.reading import colleagues_of, covers_ahead, questions_for
from counsellors.team.forms import AnswerForm, AskForm, CoverForm
from jobcenter.accounts.access import staff_required, user_of
from jobcenter.accounts.enums import RoleKind
from jobcenter.accounts.models import User
from jobcenter.accounts.policy import Relation, about
from jobcenter.centres.models import Centre
from jobcenter.shared.refusals import Refusal
from jobcenter.submissions.domain import mint_form_key
from jobcenter.ui.responses import go_to, page

get_or_post = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@staff_required(*TEAM)
def today(request: HttpRequest) -> HttpResponse:
    now = timezone.now()
    day = timezone.localdate(now)
    shown = _houses(user_of(request), day=day, now=now)
    context = {
        "houses": shown,
        "day": day,
        "objections_wait": objections_wait_at(houses_of(user_of(request), TEAM), now=now),
    }
    return page(request, "counsellors/team/today.html", context)


def _houses(user: User, *, day: date, now: datetime) -> list[dict[str, Any]]:
    """Asked of all houses at once: the number of queries is the same for one and for five.

    `me` is None for somebody who leads the team and meets nobody: they see no questions.
    """
    houses = list(houses_of(user, TEAM).prefetch_related("opening_exceptions"))
    me, met_in = counsellor_among(user, houses)
    teams = teams_today(centres=houses, day=day)
    covers = covers_ahead(centres=houses, today=day)
    questions = questions_for(me, centres=met_in, now=now) if me else {}
    administrated = set(houses_to_administrate(user).values_list("pk", flat=True))
    return [
        {
            "centre": house,
            "me": me if house in met_in else None,
            "here": [one for one in teams[house.pk] if one.here],
            "others": [one for one in teams[house.pk] if not one.here],
            "covers": covers.get(house.pk, []),
            "questions": questions.get(house.pk, []),
            "administrates": house.pk in administrated,
        }
        for house in houses
    ]


@get_or_post
@staff_required(RoleKind.COUNSELLOR)
@about("house", opened_by=Relation.HOUSE)
def ask_for_cover(request: HttpRequest, house: str) -> HttpResponse:
    centre = get_house_of_counsellor(user_of(request), house)
    me = get_counsellor_of(user_of(request))
    form = CoverForm(request.POST or None, people=colleagues_of(centre), me=me)
    if form.is_valid():
        try:
            cover = covering.ask_for_cover(
                centre=centre,
                by=me,
                form_key=request.POST.get("key", ""),
                now=timezone.now(),
                **form.cleaned_data,
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            if cover and cover.said_yes_at is None:
                messages.success(request, _("Your colleague is asked. It holds after a yes."))
            return go_to(request, "team:today")
    context = {"form": form, "centre": centre, "form_key": mint_form_key(form=covering.FORM)}
    return page(request, "counsellors/team/cover.html", context, refused=form.is_bound)


@require_POST
@staff_required(RoleKind.COUNSELLOR)
@about("cover", opened_by=Relation.HOUSE)
def say_yes(request: HttpRequest, public_id: str) -> HttpResponse:
    cover = get_cover(user_of(request), public_id, today=timezone.localdate())
    try:
        covering.say_yes(cover=cover, by=get_counsellor_of(user_of(request)), now=timezone.now())
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return go_to(request, "team:today")


@require_POST
@staff_required(RoleKind.COUNSELLOR)
@about("cover", opened_by=Relation.HOUSE)
def take_back(request: HttpRequest, public_id: str) -> HttpResponse:
    cover = get_cover(user_of(request), public_id, today=timezone.localdate())
    covering.take_back(cover=cover, by=get_counsellor_of(user_of(request)))
    return go_to(request, "team:today")


@get_or_post
@staff_required(RoleKind.COUNSELLOR)
@about("house", opened_by=Relation.HOUSE)
def ask(request: HttpRequest, house: str) -> HttpResponse:
    centre = get_house_of_counsellor(user_of(request), house)
    me = get_counsellor_of(user_of(request))
    form = AskForm(request.POST or None, colleagues=_colleagues(centre, me))
    if form.is_valid():
        try:
            sparring.ask_for_sparring(
                centre=centre,
                by=me,
                form_key=request.POST.get("key", ""),
                now=timezone.now(),
                **form.cleaned_data,
            )
        except Refusal as refusal:
            form.add_error("words", str(refusal))
        else:
            messages.success(request, _("Your question stands on the team page."))
            return go_to(request, "team:today")
    context = {"form": form, "centre": centre, "form_key": mint_form_key(form=sparring.ASKING)}
    return page(request, "counsellors/team/ask.html", context, refused=form.is_bound)


@get_or_post
@staff_required(RoleKind.COUNSELLOR)
@about("sparring question", opened_by=Relation.COUNSELLOR)
def answer(request: HttpRequest, public_id: str) -> HttpResponse:
    question = get_question(user_of(request), public_id, now=timezone.now())
    form = AnswerForm(request.POST or None)
    if form.is_valid():
        try:
            sparring.answer_sparring(
                question=question,
                by=get_counsellor_of(user_of(request)),
                words=form.cleaned_data["words"],
                form_key=request.POST.get("key", ""),
                now=timezone.now(),
            )
        except Refusal as refusal:
            form.add_error("words", str(refusal))
        else:
            return go_to(request, "team:today")
    key = mint_form_key(form=sparring.ANSWERING)
    context = {"form": form, "question": question, "form_key": key}
    return page(request, "counsellors/team/answer.html", context, refused=form.is_bound)


@require_POST
@staff_required(RoleKind.COUNSELLOR)
@about("own sparring question", opened_by=Relation.COUNSELLOR)
def close(request: HttpRequest, public_id: str) -> HttpResponse:
    sparring.close_sparring(question=get_own_question(user_of(request), public_id))
    messages.success(request, _("Your question is closed and erased."))
    return go_to(request, "team:today")


def _colleagues(centre: Centre, me: Counsellor) -> list[Counsellor]:
    return [one for one in colleagues_of(centre) if one != me]
