"""What somebody wishes for and offers to hold, and a first seat on what comes of it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from events.signups.models import FirstSeat, FirstSeats
from events.wishes.domain import be_told
from jobcenter.shared.secrets import hash_of_link
from tests.counsellors.conversations.story import NOW
from tests.factories.events import once
from tests.factories.signups import dates_with_places
from tests.factories.wishes import proposed, supported, wished

if TYPE_CHECKING:
    from .scene import Life


def ideas_of(life: Life) -> None:
    """A wish everybody can read, one the house reads first, and a proposal with its author."""
    name, mail = life.mark("idea", "foreslaar", "-foreslaar@example.org")
    life.things["idea"] = proposed(centre=life.centre, name=name, email=mail, now=NOW)
    life.things["wish for all"] = wished("Bordtennis", centre=life.centre, now=NOW)
    (title,) = life.mark("wish not shown", "hemmelig")
    life.things["wish not shown"] = wished(f"{title} med Mette Hansen", centre=life.centre, now=NOW)
    (mail,) = life.mark("support", "-stoetter@example.org")
    support = supported(life.things["wish for all"], f"{life.who}-browser", now=NOW)
    be_told(support=support, email=mail, phone="")
    life.things["support"] = support
    _first_seat(life)


def _first_seat(life: Life) -> None:
    (one,) = dates_with_places(3, once(date(2027, 1, 13)), centre=life.centre)
    first = FirstSeats.objects.create(activity=one.activity, until=NOW + timedelta(hours=48))
    life.things["first seat"] = f"{life.who}-foerst"
    life.things["date with first seats"] = one
    FirstSeat.objects.create(first_seats=first, link_hash=hash_of_link(f"{life.who}-foerst"))
