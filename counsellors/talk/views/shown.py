"""What the pages of a talk are made of."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from counsellors.callbacks.domain import open_call_of
from counsellors.chat.access import find_events, see_events
from counsellors.chat.domain.writing import FORM, block_of_writer
from counsellors.chat.views.doors import Visit
from counsellors.line.views.places import place_context
from counsellors.talk.domain.house import house_answers, kept_until
from counsellors.talk.domain.rows import name_of_citizen, rows_of, seen_by
from counsellors.talk.forms import ComposerForm
from jobcenter.shared.refusals import Refusal
from jobcenter.submissions.domain import mint_form_key
from jobcenter.ui.responses import page

LONGEST_NUMBER = 18
TEMPLATE = "counsellors/talk/talk.html"


def show_talk(
    request: HttpRequest, visit: Visit, *, form: ComposerForm, refusal: Refusal | None = None
) -> HttpResponse:
    now = timezone.now()
    log = log_of(visit, now=now)
    about = {
        "seen": seen_by(log["rows"]),
        "answers": house_answers(thread=visit.thread, now=now),
        "kept_until": kept_until(visit.thread),
    }
    context = head_of(visit) | log | about | composer_of(visit, form, refusal=refusal)
    if not visit.is_at_work and not visit.is_over:
        context["call"] = open_call_of(visit.thread)
    context |= place_of(visit)
    return page(request, TEMPLATE, context, refused=form.is_bound)


def show_composer(
    request: HttpRequest,
    visit: Visit,
    *,
    form: ComposerForm,
    refusal: Refusal | None = None,
    said: int | None = None,
) -> HttpResponse:
    context = composer_of(visit, form, refusal=refusal, said=said)
    return page(request, f"{TEMPLATE}#composer", context, refused=form.is_bound)


def composer_of(
    visit: Visit, form: ComposerForm, *, refusal: Refusal | None = None, said: int | None = None
) -> dict[str, Any]:
    return {
        "visit": visit,
        "name": name_of_citizen(visit.thread),
        "form": form,
        "refusal": refusal,
        "form_key": mint_form_key(form=FORM),
        "said": said,
        "now": timezone.now(),
        "stopped_by": block_of_writer(visit.seat, now=timezone.now()),
    }


def place_of(visit: Visit) -> dict[str, Any]:
    """For whoever waits, and has begun it."""
    if visit.is_at_work or not visit.is_waiting:
        return {}
    return place_context(visit.thread) | {"shows_place": True}


def head_of(visit: Visit) -> dict[str, Any]:
    return {"visit": visit, "name": name_of_citizen(visit.thread)}


def log_of(
    visit: Visit, *, now: datetime, after: int | None = None, before: int | None = None
) -> dict[str, Any]:
    """At work it stands in the read log before it is shown."""
    if visit.user is not None:
        events = see_events(visit.user, visit.thread, after=after, before=before, now=now)
    else:
        events = find_events(visit.thread, after=after, before=before)
    rows = rows_of(events, thread=visit.thread, seat=visit.seat, now=now)
    return {
        "visit": visit,
        "events": events,
        "rows": rows,
        "of_a_message": visit.of_a_message,
        "has_older": events.after >= visit.thread.first_seq,
    }


def asked(said: str) -> int:
    """A number of a thread; 0, from the beginning, for anything that is none."""
    is_number = said.isascii() and said.isdecimal() and len(said) <= LONGEST_NUMBER
    return int(said) if is_number else 0
