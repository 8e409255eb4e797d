"""A talk as a page, what came after a number, and what lies before one. All of it without scripts,
too: a page that is loaded again shows what the live one shows.
"""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils import timezone
from django.views.decorators.http import require_safe

from counsellors.chat.access import remember_browser
from counsellors.chat.views.doors import Visit
from counsellors.talk.domain.house import house_answers
from counsellors.talk.forms import ComposerForm
from jobcenter.ui.responses import page

from .shown import TEMPLATE, asked, head_of, log_of, place_of, show_composer, show_talk


@require_safe
def talk(request: HttpRequest, visit: Visit) -> HttpResponse:
    """To htmx, the place to write: where somebody thought better of mending. To the script that
    heard of a change, the head, the place in line and who answers.
    """
    if request.GET.get("part") == "head":
        context = head_of(visit) | place_of(visit)
        parts = ["head"] if visit.is_at_work else ["head", "place"]
        told = [render_to_string(f"{TEMPLATE}#{part}", context, request) for part in parts]
        if not visit.is_at_work:
            context["answers"] = house_answers(thread=visit.thread, now=timezone.now())
            told.append(render_to_string("counsellors/talk/_answers.html", context, request))
        return HttpResponse("".join(told))
    if request.htmx:  # type: ignore[attr-defined]
        return show_composer(request, visit, form=ComposerForm())
    answer = show_talk(request, visit, form=ComposerForm())
    if not visit.is_at_work and visit.thread.token_hash is not None:
        remember_browser(answer, request.COOKIES[settings.CHAT_COOKIE_NAME])
    return answer


@require_safe
def events(_request: HttpRequest, visit: Visit) -> HttpResponse:
    """What came after the number the page has come to, as the very rows a fresh page would have."""
    context = log_of(visit, after=asked(_request.GET.get("after", "")), now=timezone.now())
    # Without what a whole page needs to know of the house: this is asked for at every ring.
    return HttpResponse(render_to_string(f"{TEMPLATE}#events", context))


@require_safe
def older(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The part of a long talk before the number asked for; a page, or what htmx puts above."""
    before = asked(request.GET.get("before", ""))
    context = log_of(visit, before=before, now=timezone.now())
    return page(request, "counsellors/talk/older.html", context, fragment="rows")
