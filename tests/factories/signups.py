"""People who sign up, through the domain."""

from __future__ import annotations

from datetime import datetime

from events.activities.models import ActivityDate
from events.signups.domain import FORM, SignUpRequest, sign_up
from events.signups.models import Place, SignupTerms
from jobcenter.submissions.domain import mint_form_key
from tests.factories.events import NOW, WEEKLY, public_activity


def dates_with_places(places: int | None = 2, planned=WEEKLY, **terms) -> list[ActivityDate]:
    """A public activity that one signs up for, its dates in order."""
    sensitive = {"is_sensitive": terms.pop("is_sensitive", False)}
    series = {"takes_whole_series": terms.pop("takes_whole_series", True)}
    series["whole_series_only"] = terms.pop("whole_series_only", False)
    most = {"most_together": terms.pop("most_together", 4)}
    activity = public_activity(planned, places=places, **terms)
    SignupTerms.objects.create(activity=activity, **sensitive, **series, **most)
    return list(activity.dates.order_by("planned_at"))


def somebody(name: str = "Amal", **said) -> SignUpRequest:
    email = said.pop("email", f"{name.lower()}@example.org")
    return SignUpRequest(name=name, email=email, **said)


def signed_up(
    one: ActivityDate, name: str = "Amal", *, now: datetime = NOW, actor=None, key=None,
    first_seat: bytes | None = None, **said,
) -> Place:  # fmt: skip
    """The place on that date of somebody who signs up for it."""
    made = sign_up(
        one=one, request=somebody(name, **said), form_key=key or mint_form_key(form=FORM),
        address="192.0.2.1", now=now, actor=actor, first_seat=first_seat,
    )  # fmt: skip
    return made.places.get(date=one)
