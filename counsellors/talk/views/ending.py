"""The end of a talk, and the end of everything in it: asked once more on a page of its own."""

from __future__ import annotations

from contextlib import suppress

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from counsellors.chat.domain.ending import end_and_delete, end_thread
from counsellors.chat.domain.mentions import bookings_to_keep
from counsellors.chat.domain.refusals import ThreadIsOver
from counsellors.chat.views.doors import Visit
from counsellors.chat.views.ended import is_too_late, say_it_has_ended
from counsellors.conversations.domain.receipts import manage_address
from counsellors.conversations.models import Conversation
from counsellors.files.domain.storing import delete_leftovers
from counsellors.talk.domain.house import kept_until
from jobcenter.ui.dates import when_in_words
from jobcenter.ui.responses import SeeOther, go_to, page

from .shown import head_of

READ_OR_WRITE = ["GET", "HEAD", "POST"]


@require_http_methods(READ_OR_WRITE)
def end(request: HttpRequest, visit: Visit) -> HttpResponse:
    if is_too_late(request, visit.thread):
        return say_it_has_ended(
            request, visit.thread, talk=visit.address("talk"), is_at_work=visit.is_at_work
        )
    if request.method != "POST":
        return page(request, "counsellors/talk/end.html", _about(visit))
    # Ended twice, or by both at once, is ended.
    with suppress(ThreadIsOver):
        end_thread(seat=visit.seat, now=timezone.now())
    return SeeOther(f"{visit.address('talk')}#newest")


@require_http_methods(READ_OR_WRITE)
def delete(request: HttpRequest, visit: Visit) -> HttpResponse:
    """What was booked in the talk outlives it: its own address is given before and after, because
    the way through the talk is gone then.
    """
    kept = bookings_to_keep(thread=visit.thread, now=timezone.now())
    if request.method != "POST":
        bookings = [(one, manage_address(one)) for one in kept]
        return page(request, "counsellors/talk/delete.html", _about(visit) | {"bookings": bookings})
    # Pressed twice: the other press has done it by now.
    with suppress(ThreadIsOver):
        end_and_delete(seat=visit.seat, now=timezone.now())
    # Nothing is kept, says the next page: so the files go before it is shown.
    delete_leftovers(now=timezone.now())
    messages.success(request, _("Your talk is deleted. Nothing you wrote is kept."))
    for one in kept:
        messages.info(request, _way_to(one))
    return go_to(request, "human")


def _way_to(conversation: Conversation) -> str:
    """Lives in the message alone, for the next page of this browser."""
    return format_html(
        '{} <a href="{}">{}</a>',
        _("Your time on %(when)s stays booked. Keep this link:")
        % {"when": when_in_words(conversation.starts_at, conversation.ends_at)},
        manage_address(conversation),
        _("See it, move it or cancel it"),
    )


def _about(visit: Visit) -> dict[str, object]:
    return head_of(visit) | {"kept_until": kept_until(visit.thread)}
