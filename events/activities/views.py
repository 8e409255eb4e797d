from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from events.search.domain import count_unanswered
from jobcenter.accounts.access import public
from jobcenter.accounts.policy import Relation, about
from jobcenter.ui.addresses import client_address
from jobcenter.ui.queries import asked_number
from jobcenter.ui.responses import page

from .access import get_public_date
from .domain import find_dates, how_to_join, other_dates
from .enums import DateState
from .forms import FindForm

MOST_PAGES = 1000


@public
@require_safe
def programme(request: HttpRequest) -> HttpResponse:
    """What happens, the next first: one box for words and a filter, all in the address."""
    form = FindForm(request.GET)
    now = timezone.now()
    wishes = form.wishes()
    number = asked_number(request, "page", usual=1, most=MOST_PAGES)
    listing = find_dates(wishes=wishes, number=number, now=now)
    if wishes.question and (listing.is_guess or not listing.total):
        count_unanswered(question=wishes.question, address=client_address(request), now=now)
    context = {
        "form": form,
        "listing": listing,
        "lines": [(row, row.date.state_at(now)) for row in listing.rows],
        "narrows": form.narrows(),
        "is_counted": bool(wishes.question),
    }
    return page(request, "events/activities/programme.html", context, refused=not form.is_valid())


@public
@about("public date", opened_by=Relation.ANYBODY)
@require_safe
def one_date(request: HttpRequest, public_id: str) -> HttpResponse:
    """One date: when, where, who meets you. A cancelled one says so first."""
    one = get_public_date(public_id)
    now = timezone.now()
    state = one.state_at(now)
    others = other_dates(one=one, now=now)
    # The room above this one: terms are a row of its own, or there are none.
    signs_up = getattr(one.activity, "signup_terms", None) is not None
    context = {
        "event": one,
        "activity": one.activity,
        "state": state,
        "signs_up": signs_up,
        "join": how_to_join(one, signs_up=signs_up, now=now),
        "can_sign_up": one.starts_at is not None
        and one.starts_at > now
        and state in {DateState.PLANNED, DateState.MOVED, DateState.FULL},
        "others": [(other, other.state_at(now)) for other in others],
    }
    return page(request, "events/activities/date.html", context)
