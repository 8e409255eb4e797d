"""What whoever sends words to a talk that went to somebody else meanwhile is told.

They were with it when they began to write: so they may know who has it now, and nothing they wrote
is lost. Of the citizen and of what was said since, they learn nothing here.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from django.http import Http404, HttpRequest, HttpResponse

from counsellors.chat.access import get_left_thread
from jobcenter.ui.responses import page

if TYPE_CHECKING:
    from jobcenter.accounts.models import User


def say_it_has_moved(request: HttpRequest, user: User, public_id: str) -> HttpResponse:
    """410, with their words. Raises Http404 for anything but words to a talk they were in."""
    words = request.POST.get("words", "")
    if request.method != "POST" or not words:
        raise Http404
    context = {"thread": get_left_thread(user, public_id), "words": words}
    answer = page(request, "counsellors/talk/moved.html", context)
    answer.status_code = HTTPStatus.GONE
    return answer
