"""Two doors to the same acts: an editor of the house, and somebody of a partner."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps

from django.http import HttpRequest, HttpResponse

from events.activities.models import Activity, ActivityDate
from events.organising.access import (
    EDITORS,
    get_activity_of_house,
    get_activity_of_partner,
    get_date_of_house,
    get_date_of_partner,
    partner_behind,
)
from jobcenter.accounts.access import citizen_required, staff_required, user_of
from jobcenter.accounts.models import User
from jobcenter.accounts.policy import Relation, about
from jobcenter.centres.models import Partner

View = Callable[..., HttpResponse]


@dataclass(frozen=True, slots=True)
class Visit:
    """Somebody with an activity they may change, and with one date of it where that is asked for.
    `partner` is on whose behalf; None is the house."""

    user: User
    activity: Activity
    partner: Partner | None = None
    date: ActivityDate | None = None

    @property
    def one(self) -> ActivityDate:
        if self.date is None:
            raise ValueError("this address leads to an activity, not to a date of it")
        return self.date

    def address(self, act: str) -> str:
        """The name of another page behind the same door."""
        return f"organising:{act}_{'of_partner' if self.partner else 'at_house'}"


def at_house(view: View) -> View:
    @wraps(view)
    def opened(request: HttpRequest, public_id: str) -> HttpResponse:
        user = user_of(request)
        return view(request, Visit(user, get_activity_of_house(user, public_id)))

    return staff_required(*EDITORS)(
        about("activity of the house", opened_by=Relation.HOUSE)(opened)
    )  # type: ignore[return-value]


def of_partner(view: View) -> View:
    @wraps(view)
    def opened(request: HttpRequest, public_id: str) -> HttpResponse:
        user = user_of(request)
        activity = get_activity_of_partner(user, public_id)
        return view(request, Visit(user, activity, partner_behind(activity)))

    return citizen_required(about("activity of a partner", opened_by=Relation.PERSON)(opened))  # type: ignore[return-value]


def date_at_house(view: View) -> View:
    @wraps(view)
    def opened(request: HttpRequest, public_id: str) -> HttpResponse:
        user = user_of(request)
        one = get_date_of_house(user, public_id)
        return view(request, Visit(user, one.activity, date=one))

    return staff_required(*EDITORS)(about("date at the house", opened_by=Relation.HOUSE)(opened))  # type: ignore[return-value]


def date_of_partner(view: View) -> View:
    @wraps(view)
    def opened(request: HttpRequest, public_id: str) -> HttpResponse:
        user = user_of(request)
        one = get_date_of_partner(user, public_id)
        return view(request, Visit(user, one.activity, partner_behind(one.activity), one))

    return citizen_required(about("date of a partner", opened_by=Relation.PERSON)(opened))  # type: ignore[return-value]
