"""Places cut below who has one or is offered one: nobody is put out, and offers are taken back."""

from __future__ import annotations

from datetime import timedelta

import pytest

from events.activities.domain import change_date
from events.activities.domain.dates import Own
from events.signups.domain import accept_offer, check_places, give_up_place, settle_dates
from events.signups.domain.refusals import OfferTakenBack
from jobcenter.audit.models import Change
from jobcenter.outbox.letters import compose_mail, compose_sms
from jobcenter.outbox.models import Notice
from tests.factories.accounts import UserFactory
from tests.factories.events import NOW
from tests.factories.signups import dates_with_places, signed_up

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=1)


def cut(one, places: int) -> None:
    change_date(one=one, own=Own(places=places), actor=UserFactory(), now=LATER)


def states(*places) -> list[str]:
    for place in places:
        place.refresh_from_db()
    return [place.state for place in places]


def letters(recipient: str) -> list[Notice]:
    return list(Notice.objects.filter(recipient=recipient).order_by("pk"))


@pytest.fixture
def offered(db):
    """Three places: Amal has one; Clara and after her Erik are offered one each, Dorte waits."""
    one = dates_with_places(3)[0]
    there = [signed_up(one, name) for name in ("Amal", "Bent", "Gone")]
    clara, erik = signed_up(one, "Clara"), signed_up(one, "Erik")
    dorte = signed_up(one, "Dorte")
    for place in there[1:]:
        give_up_place(place=place, now=NOW)
    assert states(clara, erik, dorte) == ["offered", "offered", "waiting"]
    return one, there[0], clara, erik, dorte


def test_offers_beyond_the_places_are_taken_back_the_last_in_line_first(offered):
    one, amal, clara, erik, dorte = offered
    cut(one, 2)
    for _ in range(2):
        settle_dates(now=LATER)

    assert states(amal, clara, erik, dorte) == ["taken", "offered", "waiting", "waiting"]
    assert check_places(now=LATER) == []
    offer, back = letters("erik@example.org")[-2:]
    assert (offer.kind, offer.state) == ("signup_offer", "withdrawn")
    assert "tage den tilbage" in compose_mail(back).body
    assert [n.kind for n in letters("clara@example.org")] == ["signup_waiting", "signup_offer"]
    assert Change.objects.filter(action="place.offer_taken_back").count() == 1


def test_who_is_back_in_the_line_is_the_next_to_be_offered_a_place(offered):
    one, amal, clara, erik, dorte = offered
    cut(one, 2)
    settle_dates(now=LATER)
    accept_offer(place=clara, now=LATER)
    give_up_place(place=amal, now=LATER)

    assert states(clara, erik, dorte) == ["taken", "offered", "waiting"]
    assert [n.state for n in letters("erik@example.org") if n.kind == "signup_offer"] == [
        "withdrawn", "queued",
    ]  # fmt: skip


def test_offer_beyond_the_places_cannot_be_accepted_though_the_clockwork_did_not_come_by(offered):
    one, amal, clara, erik, _dorte = offered
    cut(one, 2)
    with pytest.raises(OfferTakenBack):
        accept_offer(place=erik, now=LATER)
    accept_offer(place=clara, now=LATER)

    assert states(amal, clara, erik) == ["taken", "taken", "waiting"]
    assert check_places(now=LATER) == []


def test_nobody_loses_a_place_and_no_offer_stands_when_places_are_fewer_than_who_has_one(offered):
    one, amal, clara, erik, dorte = offered
    bent = accept_offer(place=clara, now=NOW)
    cut(one, 1)
    settle_dates(now=LATER)

    assert states(amal, bent, erik, dorte) == ["taken", "taken", "waiting", "waiting"]
    assert [trouble.what for trouble in check_places(now=LATER)] == ["2 people on 1 places"]


def test_offer_of_a_course_is_taken_back_on_all_its_dates_and_told_once():
    dates = dates_with_places(1, whole_series_only=True)
    amal, clara = signed_up(dates[0]), signed_up(dates[0], "Clara", email="", phone="+4520111111")
    give_up_place(place=amal, now=NOW)
    erik = signed_up(dates[0], "Erik")
    change_date(one=dates[2], own=Own(places=1), actor=UserFactory(), now=LATER)
    places = list(clara.sign_up.places.all())
    assert set(states(*places)) == {"offered"}
    # Somebody came by another way: the house wrote them into the one date.
    erik.sign_up.places.filter(date=dates[2]).update(state="taken")
    settle_dates(now=LATER)

    assert set(states(*places)) == {"waiting"}
    told = [n for n in letters("+4520111111") if "is_taken_back" in n.payload]
    assert len(told) == 1
    assert "gælder ikke" in compose_sms(told[0])
