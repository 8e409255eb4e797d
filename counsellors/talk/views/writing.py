"""Saying something, having read, and being the one who answers."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from counsellors.chat.domain.reading import mark_read
from counsellors.chat.domain.refusals import ThreadIsOver
from counsellors.chat.domain.writing import post_message
from counsellors.chat.views.doors import Visit
from counsellors.files.domain.sending import send
from counsellors.line.domain import take_up
from counsellors.people.models import Counsellor
from counsellors.talk.forms import ComposerForm
from jobcenter.shared.refusals import Refusal
from jobcenter.ui.responses import SeeOther, go_to

from .shown import asked, show_composer, show_talk


@require_POST
def say(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Refused: the words stay, and the form gets a fresh key. Lost on the way: it keeps its own, so
    that sending it again cannot say it twice.
    """
    is_live = bool(request.htmx)  # type: ignore[attr-defined]
    show = show_composer if is_live else show_talk
    form = ComposerForm(request.POST, request.FILES)
    if not form.is_valid():
        return show(request, visit, form=form)
    try:
        said = _say(request, visit, form)
    except Refusal as refusal:
        return show(request, visit, form=form, refusal=refusal)
    if is_live:
        return show_composer(request, visit, form=ComposerForm(), said=said)
    return SeeOther(f"{visit.address('talk')}#e-{said}")


def _say(request: HttpRequest, visit: Visit, form: ComposerForm) -> int:
    """Words alone take the short way: eight questions to the database, no file to look at."""
    uploads = form.cleaned_data["uploads"]
    said: dict[str, Any] = {
        "seat": visit.seat,
        "words": form.cleaned_data["words"],
        "form_key": request.POST.get("key", ""),
        "accepted": frozenset(request.POST.getlist("accepted")),
        "now": timezone.now(),
    }
    return send(**said, uploads=uploads) if uploads else post_message(**said)


@require_POST
def read(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The page was looked at up to a number: the mark is an event like any other.

    A page without scripts says it with the button that shows what is new: loading a page marks
    nothing, because browsers load pages nobody looks at.
    """
    mark_read(seat=visit.seat, upto=asked(request.POST.get("upto", "")), now=timezone.now())
    if request.POST.get("show"):
        return SeeOther(f"{visit.address('talk')}#newest")
    return HttpResponse(status=204)


@require_POST
def take(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The first of the house who says so answers; whoever comes second is told who was first. On to
    the desk, whose page keeps them on duty.
    """
    counsellor = Counsellor.objects.get(user=visit.user)
    try:
        is_theirs = take_up(thread=visit.thread, counsellor=counsellor, now=timezone.now())
    except ThreadIsOver as refusal:
        messages.warning(request, str(refusal))
        return go_to(request, visit.address("talk"))
    if not is_theirs:
        messages.info(request, _("A colleague was there first and has taken the talk."))
        return go_to(request, "workday:day")
    return go_to(request, "inbox:thread", visit.thread.public_id)
