"""What the forms of a talk say once it has ended: that it has, and the way on.

Whoever opens one learns it at once, not after they have filled it in. Sent after all, because the
talk ended meanwhile, a form comes back with its refusal and everything that was typed.
"""

from __future__ import annotations

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from counsellors.chat.models import Thread
from jobcenter.ui.responses import page


def is_too_late(request: HttpRequest, thread: Thread) -> bool:
    return thread.ended_at is not None and request.method != "POST"


def say_it_has_ended(
    request: HttpRequest, thread: Thread, *, talk: str, is_at_work: bool = False
) -> HttpResponse:
    """410: this form was here and does not come back. `talk` is the address of what was written."""
    context = {"thread": thread, "talk": talk, "is_at_work": is_at_work}
    answer = page(request, "counsellors/talk/has_ended.html", context)
    answer.status_code = HTTPStatus.GONE
    return answer


def say_it_has_ended_at_work(request: HttpRequest, thread: Thread) -> HttpResponse:
    talk = reverse("inbox:thread", args=[thread.public_id])
    return say_it_has_ended(request, thread, talk=talk, is_at_work=True)
