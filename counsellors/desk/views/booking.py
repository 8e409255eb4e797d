"""Booking for somebody on the phone or at the desk, on one page."""

from __future__ import annotations

from functools import partial

from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods, require_safe

from counsellors.availability.domain.offers import offer_times
from counsellors.conversations.domain.booking import FORM, book_at_the_desk
from counsellors.conversations.domain.receipts import manage_address
from counsellors.conversations.domain.refusals import (
    ContactRefused,
    TimeIsPast,
    TimeIsTooFarAhead,
    TimeRefused,
)
from counsellors.conversations.domain.secrets import spoken_code_of
from counsellors.conversations.domain.senders import AtTheDesk
from counsellors.conversations.forms.picker import DAYS_AT_FIRST, ShownDay, days_to_show
from counsellors.conversations.forms.steps import needs_in_words
from counsellors.desk.access import (
    get_colleagues,
    get_counsellor_of,
    get_houses,
    record_that_they_are_known,
    see_booked_at_the_desk,
)
from counsellors.desk.forms.asked import Asked
from counsellors.desk.forms.booking import BookForm
from counsellors.people.models import Counsellor
from jobcenter.accounts.access import staff_required, user_of
from jobcenter.accounts.enums import RoleKind
from jobcenter.accounts.policy import Relation, about
from jobcenter.shared.refusals import Refusal
from jobcenter.submissions.domain import mint_form_key
from jobcenter.ui.responses import go_to, page

# The button that looks for times.
SHOW = "show"


@require_http_methods(["GET", "HEAD", "POST"])
@staff_required(RoleKind.COUNSELLOR)
def book(request: HttpRequest) -> HttpResponse:
    counsellor = get_counsellor_of(user_of(request))
    form = _form(request, counsellor)
    if not form.is_bound or not form.is_valid():
        return _page(request, form)
    try:
        booked = book_at_the_desk(
            request=form.request(),
            desk=AtTheDesk(
                by=counsellor,
                user=user_of(request),
                outside_hours=form.cleaned_data["outside_hours"],
            ),
            form_key=request.POST.get("key", ""),
            now=timezone.now(),
        )
    except Refusal as refusal:
        return _refused(request, counsellor, form, refusal)
    return go_to(request, "desk:booked", booked.conversation.public_id)


@require_safe
@staff_required(RoleKind.COUNSELLOR)
@about("conversation booked at the desk", opened_by=Relation.COUNSELLOR)
def booked(request: HttpRequest, public_id: str) -> HttpResponse:
    """What was booked, and the slip for whoever wants no letter."""
    now = timezone.now()
    conversation = see_booked_at_the_desk(user_of(request), public_id, now=now)
    context = {
        "conversation": conversation,
        "spoken_code": spoken_code_of(conversation),
        "link": manage_address(conversation),
        "needs": needs_in_words(conversation.needs, conversation.interpreter_language),
        "has_begun": conversation.has_begun(now),
        "is_mine": conversation.counsellor_id == conversation.booked_by_id,
    }
    return page(request, "counsellors/desk/booked.html", context)


def _form(request: HttpRequest, counsellor: Counsellor) -> BookForm:
    houses = get_houses(counsellor)
    people = get_colleagues(counsellor, houses)
    is_sent = request.method == "POST"
    asked = Asked.read(request.POST if is_sent else request.GET, people=people, houses=houses)
    make = partial(BookForm, people=people, houses=houses, asked=asked, days=_days(asked))
    if not is_sent:
        return make(initial={**_said(request.GET), "page_language": get_language()})
    form = make(request.POST)
    # Looking for times keeps everything that is typed, and judges nothing.
    return make(initial=form.as_typed()) if SHOW in request.POST else form


def _said(query: QueryDict) -> dict[str, str]:
    """What a link to this page may fill in; nothing personal stands in an address."""
    names = ("with_whom", "house", "topic", "mode")
    return {name: query.get(name, "") for name in names if name in query}


def _days(asked: Asked) -> list[ShownDay]:
    """The first days with times; none until it is known what to look for."""
    if not asked.is_complete:
        return []
    offers = offer_times(question=asked.question(), now=timezone.now())
    own = asked.counsellor.pk
    return days_to_show(offers, days=DAYS_AT_FIRST, own_counsellor_id=own, is_whole_day=False)


def _page(request: HttpRequest, form: BookForm) -> HttpResponse:
    context = {
        "form": form,
        "asked": form.asked,
        "show": SHOW,
        "form_key": mint_form_key(form=FORM),
    }
    return page(request, "counsellors/desk/book.html", context, refused=form.is_bound)


def _refused(
    request: HttpRequest, counsellor: Counsellor, form: BookForm, refusal: Refusal
) -> HttpResponse:
    if isinstance(refusal, ContactRefused):
        said = form.cleaned_data
        record_that_they_are_known(
            user_of(request),
            counsellor,
            email=said["email"],
            phone=said["phone"],
            now=timezone.now(),
        )
    # The times are looked up anew: the one that was refused is gone from them.
    fresh = _form(request, counsellor)
    fresh.is_valid()
    field = _field_of(refusal)
    if field is None or field not in fresh.errors:
        fresh.add_error(field, str(refusal))
    return _page(request, fresh)


def _field_of(refusal: Refusal) -> str | None:
    if isinstance(refusal, (TimeIsPast, TimeIsTooFarAhead)):
        return "own_day"
    return "time" if isinstance(refusal, TimeRefused) else None
