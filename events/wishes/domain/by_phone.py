"""Who wished for an activity calls within the first hours: by what the house knows them.

By the mail or phone number they left with their wish or their support. Most leave none; then there
is only their word, and staff say so: see `let_in_on_their_word`.
"""

from __future__ import annotations

from django.db.models import F, Q, QuerySet

from events.activities.models import Activity
from events.signups.models import FirstSeat
from events.wishes.enums import IdeaKind
from events.wishes.models import Idea, IdeaQuerySet, Support

SILENT = Q(email="", phone="")


def seat_of_caller(*, activity: Activity, email: str, phone: str) -> bytes | None:
    """The hash of the link that lets them in; one that nobody has used, if they have several. None
    when nobody left this with the wish. Of `email` and `phone` (E.164) one is given."""
    left = Q(email__iexact=email) if email else Q(phone=phone)
    wishes, supports = _who_wished(activity)
    links = {bytes(one.link_hash) for rows in (wishes, supports) for one in rows.filter(left)}
    seats = FirstSeat.objects.filter(first_seats__activity=activity, link_hash__in=links)
    seat = seats.order_by(F("sign_up_id").asc(nulls_first=True), "pk").first()
    return bytes(seat.link_hash) if seat else None


def somebody_left_nothing(activity: Activity) -> bool:
    """Whether anybody wished for it whom the house could not know by mail or number."""
    wishes, supports = _who_wished(activity)
    return wishes.filter(SILENT).exists() or supports.filter(SILENT).exists()


def _who_wished(activity: Activity) -> tuple[IdeaQuerySet, QuerySet[Support]]:
    wishes = Idea.objects.filter(activity=activity, kind=IdeaKind.WISH, has_author=True)
    return wishes, Support.objects.filter(idea__activity=activity)
