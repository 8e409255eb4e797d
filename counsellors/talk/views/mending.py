"""Mending one's own message, and taking it back. A page without scripts; where one writes, with."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from counsellors.chat.access import get_own_message
from counsellors.chat.domain.refusals import MessageIsGone, TooLateToChange
from counsellors.chat.domain.writing import block_of_writer, can_be_edited, edit_message
from counsellors.chat.models import Event
from counsellors.chat.views.doors import Visit
from counsellors.chat.views.ended import is_too_late, say_it_has_ended
from counsellors.files.domain.reading import sent_with
from counsellors.files.domain.sending import take_back_message
from counsellors.safety.domain import Blocked
from counsellors.talk.forms import ComposerForm, MessageForm
from jobcenter.shared.refusals import Refusal
from jobcenter.ui.responses import SeeOther, page

from .shown import show_composer

READ_OR_WRITE = ["GET", "HEAD", "POST"]


@require_http_methods(READ_OR_WRITE)
def edit(request: HttpRequest, visit: Visit, seq: int) -> HttpResponse:
    """A page that is older than a quarter of an hour still has the link: it leads to kind words."""
    message = get_own_message(visit.seat, seq)
    if is_too_late(request, visit.thread):
        return say_it_has_ended(
            request, visit.thread, talk=visit.address("talk"), is_at_work=visit.is_at_work
        )
    if request.method != "POST":
        form = MessageForm(initial={"words": message.words})
        refusal = _too_late(message) or _stopped(visit)
        return _edit(request, visit, message, form=form, refusal=refusal)
    form = MessageForm(request.POST)
    if not form.is_valid():
        return _edit(request, visit, message, form=form)
    try:
        _change(request, visit, message, form.cleaned_data["words"])
    except Refusal as refusal:
        return _edit(request, visit, message, form=form, refusal=refusal)
    return _done(request, visit, seq)


@require_http_methods(READ_OR_WRITE)
def take_back(request: HttpRequest, visit: Visit, seq: int) -> HttpResponse:
    message = get_own_message(visit.seat, seq)
    files = sent_with(seat=visit.seat, seq=seq)
    context: dict[str, Any] = {"visit": visit, "message": message, "files": files}
    if request.method == "POST" and not message.is_tombstone:
        try:
            take_back_message(seat=visit.seat, seq=seq, now=timezone.now())
        except MessageIsGone:
            # The other tab was quicker: what was wished has happened.
            message.refresh_from_db()
        except Refusal as refusal:
            context["refusal"] = refusal
            return page(request, _template("take_back", request), context, refused=True)
    if message.is_tombstone or request.method == "POST":
        return _done(request, visit, seq)
    return page(request, _template("take_back", request), context)


def _change(request: HttpRequest, visit: Visit, message: Event, words: str) -> None:
    """The same words again, or the same form twice, are no change."""
    if words == message.words and not message.is_tombstone:
        return
    edit_message(
        seat=visit.seat,
        seq=message.seq,
        words=words,
        accepted=frozenset(request.POST.getlist("accepted")),
        now=timezone.now(),
    )


def _too_late(message: Event) -> Refusal | None:
    if can_be_edited(message, now=timezone.now()):
        return None
    return MessageIsGone() if message.is_tombstone else TooLateToChange()


def _stopped(visit: Visit) -> Refusal | None:
    block = block_of_writer(visit.seat, now=timezone.now())
    return Blocked(block) if block else None


def _edit(
    request: HttpRequest,
    visit: Visit,
    message: Event,
    *,
    form: MessageForm,
    refusal: Refusal | None = None,
) -> HttpResponse:
    context: dict[str, Any] = {
        "visit": visit,
        "message": message,
        "form": form,
        "refusal": refusal,
        # What was typed stays to be copied, even where it can no longer be kept.
        "has_form": form.is_bound or refusal is None,
    }
    return page(request, _template("edit", request), context, refused=form.is_bound)


def _done(request: HttpRequest, visit: Visit, seq: int) -> HttpResponse:
    if request.htmx:  # type: ignore[attr-defined]
        return show_composer(request, visit, form=ComposerForm(), said=seq)
    return SeeOther(f"{visit.address('talk')}#e-{seq}")


def _template(name: str, request: HttpRequest) -> str:
    piece = "#composer" if request.htmx else ""  # type: ignore[attr-defined]
    return f"counsellors/talk/{name}.html{piece}"
