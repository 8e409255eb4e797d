"""The transcript of a talk, as text and as PDF, behind both doors."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from counsellors.chat.views.doors import Visit
from counsellors.files.access import see_transcript
from counsellors.files.domain.paper import as_pdf
from counsellors.files.domain.transcript import Transcript, transcript_of
from jobcenter.ui.responses import personal

from .serving import as_attachment


@personal
@require_safe
def transcript_text(request: HttpRequest, visit: Visit) -> HttpResponse:
    content = "".join(f"{line}\n" for line in _transcript(visit).lines()).encode()
    return as_attachment(content, name=_name(".txt"), content_type="text/plain; charset=utf-8")


@personal
@require_safe
def transcript_pdf(request: HttpRequest, visit: Visit) -> HttpResponse:
    content = as_pdf(_transcript(visit))
    return as_attachment(content, name=_name(".pdf"), content_type="application/pdf")


def _transcript(visit: Visit) -> Transcript:
    now = timezone.now()
    if visit.user is not None:
        return see_transcript(visit.user, visit.thread, now=now)
    return transcript_of(thread=visit.thread, now=now)


def _name(ending: str) -> str:
    return _("talk") + ending
