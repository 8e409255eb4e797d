"""Beginning a talk: the form, and what can stand in its way."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods

from counsellors.chat.access import remember_browser
from counsellors.chat.domain.refusals import AlreadyWaiting
from counsellors.chat.domain.starting import FORM as START
from counsellors.chat.domain.writing import FORM as SAY
from counsellors.chat.models import Thread
from counsellors.chat.views.stopped import say_it_is_stopped
from counsellors.letters.domain import reply_expected_by
from counsellors.letters.forms import LetterForm
from counsellors.reach.access import (
    Visitor,
    own_talks,
    visitor_of,
    waiting_talk_of,
)
from counsellors.reach.domain import (
    Asked,
    BrowserIsNew,
    begin_talk,
    door_of,
    houses_here,
    houses_that_chat,
    known_house,
    own_counsellor,
    with_hours,
)
from counsellors.reach.forms import StartForm
from jobcenter.accounts.access import not_stored, public, user_or_nobody
from jobcenter.centres.models import Centre
from jobcenter.shared.refusals import Refusal
from jobcenter.submissions.domain import FormAlreadyUsed, mint_form_key
from jobcenter.ui.addresses import client_address
from jobcenter.ui.responses import SeeOther, go_to, page

TEMPLATE = "counsellors/reach/chat.html"
# Set when the page leads to itself once, to see whether the browser brings back its cookie.
TRIED = "proev"


@public
@require_http_methods(["GET", "HEAD", "POST"])
def chat(request: HttpRequest) -> HttpResponse:
    """The form gives the browser its secret, not the answer: a form that is sent twice because its
    first answer was lost finds its talk.
    """
    visitor = visitor_of(request)
    answer = _begin(request, visitor) if request.method == "POST" else _form(request, visitor)
    if visitor.user is None and not (TRIED in request.GET and not visitor.secret):
        remember_browser(answer, visitor.secret)
    return not_stored(answer)  # type: ignore[return-value]


def _form(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    waiting = waiting_talk_of(visitor) if visitor.is_known else None
    if waiting is not None:
        return _to_talk(request, waiting)
    if stopped := say_it_is_stopped(request):
        return stopped
    if not visitor.is_known:
        return _without_cookie(request)
    return _page(request, form=_new_form(request, visitor))


def _without_cookie(request: HttpRequest) -> HttpResponse:
    if TRIED in request.GET:
        return page(request, "counsellors/reach/no_cookies.html")
    asked = request.GET.copy()
    asked[TRIED] = "1"
    return SeeOther(f"{request.path}?{asked.urlencode()}")


def _begin(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    form = _new_form(request, visitor, said=request.POST)
    if not form.is_valid():
        return _page(request, form=form)
    if not visitor.is_known:
        return _page(request, form=form, refusal=BrowserIsNew())
    try:
        thread = begin_talk(
            asked=_asked(request, form),
            user=visitor.user,
            token_hash=visitor.token_hash,
            form_key=request.POST.get("key", ""),
            address=client_address(request),
            now=timezone.now(),
        )
    except (AlreadyWaiting, FormAlreadyUsed) as refusal:
        # Two presses at once may mean two houses; the talk of the quicker one is the one to go to.
        return _beside_another(request, visitor, form, refusal)
    except Refusal as refusal:
        return _page(request, form=form, refusal=refusal)
    return _to_talk(request, thread)


def _beside_another(
    request: HttpRequest, visitor: Visitor, form: StartForm, refusal: Refusal
) -> HttpResponse:
    """Nothing they wrote is lost: they may send it in the talk they have."""
    thread = waiting_talk_of(visitor) or next((one.thread for one in own_talks(visitor)), None)
    if thread is None:
        return _page(request, form=form, refusal=refusal)
    if not form.cleaned_data["words"]:
        return _to_talk(request, thread)
    context = {
        "thread": thread,
        "refusal": AlreadyWaiting(),
        "words": form.cleaned_data["words"],
        "form_key": mint_form_key(form=SAY),
    }
    return page(request, "counsellors/reach/already_waiting.html", context, refused=True)


def _page(request: HttpRequest, *, form: StartForm, refusal: Refusal | None = None) -> HttpResponse:
    now = timezone.now()
    house = form.house_to_show
    language = get_language() or "da"
    door = door_of(centre=with_hours(house), language=language, now=now) if house else None
    context = {
        "form": form,
        "form_key": mint_form_key(form=START),
        "refusal": refusal,
        "house": house,
        "door": door,
        "own": form.own,
        "here": form.here,
        "is_open": door.can_be_written_to if door else bool(form.here),
        "now": now,
    }
    if not context["is_open"] and not form.is_bound:
        context |= _letter_instead(request, house, now=now)
    return page(request, TEMPLATE, context, refused=form.is_bound)


def _letter_instead(request: HttpRequest, house: Centre | None, *, now: datetime) -> dict[str, Any]:
    """Where nobody is, the box is a letter at once: nothing is asked twice."""
    begun = {"house": house.slug if house else ""}
    return {
        "letter": LetterForm.for_reader(user_or_nobody(request), begun=begun),
        "reply_by": reply_expected_by(centre=house, now=now) if house else None,
    }


def _new_form(
    request: HttpRequest, visitor: Visitor, *, said: QueryDict | None = None
) -> StartForm:
    here = houses_here(now=timezone.now())
    own = own_counsellor(visitor.user, here=here)
    wanted = request.GET.get("hus", "") or known_house(
        user=visitor.user, token_hash=visitor.token_hash, own=own
    )
    return StartForm(
        said,
        houses=houses_that_chat(here),
        here=here,
        own=own,
        is_logged_in=visitor.user is not None,
        initial={"house": wanted, "language": get_language()},
    )


def _asked(request: HttpRequest, form: StartForm) -> Asked:
    said = form.cleaned_data
    house = form.chosen_house
    return Asked(
        house=with_hours(house) if house else None,
        words=said["words"],
        nickname=said.get("nickname", ""),
        speaks=said["language"],
        language=get_language() or "da",
        accepted=frozenset(request.POST.getlist("accepted")),
        work=request.POST.get("work", ""),
    )


def _to_talk(request: HttpRequest, thread: Thread) -> HttpResponse:
    return go_to(request, "chat:talk_as_citizen", thread.public_id)
