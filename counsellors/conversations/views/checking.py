"""About you, check, book: the personal half of the flow."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from counsellors.availability.domain.offers import Question
from counsellors.availability.enums import Mode
from counsellors.conversations.domain.alternatives import Alternative
from counsellors.conversations.domain.booking import FORM, book_conversation
from counsellors.conversations.domain.refusals import FilledByAProgram, TimeRefused
from counsellors.conversations.domain.requests import BookingRequest
from counsellors.conversations.domain.secrets import link_secret_of
from counsellors.conversations.forms.about_you import AboutYouForm
from counsellors.conversations.forms.choices import (
    NEEDS_BEFORE_TIMES,
    Choices,
    ChosenTime,
    said_language,
)
from counsellors.conversations.forms.steps import needs_in_words
from counsellors.conversations.models import Conversation
from counsellors.people.models import Counsellor
from jobcenter.accounts.access import public, user_or_nobody
from jobcenter.centres.models import Centre
from jobcenter.shared.refusals import Refusal
from jobcenter.submissions.domain import mint_form_key
from jobcenter.ui.addresses import client_address
from jobcenter.ui.responses import SeeOther, go_to, page

from .steps import (
    ABOUT_YOU,
    CARRY,
    CHECK,
    TIME,
    address_of,
    booked_here,
    draft_of,
    first_open_step,
    forget_draft,
    go_to_open_step,
    keep_draft,
    remember_booked,
    step_names,
)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@public
def about_you(request: HttpRequest) -> HttpResponse:
    choices = Choices.read(request.GET)
    if request.method == "POST":
        form = AboutYouForm(request.POST)
        # Kept as it was typed, right or wrong: changing the language or going back loses nothing.
        keep_draft(request, form.as_typed())
        if CARRY in request.POST:
            return SeeOther(address_of(ABOUT_YOU, choices))
        if form.is_valid():
            return SeeOther(address_of(CHECK, choices))
    else:
        form = AboutYouForm(initial=_known(request))
    context = {
        "choices": choices,
        "form": form,
        "step": 4,
        "steps": step_names(),
        "back": address_of("time", choices),
        "carried_form": "about-you",
        "booked": _booked_already(request, choices),
    }
    return page(request, "counsellors/conversations/about_you.html", context, refused=form.is_bound)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@public
def check(request: HttpRequest) -> HttpResponse:
    if request.method == "POST":
        return _book(request)
    choices = Choices.read(request.GET)
    person = AboutYouForm(draft_of(request))
    open_step = first_open_step(choices, knows_person=person.is_valid())
    if open_step != CHECK:
        return SeeOther(address_of(open_step, choices))
    return _check_page(request, choices, person)


def _book(request: HttpRequest) -> HttpResponse:
    """Book what the form and the address say.

    The form carries the answers itself: a double click must find the same body and the same key
    again, although the first click has emptied the draft. Nothing is looked up before the domain
    does it under its locks.
    """
    person = AboutYouForm(request.POST)
    time = ChosenTime.read(request.GET.get("tid", ""))
    if time is None or not person.is_valid():
        return go_to_open_step(request, Choices.read(request.GET))
    if person.was_filled_by_a_program:
        return _refused(request, person, FilledByAProgram())
    try:
        booked = book_conversation(
            request=_request(request.GET, time, person.cleaned_data),
            form_key=request.POST.get("key", ""),
            address=client_address(request),
            now=timezone.now(),
            user=user_or_nobody(request),
        )
    except Refusal as refusal:
        return _refused(request, person, refusal)
    remember_booked(request, time, public_id=booked.conversation.public_id)
    forget_draft(request)
    return go_to(request, "conversations:receipt", booked.link_secret)


def _refused(request: HttpRequest, person: AboutYouForm, refusal: Refusal) -> HttpResponse:
    choices = Choices.read(request.GET, known=_asked(refusal))
    open_step = first_open_step(choices, knows_person=True)
    if open_step != CHECK:
        return SeeOther(address_of(open_step, choices))
    return _check_page(request, choices, person, refusal=refusal)


def _request(query: QueryDict, time: ChosenTime, person: dict[str, Any]) -> BookingRequest:
    needs = [need for need in NEEDS_BEFORE_TIMES if need.value in query.getlist("behov")]
    return BookingRequest(
        counsellor=time.counsellor,
        centre=time.centre,
        topic=query.get("emne", ""),
        mode=time.mode,
        start=time.start,
        name=person["name"],
        email=person["email"],
        phone=person["phone"],
        agenda=person["agenda"],
        needs=tuple(sorted({*map(str, needs), *person["needs"]})),
        interpreter_language=person["interpreter_language"],
        language=said_language(query),
        page_language=get_language() or "da",
        wants_reminder=person["wants_reminder"],
    )


def _check_page(
    request: HttpRequest,
    choices: Choices,
    person: AboutYouForm,
    refusal: Refusal | None = None,
) -> HttpResponse:
    time = choices.time
    assert time is not None  # noqa: S101  the flow ends here only with every answer known
    said = person.cleaned_data
    asked = _asked(refusal) or Question()
    counsellor = _row(Counsellor, time.counsellor, asked.counsellor)
    centre = _row(Centre, time.centre, choices.centre)
    if counsellor is None or centre is None:
        messages.warning(request, _("We could not find that time. Choose another."))
        return SeeOther(address_of(TIME, replace(choices, time=None)))
    context = {
        "choices": choices,
        "answers": person.answers(),
        "said": said,
        "needs": needs_in_words([*choices.needs, *said["needs"]], said["interpreter_language"]),
        "counsellor": counsellor,
        "centre": centre,
        "mode": Mode(time.mode),
        "starts_at": time.start,
        "ends_at": time.start + timedelta(minutes=choices.question().minutes),
        "refusal": refusal,
        "alternatives": _alternatives(choices, refusal),
        "form_key": mint_form_key(form=FORM),
        "step": 5,
        "steps": step_names(),
        "change": {
            "topic": address_of("topic", choices),
            "place": address_of("place", choices),
            "way": address_of("way", choices),
            "time": address_of("time", choices),
            "about_you": address_of(ABOUT_YOU, choices),
        },
    }
    return page(
        request, "counsellors/conversations/check.html", context, refused=refusal is not None
    )


def _asked(refusal: Refusal | None) -> Question | None:
    """What the house was asked when it refused: those rows need not be read again."""
    return refusal.question if isinstance(refusal, TimeRefused) else None


def _row[Row: (Counsellor, Centre)](model: type[Row], slug: str, at_hand: Row | None) -> Row | None:
    if at_hand is not None and at_hand.slug == slug:
        return at_hand
    return model.objects.filter(slug=slug).first()


def _alternatives(choices: Choices, refusal: Refusal | None) -> list[tuple[Alternative, str]]:
    """The nearest times that can be had, each with the address of this page for it."""
    times = refusal.alternatives if isinstance(refusal, TimeRefused) else []
    return [(time, address_of(CHECK, replace(choices, time=_chosen(time)))) for time in times]


def _chosen(time: Alternative) -> ChosenTime:
    return ChosenTime(time.start, time.counsellor.slug, time.mode, time.centre.slug)


def _booked_already(request: HttpRequest, choices: Choices) -> str | None:
    """The page of this very time, for whoever went back after booking it in this browser."""
    public_id = booked_here(request, choices.time) if choices.time else None
    if public_id is None:
        return None
    conversation = Conversation.objects.upcoming(timezone.now()).filter(public_id=public_id).first()
    secret = link_secret_of(conversation) if conversation else None
    return reverse("conversations:manage", args=[secret]) if secret else None


def _known(request: HttpRequest) -> dict[str, Any]:
    """What was typed before; else what the account says. Nothing is asked twice."""
    draft = draft_of(request)
    if draft or not request.user.is_authenticated:
        return draft
    return {"name": request.user.name, "email": request.user.email or ""}
