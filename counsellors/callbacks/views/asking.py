"""The citizen's pages of a call: asking, the receipt, another time, calling it off."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from counsellors.callbacks.access import (
    get_thread_of_citizen,
    open_thread_of,
)
from counsellors.callbacks.domain.asking import (
    FORM,
    ask_for_call,
    begin_with_call,
    cancel_call,
    choose_window,
    is_in_line,
    keep_place_by_phone,
    open_call_of,
)
from counsellors.callbacks.domain.refusals import NoSecretKept
from counsellors.callbacks.domain.windows import DAYS_AHEAD, Window, windows
from counsellors.callbacks.forms import BeginForm, CallForm, PlaceForm, WindowForm
from counsellors.chat.access import remember_browser, secret_of_browser
from counsellors.chat.domain.starting import Beginning
from counsellors.chat.enums import WaitsAs
from counsellors.chat.models import Thread
from counsellors.chat.views.ended import is_too_late, say_it_has_ended
from counsellors.chat.views.stopped import say_it_is_stopped
from jobcenter.accounts.access import holder_of_link, public, user_or_nobody
from jobcenter.accounts.policy import Relation, about
from jobcenter.centres.enums import HoursKind
from jobcenter.centres.models import Centre
from jobcenter.shared.refusals import Refusal
from jobcenter.shared.secrets import hash_of_link
from jobcenter.submissions.domain import mint_form_key
from jobcenter.ui.addresses import client_address
from jobcenter.ui.dates import in_copenhagen
from jobcenter.ui.queries import asked_number
from jobcenter.ui.responses import go_to, page

get_or_post = require_http_methods(["GET", "HEAD", "POST"])
DAYS_AT_FIRST = 3
HOUSES = "counsellors/callbacks/houses.html"
ASK = "counsellors/callbacks/ask.html"


@never_cache
@get_or_post
@public
def begin(request: HttpRequest) -> HttpResponse:
    """A call belongs to a talk: to the one that is open, or to one that begins with it."""
    thread = open_thread_of(request)
    if thread is not None and request.method != "POST":
        return go_to(request, "calls:call", thread.public_id)
    if stopped := say_it_is_stopped(request):
        return stopped
    houses = list(_houses())
    asked = request.GET.get("hus", "")
    centre = next((one for one in houses if one.slug == asked or len(houses) == 1), None)
    if centre is None:
        return page(request, HOUSES, {"houses": houses})
    now = timezone.now()
    form = BeginForm(
        request.POST if request.method == "POST" else None,
        windows=_shown(request, centre, now=now), now=now,
    )  # fmt: skip
    refusal = None
    if form.is_bound and form.is_valid():
        try:
            begun = _begin(request, centre, form.cleaned_data, now=now)
            return go_to(request, "calls:call", begun)
        except Refusal as error:
            refusal = error
    answer = _form(request, form, centre, refusal=refusal, now=now)
    # Given with the form, so that a form sent twice finds the talk it began.
    remember_browser(answer, secret_of_browser(request))
    return answer


@get_or_post
@holder_of_link
@about("chat", opened_by=Relation.PERSON)
def call(request: HttpRequest, public_id: str) -> HttpResponse:
    """The call of this talk as it stands; without one, the form that asks for it."""
    thread, now = get_thread_of_citizen(request, public_id), timezone.now()
    standing = open_call_of(thread)
    if standing is not None and request.method != "POST":
        context = {"thread": thread, "call": standing, "now": now}
        return page(request, "counsellors/callbacks/standing.html", context)
    if is_too_late(request, thread):
        return _it_has_ended(request, thread)
    if stopped := _is_stopped(request, thread):
        return stopped
    form = CallForm(
        request.POST if request.method == "POST" else None,
        windows=_shown(request, thread.centre, now=now), now=now,
    )  # fmt: skip
    return _answer(request, thread, form, now=now, act=lambda said: ask_for_call(
        thread=thread, phone=said["phone"], window=said["window"], form_key=_key(request),
        address=client_address(request), now=now,
    ))  # fmt: skip


@get_or_post
@holder_of_link
@about("chat", opened_by=Relation.PERSON)
def change(request: HttpRequest, public_id: str) -> HttpResponse:
    thread, now = get_thread_of_citizen(request, public_id), timezone.now()
    standing = open_call_of(thread)
    if standing is None:
        return go_to(request, "calls:call", public_id)
    form = WindowForm(
        request.POST if request.method == "POST" else None,
        windows=_shown(request, thread.centre, now=now), now=now,
    )  # fmt: skip
    return _answer(request, thread, form, now=now, call=standing, act=lambda said: choose_window(
        thread=thread, window=said["window"], now=now
    ))  # fmt: skip


@get_or_post
@holder_of_link
@about("chat", opened_by=Relation.PERSON)
def keep_place(request: HttpRequest, public_id: str) -> HttpResponse:
    """From the line: "call me instead"."""
    thread, now = get_thread_of_citizen(request, public_id), timezone.now()
    if open_call_of(thread) is not None and request.method != "POST":
        return go_to(request, "calls:call", public_id)
    if is_too_late(request, thread):
        return _it_has_ended(request, thread)
    if stopped := _is_stopped(request, thread):
        return stopped
    form = PlaceForm(request.POST if request.method == "POST" else None)
    return _answer(request, thread, form, now=now, act=lambda said: keep_place_by_phone(
        thread=thread, phone=said["phone"], form_key=_key(request),
        address=client_address(request), now=now,
    ))  # fmt: skip


@get_or_post
@holder_of_link
@about("chat", opened_by=Relation.PERSON)
def cancel(request: HttpRequest, public_id: str) -> HttpResponse:
    """Two clicks, and nobody asks why."""
    thread, now = get_thread_of_citizen(request, public_id), timezone.now()
    standing = open_call_of(thread)
    if standing is None and request.method != "POST":
        return go_to(request, "calls:call", public_id)
    refusal = None
    if request.method == "POST":
        try:
            if cancel_call(thread=thread, now=now):
                messages.success(request, _("Called off. Your number is deleted."))
            return go_to(request, "chat:talk_as_citizen", public_id)
        except Refusal as error:
            refusal = error
    context = {"thread": thread, "call": standing, "refusal": refusal}
    return page(request, "counsellors/callbacks/cancel.html", context, refused=bool(refusal))


def _answer(
    request: HttpRequest, thread: Thread, form: Any, *, now: datetime, act: Any, call: Any = None
) -> HttpResponse:
    refusal = None
    if form.is_bound and form.is_valid():
        try:
            act(form.cleaned_data)
            return go_to(request, "calls:call", thread.public_id)
        except Refusal as error:
            refusal = error
    return _form(request, form, thread.centre, refusal=refusal, now=now, thread=thread, call=call)


def _form(
    request: HttpRequest, form: Any, centre: Centre, *, now: datetime,
    refusal: Refusal | None = None, thread: Thread | None = None, call: Any = None,
) -> HttpResponse:  # fmt: skip
    field = form.fields.get("window")
    context = {
        "form": form,
        "centre": centre,
        "thread": thread,
        "call": call,
        "refusal": refusal,
        "form_key": mint_form_key(form=FORM),
        "more_days": _more_days(request, form) if field else "",
        "has_windows": field is None or bool(field.choices),
        "gives_up_place": field is not None and thread is not None and is_in_line(thread),
        "now": now,
    }
    return page(request, ASK, context, refused=form.is_bound)


def _it_has_ended(request: HttpRequest, thread: Thread) -> HttpResponse:
    talk = reverse("chat:talk_as_citizen", args=[thread.public_id])
    return say_it_has_ended(request, thread, talk=talk)


def _is_stopped(request: HttpRequest, thread: Thread) -> HttpResponse | None:
    """Asked of the talk, as `ask_for_call` does."""
    if request.method == "POST" or not thread.is_stopped:  # type: ignore[attr-defined]
        return None
    return go_to(request, "safety:blocked")


def _begin(request: HttpRequest, centre: Centre, said: dict[str, Any], *, now: datetime) -> str:
    user, secret = user_or_nobody(request), secret_of_browser(request)
    if user is None and not secret:
        raise NoSecretKept
    beginning = Beginning(
        centre=centre,
        nickname=said["nickname"],
        language=get_language() or "da",
        user=user,
        token_hash=None if user else hash_of_link(secret),
        waits_as=WaitsAs.CALL,
    )
    begun = begin_with_call(
        beginning=beginning, phone=said["phone"], window=said["window"], form_key=_key(request),
        address=client_address(request), now=now,
    )  # fmt: skip
    return begun.thread.public_id


def _shown(request: HttpRequest, centre: Centre, *, now: datetime) -> list[Window]:
    """The first three days with a place free; all of them where that was asked for."""
    free = windows(centre=centre, now=now)
    days = sorted({in_copenhagen(one.start).date() for one in free})[: _days(request)]
    return [one for one in free if in_copenhagen(one.start).date() in days]


def _more_days(request: HttpRequest, form: Any) -> str:
    """The same page with all days; "" where they are all shown."""
    if len(form.fields["window"].choices) < _days(request) or _days(request) == DAYS_AHEAD:
        return ""
    query = request.GET.copy()
    query["dage"] = str(DAYS_AHEAD)
    return f"?{query.urlencode()}"


def _days(request: HttpRequest) -> int:
    return asked_number(request, "dage", usual=DAYS_AT_FIRST, most=DAYS_AHEAD)


def _houses() -> Any:
    """Those that answer by phone."""
    by_phone = Centre.objects.published().filter(opening_hours__kind=HoursKind.PHONE)
    return by_phone.distinct().order_by("name")


def _key(request: HttpRequest) -> str:
    return request.POST.get("key", "")
