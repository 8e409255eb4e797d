"""From the talk to a time in two clicks: this page, and the time itself."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from counsellors.availability.enums import Mode
from counsellors.chat.models import Thread
from counsellors.chat.views.ended import is_too_late, say_it_has_ended_at_work
from counsellors.conversations.domain.booking import FORM
from counsellors.conversations.forms.choices import ChosenTime
from counsellors.inbox.access import get_my_thread
from counsellors.inbox.domain.booking import TimesByDay, book_from_thread, times_for
from counsellors.people.models import Counsellor
from jobcenter.accounts.access import staff_required, user_of
from jobcenter.accounts.enums import RoleKind
from jobcenter.accounts.policy import Relation, about
from jobcenter.centres.models import Topic
from jobcenter.shared.danish import danish_order
from jobcenter.shared.refusals import Refusal
from jobcenter.submissions.domain import mint_form_key
from jobcenter.ui.responses import go_to, page


@require_http_methods(["GET", "HEAD", "POST"])
@staff_required(RoleKind.COUNSELLOR)
@about("chat", opened_by=Relation.COUNSELLOR)
def book(request: HttpRequest, public_id: str) -> HttpResponse:
    """One's own next times; each is a button that books it."""
    thread, seat, counsellor = get_my_thread(user_of(request), public_id)
    if is_too_late(request, thread):
        return say_it_has_ended_at_work(request, thread)
    said = request.POST if request.method == "POST" else request.GET
    topics = sorted(counsellor.topics.all(), key=lambda one: danish_order(one.name))
    topic = next((one for one in topics if one.slug == said.get("emne")), next(iter(topics), None))
    time = ChosenTime.read(request.POST.get("tid", ""))
    if time is None or topic is None:
        return _page(request, thread, counsellor, topics, topic)
    try:
        book_from_thread(
            thread=thread,
            seat=seat,
            counsellor=counsellor,
            topic=topic,
            mode=Mode(time.mode),
            start=time.start,
            by=user_of(request),
            form_key=request.POST.get("key", ""),
            now=timezone.now(),
        )
    except Refusal as refusal:
        return _page(request, thread, counsellor, topics, topic, refusal=refusal)
    return go_to(request, "inbox:thread", public_id)


def _page(
    request: HttpRequest,
    thread: Thread,
    counsellor: Counsellor,
    topics: list[Topic],
    topic: Topic | None,
    *,
    refusal: Refusal | None = None,
) -> HttpResponse:
    now = timezone.now()
    found = times_for(thread=thread, counsellor=counsellor, topic=topic, now=now) if topic else {}
    asked = request.GET.get("maade", "")
    mode = Mode(asked) if asked in found else next(iter(found), None)
    context: dict[str, Any] = {
        "thread": thread,
        "topics": topics,
        "topic": topic,
        "modes": list(found),
        "mode": mode,
        "days": _buttons(found[mode], thread, counsellor) if mode else [],
        "form_key": mint_form_key(form=FORM),
        "refusal": refusal,
    }
    return page(request, "counsellors/inbox/book.html", context, refused=refusal is not None)


def _buttons(days: TimesByDay, thread: Thread, counsellor: Counsellor) -> list[Any]:
    """Each date with its times: what the button sends, and what stands on it."""
    house = thread.centre.slug
    return [
        (
            date,
            [
                (str(ChosenTime(time.start, counsellor.slug, time.mode, house)), time)
                for time in times
            ],
        )
        for date, times in days
    ]
