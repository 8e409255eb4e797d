"""Posters as people make them, and the list of those that are wrong."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from django.utils import timezone

from events.activities.domain import (
    Described,
    Planned,
    add_date,
    cancel_date,
    change_date,
    move_date,
    postpone_date,
    rewrite_activity,
    withdraw_activity,
)
from events.activities.domain.dates import Own
from events.activities.enums import Repeats
from events.activities.models import Activity, ActivityDate
from events.posters.domain import compare_posters, forget_posters
from events.posters.domain.sayings import MOST_DAYS
from events.posters.enums import Wrong
from events.posters.models import Poster, ShortAddress
from events.signups.models import SignupTerms
from jobcenter.accounts.enums import RoleKind
from jobcenter.centres.models import Centre, Room
from tests.doors import enter_as_staff
from tests.factories.accounts import RoleFactory, UserFactory
from tests.factories.centres import CentreFactory, PartnerFactory, RoomFactory
from tests.factories.events import once, public_activity

pytestmark = pytest.mark.django_db
KEY = re.compile(r'name="key" value="([^"]+)"')


def soon(days: int = 10) -> date:
    return timezone.localdate() + timedelta(days=days)


def weekly(weeks: int = 3) -> Planned:
    return Planned(
        repeats=Repeats.WEEKLY, minute=19 * 60, minutes=90, weekdays=[soon().isoweekday()],
        first=soon(), last=soon() + timedelta(weeks=weeks - 1), pauses_on_holidays=False,
    )  # fmt: skip


@pytest.fixture
def bent(client):
    """Bent's browser, and the house he works in."""
    centre, user = CentreFactory(name="Havnehuset"), UserFactory()
    RoleFactory(user=user, kind=RoleKind.COUNSELLOR, centre_id=centre.pk)
    enter_as_staff(client, user)
    client.house = centre
    return client


def dates_in(house, planned=None, **said) -> list[ActivityDate]:
    activity = public_activity(planned or once(soon()), centre=house, **said)
    return list(activity.dates.order_by("starts_at"))


def make(client, one, **said):
    address = f"/vejleder/det-sker/{one.public_id}/fortael/"
    key = KEY.search(client.get(address).content.decode()).group(1)
    return client.post(address, {"papir": "a4", "om": "dagen", "key": key} | said)


def wrongs(now=None) -> list[list[Wrong]]:
    found = compare_posters(houses=Centre.objects.all(), now=now or timezone.now())
    return [one.wrong for one in found]


def later(one, hours: int = 2) -> dict:
    shift = timedelta(hours=hours)
    return {"starts_at": one.starts_at + shift, "ends_at": one.ends_at + shift}


def acting() -> dict:
    return {"actor": UserFactory(), "now": timezone.now()}


def test_bent_makes_a_poster_and_the_house_remembers_what_it_says_and_not_who(bent):
    (one,) = dates_in(bent.house, title="Strikkecafé")
    answer = make(bent, one, papir="a3")

    poster = Poster.objects.get()
    assert answer["Location"] == f"/vejleder/plakater/{poster.public_id}/"
    assert (poster.size, poster.until, poster.centre) == ("a3", one.ends_at, bent.house)
    assert poster.said["title"] == "Strikkecafé"
    assert not {field.name for field in Poster._meta.get_fields()} & {"actor", "made_by", "user"}
    sheet = bent.get(f"{answer['Location']}plakat.pdf")
    assert sheet["Content-Type"] == "application/pdf"


def test_a_double_click_is_one_poster(bent):
    (one,) = dates_in(bent.house)
    address = f"/vejleder/det-sker/{one.public_id}/fortael/"
    key = KEY.search(bent.get(address).content.decode()).group(1)
    answers = [bent.post(address, {"papir": "a4", "key": key}) for _ in range(2)]

    assert answers[0]["Location"] == answers[1]["Location"]
    assert Poster.objects.count() == 1


def test_an_answer_that_is_missing_is_asked_for_and_nothing_is_remembered(bent):
    (one,) = dates_in(bent.house)
    answer = make(bent, one, papir="a9")

    assert answer.status_code == 422
    assert "Vælg en af dem her" in answer.content.decode()
    assert not Poster.objects.exists()


def test_a_poster_that_is_right_stays_off_the_list_of_wrong_ones(bent):
    (one,) = dates_in(bent.house)
    make(bent, one)

    assert wrongs() == [[]]
    assert "Alle jeres plakater passer" in bent.get("/vejleder/plakater/").content.decode()


def change_room(one):
    room = RoomFactory(centre=one.activity.centre, name="Kajen")
    change_date(one=one, own=Own(room=room), **acting())


@pytest.mark.parametrize(
    ("change", "wrong"),
    [
        (lambda one: cancel_date(one=one, reason="Sygdom", **acting()), Wrong.CANCELLED),
        (lambda one: postpone_date(one=one, reason="", **acting()), Wrong.POSTPONED),
        (lambda one: move_date(one=one, **later(one), **acting()), Wrong.MOVED),
        (change_room, Wrong.PLACE),
        (lambda one: change_date(one=one, own=Own(title="Hæklecafé"), **acting()), Wrong.TITLE),
        (lambda one: change_date(one=one, own=Own(price_kroner=40), **acting()), Wrong.PRICE),
        (lambda one: withdraw_activity(activity=one.activity, **acting()),
         Wrong.WITHDRAWN),
    ],
)  # fmt: skip
def test_every_change_that_makes_a_poster_wrong_puts_it_on_the_list(bent, change, wrong):
    (one,) = dates_in(bent.house)
    make(bent, one)
    change(one)

    assert wrongs() == [[wrong]]
    html = bent.get("/vejleder/plakater/").content.decode()
    assert "De her passer ikke mere" in html
    assert "Den er taget ned" in html
    assert ("Lav en ny" in html) is (wrong != Wrong.WITHDRAWN)


def is_now(one, **said) -> None:
    Activity.objects.filter(pk=one.activity_id).update(**said)


PRINTED = {
    "text": (lambda one: is_now(one, text="Vi har fået nyt garn."), Wrong.TEXT),
    "online": (lambda one: is_now(one, whereabouts="online"), Wrong.ONLINE),
    "hybrid": (lambda one: is_now(one, whereabouts="hybrid"), Wrong.ONLINE),
    "language": (lambda one: is_now(one, language="en"), Wrong.LANGUAGE),
    "sign-up": (
        lambda one: SignupTerms.objects.create(activity=one.activity), Wrong.SIGN_UP,
    ),
    "phone": (
        lambda one: Centre.objects.filter(pk=one.activity.centre_id).update(phone="+4586129999"),
        Wrong.PHONE,
    ),
    "access": (
        lambda one: Room.objects.filter(pk=one.activity.room_id).update(is_step_free=False),
        Wrong.ACCESS,
    ),
    "partner": (lambda one: is_now(one, partner=PartnerFactory(name="Kirken")), Wrong.PARTNER),
}  # fmt: skip


@pytest.mark.parametrize("about", ["dagen", "alle"])
@pytest.mark.parametrize("name", PRINTED)
def test_whatever_is_printed_and_changes_makes_a_poster_wrong(bent, name, about):
    room = RoomFactory(centre=bent.house, name="Salen")
    one, *_more = dates_in(bent.house, weekly(), room=room)
    make(bent, one, om=about)
    assert wrongs() == [[]]
    change, wrong = PRINTED[name]
    change(one)

    assert wrongs() == [[wrong]]
    assert str(wrong.label) in bent.get("/vejleder/plakater/").content.decode()


def test_another_room_makes_no_poster_of_what_is_online_wrong(bent):
    (one,) = dates_in(bent.house, whereabouts="online", room=RoomFactory(centre=bent.house))
    make(bent, one)
    is_now(one, room=RoomFactory(centre=bent.house, name="Kajen"))

    assert wrongs() == [[]]


def test_a_poster_that_remembers_less_is_wrong_only_in_what_it_remembers(bent):
    (one,) = dates_in(bent.house, whereabouts="online", room=RoomFactory(centre=bent.house))
    make(bent, one)
    poster = Poster.objects.get()
    kept = {name: poster.said[name] for name in ("title", "price", "dates")}
    place = f"{one.room.name}, Havnehuset, Havnegade 1, 8000 Aarhus C"
    Poster.objects.update(said=kept | {"place": place})
    assert wrongs() == [[]]
    is_now(one, text="Nyt", title="Garn")

    assert wrongs() == [[Wrong.TITLE]]


def test_a_poster_of_a_cancelled_date_is_wrong_when_it_is_on_after_all(bent):
    (one,) = dates_in(bent.house)
    cancel_date(one=one, reason="Sygdom", **acting())
    make(bent, one)
    assert wrongs() == [[]]
    move_date(one=one, **later(one), **acting())

    assert wrongs() == [[Wrong.ON_AFTER_ALL]]


def test_a_poster_of_a_series_is_wrong_as_soon_as_one_of_its_days_is(bent):
    first, second, third = dates_in(bent.house, weekly())
    make(bent, first, om="alle")
    assert wrongs() == [[]]
    cancel_date(one=second, reason="Sygdom", **acting())
    change_room(third)

    assert wrongs() == [[Wrong.CANCELLED, Wrong.PLACE]]


def test_a_poster_of_a_series_notices_a_day_that_comes_to_it(bent):
    first, *_others = dates_in(bent.house, weekly())
    make(bent, first, om="alle")
    make(bent, first)
    extra = add_date(
        activity=first.activity, starts_at=first.starts_at + timedelta(days=1), **acting()
    )

    assert wrongs() == [[Wrong.ADDED], []], "the poster of one day says nothing of the others"
    html = bent.get("/vejleder/plakater/").content.decode()
    assert "Der er kommet en dag til" in html
    assert wrongs(extra.ends_at + timedelta(minutes=1)) == [[]]
    cancel_date(one=extra, reason="Fejl", **acting())
    assert wrongs() == [[], []]


def test_a_poster_of_a_series_notices_days_the_rule_no_longer_makes(bent):
    first, *_others = dates_in(bent.house, weekly(4))
    make(bent, first, om="alle")
    activity = first.activity
    rewrite_activity(
        activity=activity, planned=weekly(2), **acting(),
        described=Described(centre=bent.house, kind=activity.kind, title=activity.title),
    )  # fmt: skip
    assert wrongs() == [[Wrong.CANCELLED]]

    rewrite_activity(
        activity=activity, planned=weekly(5), **acting(),
        described=Described(centre=bent.house, kind=activity.kind, title=activity.title),
    )  # fmt: skip
    assert wrongs() == [[Wrong.ADDED]]


def test_a_day_beyond_those_that_fit_on_the_poster_misleads_nobody(bent):
    first, *_others = dates_in(bent.house, weekly(MOST_DAYS + 1))
    make(bent, first, om="alle")
    last = Poster.objects.get().until
    add_date(activity=first.activity, starts_at=last + timedelta(days=1), **acting())
    assert wrongs() == [[]]
    add_date(activity=first.activity, starts_at=first.starts_at + timedelta(days=1), **acting())
    assert wrongs() == [[Wrong.ADDED]]


def test_a_day_that_is_over_makes_no_poster_wrong(bent):
    first, _second, _third = dates_in(bent.house, weekly())
    make(bent, first, om="alle")
    cancel_date(one=first, reason="Sygdom", **acting())

    assert wrongs(first.ends_at + timedelta(minutes=1)) == [[]]


def test_a_new_poster_takes_the_place_of_the_wrong_one(bent):
    (one,) = dates_in(bent.house)
    make(bent, one)
    old = Poster.objects.get()
    cancel_date(one=one, reason="Sygdom", **acting())
    key = KEY.search(bent.get("/vejleder/plakater/").content.decode()).group(1)
    answer = bent.post(f"/vejleder/plakater/{old.public_id}/igen/", {"key": key})

    fresh = Poster.objects.get(taken_down_at=None)
    assert answer["Location"] == f"/vejleder/plakater/{fresh.public_id}/"
    assert fresh.pk != old.pk
    assert wrongs() == [[]]
    assert "Aflyst" in bent.get(f"/det-sker/{one.public_id}/plakat/").content.decode()


def test_a_poster_that_came_down_is_off_the_list(bent):
    (one,) = dates_in(bent.house)
    make(bent, one)
    poster = Poster.objects.get()
    bent.post(f"/vejleder/plakater/{poster.public_id}/taget-ned/")

    assert wrongs() == []
    assert bent.get(f"/vejleder/plakater/{poster.public_id}/").status_code == 404


def test_a_wrong_poster_is_not_printed_again(bent):
    (one,) = dates_in(bent.house)
    address = make(bent, one)["Location"]
    move_date(one=one, **later(one), **acting())

    assert bent.get(f"{address}plakat.pdf")["Location"] == "/vejleder/plakater/"


def test_somebody_elses_posters_are_not_there(bent):
    (one,) = dates_in(CentreFactory())

    assert bent.get(f"/vejleder/det-sker/{one.public_id}/fortael/").status_code == 404


def test_posters_are_forgotten_a_month_after_they_came_down_or_all_on_them_was_over(bent):
    (one,) = dates_in(bent.house)
    make(bent, one)
    after = one.ends_at + timedelta(days=30)

    assert forget_posters(now=after - timedelta(minutes=1)) == 0
    assert forget_posters(now=after + timedelta(minutes=1)) == 1


def test_a_short_address_leads_to_the_date_however_it_is_typed(client):
    (one,) = dates_in(CentreFactory())
    client.get(f"/det-sker/{one.public_id}/plakat.pdf")
    code = ShortAddress.objects.get(date=one).code

    for typed in (code, code.upper(), f"{code[:3]}-{code[3:]}"):
        assert client.get(f"/p/{typed}/")["Location"] == f"/det-sker/{one.public_id}/"
    assert client.get(f"/p/{code}")["Location"] == f"/p/{code}/"
    assert client.get("/p/aaaaaa/").status_code == 404
    client.get(f"/det-sker/{one.public_id}/plakat.pdf")
    assert ShortAddress.objects.count() == 1


def test_a_short_address_of_a_series_leads_to_the_next_day_that_is_on(client):
    first, second, _third = dates_in(CentreFactory(), weekly())
    client.get(f"/det-sker/{first.public_id}/plakat.pdf", {"om": "alle"})
    code = ShortAddress.objects.get(activity=first.activity).code
    assert client.get(f"/p/{code}/")["Location"] == f"/det-sker/{first.public_id}/"
    cancel_date(one=first, reason="Sygdom", **acting())

    assert client.get(f"/p/{code}/")["Location"] == f"/det-sker/{second.public_id}/"


def test_what_is_over_is_no_longer_printed(client):
    (one,) = dates_in(CentreFactory())
    ActivityDate.objects.filter(pk=one.pk).update(
        starts_at=timezone.now() - timedelta(hours=3), ends_at=timezone.now() - timedelta(hours=1)
    )

    assert client.get(f"/det-sker/{one.public_id}/plakat.pdf").status_code == 404
    assert "plakat" not in client.get(f"/det-sker/{one.public_id}/").content.decode()


def test_one_address_prints_much_and_not_without_end(client, monkeypatch):
    from events.posters.views import public

    monkeypatch.setattr(public, "poster_sheet", lambda *_args, **_more: b"%PDF")
    (one,) = dates_in(CentreFactory())
    answers = [client.get(f"/det-sker/{one.public_id}/plakat.pdf") for _ in range(61)]

    assert {answer.status_code for answer in answers[:60]} == {200}
    assert answers[60].status_code == 429


@pytest.mark.parametrize("rows", [3, 30])
def test_the_list_costs_the_same_whatever_hangs(bent, rows, django_assert_max_num_queries):
    for n in range(rows):
        first, *_more = dates_in(bent.house, weekly(), title=f"Ting {n}")
        make(bent, first, om="alle" if n % 2 else "dagen")
    bent.get("/vejleder/plakater/")
    with django_assert_max_num_queries(12):
        bent.get("/vejleder/plakater/")
