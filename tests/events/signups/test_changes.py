"""A date that changes: everybody is told once, and the calendar follows."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import timedelta

import pytest
from icalendar import Calendar

from events.activities.domain import (
    Described,
    cancel_date,
    change_date,
    move_date,
    postpone_date,
    rewrite_activity,
)
from events.activities.domain.dates import Own
from events.activities.enums import Whereabouts
from events.signups.domain import (
    forget_past_sign_ups,
    give_up_place,
    somebody_hears,
    tell_of_changes,
)
from events.signups.models import Place, SignUp, SignupAnswer, SignupCount
from jobcenter.centres.domain.editing import change_centre
from jobcenter.centres.models import Room
from jobcenter.outbox.letters import compose_mail, compose_sms
from jobcenter.outbox.models import Notice
from jobcenter.shared.languages import SpokenLanguage
from tests.factories.accounts import UserFactory
from tests.factories.centres import CentreFactory, RoomFactory
from tests.factories.events import NOW, WEEKLY
from tests.factories.signups import dates_with_places, signed_up

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=1)
MUCH_LATER = NOW + timedelta(hours=2)


@pytest.fixture
def one(db):
    return dates_with_places(5)[0]


def move(one, **by):
    starts_at = one.starts_at + timedelta(**by)
    return move_date(
        one=one, starts_at=starts_at, ends_at=starts_at + timedelta(hours=1),
        actor=UserFactory(), now=LATER,
    )  # fmt: skip


def letters(kind: str) -> list[Notice]:
    return list(Notice.objects.filter(kind=kind).exclude(state="withdrawn").order_by("pk"))


def entry(notice: Notice):
    (event,) = Calendar.from_ical(compose_mail(notice).attachments[0].content).events
    return event


def test_everybody_is_told_once_when_a_date_is_moved_and_the_entry_moves_along(one):
    places = [signed_up(one), signed_up(one, "Clara")]
    give_up_place(place=signed_up(one, "Erik"), now=NOW)
    moved = move(one, days=1)
    assert (tell_of_changes(now=LATER), tell_of_changes(now=LATER)) == (2, 0)

    told = letters("signup_changed")
    assert [n.recipient for n in told] == ["amal@example.org", "clara@example.org"]
    before, after = entry(letters("signup_confirmed")[0]), entry(told[0])
    assert before["uid"] == after["uid"] == places[0].calendar_uid
    assert (before.sequence, after.sequence) == (0, 1)
    assert after.start == moved.starts_at
    assert len(letters("signup_reminder")) == 2


def test_who_signs_up_while_an_import_still_reads_hears_of_what_it_cancels(one):
    """The import's moment is when it began: a sign-up of a second later came before its write."""
    signed_up(one, now=NOW + timedelta(seconds=1))
    cancel_date(one=one, reason="Aflyst af Biblioteket", actor=None, now=NOW)

    assert (tell_of_changes(now=LATER), tell_of_changes(now=LATER)) == (1, 0)
    assert [n.recipient for n in letters("signup_called_off")] == ["amal@example.org"]


def test_who_signs_up_by_an_older_clock_for_what_changed_already_has_no_letter_too_many(one):
    move(one, days=1)
    signed_up(one, now=NOW)

    assert tell_of_changes(now=LATER) == 0


def test_a_cancelled_date_leaves_the_calendar_and_comes_back_when_it_is_on_again(one):
    signed_up(one)
    cancelled = cancel_date(one=one, reason="Sygdom", actor=UserFactory(), now=LATER)
    tell_of_changes(now=LATER)

    gone = entry(letters("signup_called_off")[0])
    assert (gone["status"], gone.sequence) == ("CANCELLED", 1)
    assert letters("signup_reminder") == []
    one.refresh_from_db()
    starts_at = cancelled.starts_at + timedelta(days=1)
    move_date(
        one=cancelled, starts_at=starts_at, ends_at=starts_at + timedelta(hours=1),
        actor=UserFactory(), now=LATER + timedelta(hours=1),
    )  # fmt: skip
    assert tell_of_changes(now=LATER + timedelta(hours=1)) == 1
    assert entry(letters("signup_changed")[0]).sequence == 2


def test_a_postponed_date_is_told_without_a_new_day(one):
    signed_up(one)
    postpone_date(one=one, reason="Intet lokale", actor=UserFactory(), now=LATER)

    assert (tell_of_changes(now=LATER), tell_of_changes(now=LATER)) == (1, 0)
    text = compose_mail(letters("signup_called_off")[0]).body
    assert "Intet lokale" in text


def test_nobody_is_told_when_only_the_words_of_a_date_change(one):
    signed_up(one)
    change_date(one=one, own=Own(text="Tag garn med"), actor=UserFactory(), now=LATER)

    assert tell_of_changes(now=LATER) == 0
    assert letters("signup_changed") == []


TERMS = {
    "price": (Own(price_kroner=50), ("Pris: 50 kr.", "Price: 50 kr."), ("Sprog:", "Language:")),
    "language": (
        Own(language=SpokenLanguage.ENGLISH),
        ("Sprog: English", "Language: English"), ("Pris:", "Price:"),
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", TERMS)
def test_everybody_is_told_once_what_it_costs_now_and_in_which_language_it_is(one, name):
    own, said, unsaid = TERMS[name]
    change_date(one=one, own=Own(places=2), actor=UserFactory(), now=NOW)
    signed_up(one)
    signed_up(one, "Clara", email="", phone="+4520111111", page_language="en")
    signed_up(one, "Erik")
    changed = change_date(one=one, own=replace(own, places=2), actor=UserFactory(), now=LATER)
    assert somebody_hears(one.activity, now=LATER)
    assert (tell_of_changes(now=LATER), tell_of_changes(now=LATER)) == (3, 0)

    assert not somebody_hears(one.activity, now=LATER)
    mail, text = letters("signup_changed")
    waits = letters("signup_waiting")[-1]
    for words in (compose_mail(mail).body, compose_mail(waits).body):
        assert said[0] in words
        assert unsaid[0] not in words
    assert said[1] in compose_sms(text)
    assert unsaid[1] not in compose_sms(text)
    change_date(one=changed, own=Own(places=2), actor=UserFactory(), now=MUCH_LATER)
    assert tell_of_changes(now=MUCH_LATER) == 3


def test_price_that_changes_for_the_whole_series_is_told_to_everybody():
    dates = dates_with_places(5, price_kroner=20)
    signed_up(dates[0], whole_series=True)
    activity = dates[0].activity
    said = {each.name: getattr(activity, each.name) for each in fields(Described)}
    rewrite_activity(
        activity=activity, described=Described(**(said | {"price_kroner": 0})), planned=WEEKLY,
        actor=UserFactory(), now=LATER,
    )  # fmt: skip

    assert tell_of_changes(now=LATER) == len(dates)
    assert "Pris: Gratis" in compose_mail(letters("signup_changed")[0]).body


def renamed(activity, title: str) -> None:
    said = {each.name: getattr(activity, each.name) for each in fields(Described)}
    rewrite_activity(
        activity=activity, described=Described(**(said | {"title": title})), planned=WEEKLY,
        actor=UserFactory(), now=LATER,
    )  # fmt: skip


def test_another_title_is_told_once_with_what_it_was_called_and_stands_in_the_calendar(one):
    change_date(one=one, own=Own(places=1), actor=UserFactory(), now=NOW)
    place = signed_up(one)
    signed_up(one, "Clara")
    renamed(one.activity, "Garnklub")
    assert somebody_hears(one.activity, now=LATER)
    assert (tell_of_changes(now=LATER), tell_of_changes(now=LATER)) == (2, 0)

    (told,), waits = letters("signup_changed"), letters("signup_waiting")[-1]
    assert (entry(told)["summary"], entry(told)["uid"]) == ("Garnklub", place.calendar_uid)
    assert (entry(letters("signup_confirmed")[0]).sequence, entry(told).sequence) == (0, 1)
    for letter in (told, waits):
        assert "Garnklub" in compose_mail(letter).subject
        assert "Det hed før: Strikkecafé" in compose_mail(letter).body


def test_one_evening_with_a_title_of_its_own_is_told_by_phone_too(one):
    signed_up(one, email="", phone="+4520111111")
    change_date(one=one, own=Own(title="Julestrik"), actor=UserFactory(), now=LATER)
    tell_of_changes(now=LATER)

    (told,) = letters("signup_changed")
    assert "Julestrik" in compose_sms(told)
    assert "Det hed før: Strikkecafé" in compose_sms(told)


def test_the_new_title_of_a_sensitive_group_is_told_to_nobody():
    one = dates_with_places(2, is_sensitive=True, title="Sorggruppe")[0]
    signed_up(one)
    renamed(one.activity, "Sorg og håb")

    assert tell_of_changes(now=LATER) == 0


def new_street(one):
    values = {"street": "Skovvej 7", "postcode": "8240", "town": "Risskov"}
    change_centre(centre=one.activity.centre, editor=UserFactory(), values=values)
    return "Skovvej 7, 8240 Risskov"


def new_name_of_house(one):
    change_centre(centre=one.activity.centre, editor=UserFactory(), values={"name": "Skovhuset"})
    return "Skovhuset"


def new_name_of_room(one):
    Room.objects.update(name="Værkstedet")
    return "Værkstedet"


@pytest.mark.parametrize("change", [new_street, new_name_of_house, new_name_of_room])
def test_everybody_is_told_once_when_the_house_or_the_room_is_another_in_words(change):
    centre = CentreFactory()
    room = RoomFactory(centre=centre, name="Køkkenet")
    one, *others = dates_with_places(5, centre=centre, room=room)
    signed_up(one)
    signed_up(others[0], "Clara")
    elsewhere = dates_with_places(5)[0]
    signed_up(elsewhere, "Erik")
    assert tell_of_changes(now=NOW) == 0
    now_called = change(one)
    assert (tell_of_changes(now=LATER), tell_of_changes(now=LATER)) == (2, 0)

    told = letters("signup_changed")
    assert [n.recipient for n in told] == ["amal@example.org", "clara@example.org"]
    before, after = entry(letters("signup_confirmed")[0]), entry(told[0])
    assert before["uid"] == after["uid"]
    assert (before.sequence, after.sequence) == (0, 1)
    assert now_called in after["location"]
    assert now_called not in before["location"]


def test_nobody_hears_of_a_street_where_nobody_goes():
    one = dates_with_places(
        5, whereabouts=Whereabouts.ONLINE, online_address="https://meet.example.org/1"
    )[0]
    signed_up(one)
    new_street(one)

    assert tell_of_changes(now=LATER) == 0


def test_what_is_off_is_silent_about_a_new_street_and_says_it_when_it_is_on_again(one):
    signed_up(one)
    cancelled = cancel_date(one=one, reason="Sygdom", actor=UserFactory(), now=LATER)
    tell_of_changes(now=LATER)
    street = new_street(one)
    assert tell_of_changes(now=MUCH_LATER) == 0

    move_date(
        one=cancelled, starts_at=one.starts_at, ends_at=one.ends_at, actor=UserFactory(),
        now=MUCH_LATER,
    )  # fmt: skip
    assert tell_of_changes(now=MUCH_LATER) == 1
    assert street in entry(letters("signup_changed")[0])["location"]


def test_what_changes_about_a_cancelled_date_is_told_when_it_is_on_again(one):
    signed_up(one)
    cancelled = cancel_date(one=one, reason="Sygdom", actor=UserFactory(), now=LATER)
    tell_of_changes(now=LATER)
    change_date(one=cancelled, own=Own(price_kroner=30), actor=UserFactory(), now=MUCH_LATER)
    assert tell_of_changes(now=MUCH_LATER) == 0

    at = MUCH_LATER + timedelta(hours=1)
    move_date(one=one, starts_at=one.starts_at, ends_at=one.ends_at, actor=UserFactory(), now=at)
    assert tell_of_changes(now=at) == 1
    assert "Pris: 30 kr." in compose_mail(letters("signup_changed")[0]).body


@pytest.mark.parametrize("own", [Own(text="Tag garn med"), Own(places=2)])
def test_nobody_hears_when_only_words_or_places_change(one, own):
    signed_up(one)
    change_date(one=one, own=own, actor=UserFactory(), now=LATER)

    assert not somebody_hears(one.activity, now=LATER)


def test_nobody_hears_whom_the_house_can_only_tell_by_word_of_mouth(one):
    signed_up(one, email="", actor=UserFactory())
    move(one, hours=1)

    assert not somebody_hears(one.activity, now=LATER)


def test_who_waits_is_told_of_the_new_time_and_still_has_no_place_and_no_invitation(one):
    change_date(one=one, own=Own(places=1), actor=UserFactory(), now=NOW)
    signed_up(one)
    signed_up(one, "Clara")
    move(one, hours=1)
    assert (tell_of_changes(now=LATER), tell_of_changes(now=LATER)) == (2, 0)

    assert [n.recipient for n in letters("signup_changed")] == ["amal@example.org"]
    told = letters("signup_waiting")[-1]
    assert told.payload["starts_at"] == (one.starts_at + timedelta(hours=1)).isoformat()
    assert compose_mail(told).attachments == []

    cancel_date(one=one, reason="Brand", actor=UserFactory(), now=LATER + timedelta(hours=1))
    tell_of_changes(now=LATER + timedelta(hours=1))
    assert len(letters("signup_called_off")) == 2


def test_offer_is_made_again_with_a_deadline_that_fits_when_the_date_moves(one):
    change_date(one=one, own=Own(places=1), actor=UserFactory(), now=NOW)
    amal, clara = signed_up(one), signed_up(one, "Clara")
    give_up_place(place=amal, now=NOW)
    soon = LATER + timedelta(hours=8)
    move_date(
        one=one, starts_at=soon, ends_at=soon + timedelta(hours=1), actor=UserFactory(), now=LATER
    )
    tell_of_changes(now=LATER)

    clara.refresh_from_db()
    assert (clara.state, clara.offer_until) == ("offered", soon - timedelta(hours=2))
    (letter,) = letters("signup_offer")
    assert letter.payload["until"] == clara.offer_until.isoformat()
    assert letter.payload["starts_at"] == soon.isoformat()


def test_a_sensitive_group_is_named_in_no_letter_and_no_calendar():
    one = dates_with_places(1, is_sensitive=True, title="Sorggruppe")[0]
    place = signed_up(one)
    signed_up(one, "Clara", email="", phone="+4520111111")
    give_up_place(place=place, now=NOW)
    cancel_date(one=one, reason="Sygdom", actor=UserFactory(), now=LATER)
    tell_of_changes(now=LATER)

    assert Notice.objects.count() >= 4
    for notice in Notice.objects.exclude(payload={}):
        sent = (
            compose_sms(notice) if notice.channel == "sms" else str(compose_mail(notice).message())
        )
        assert "Sorg" not in sent, notice.kind


@pytest.mark.parametrize("language", ["da", "en"])
def test_every_letter_can_be_written_by_mail_and_by_phone(one, language):
    place = signed_up(one, page_language=language)
    signed_up(one, "Clara", email="", phone="+4520111111", page_language=language)
    give_up_place(place=place, now=NOW)
    move(one, hours=1)
    tell_of_changes(now=LATER)

    for notice in Notice.objects.exclude(payload={}):
        if notice.channel == "sms":
            assert notice.payload["link"] in compose_sms(notice) or notice.kind == "signup_given_up"
        else:
            assert notice.payload["link"] in compose_mail(notice).body


def test_only_counts_stay_after_the_date(one):
    ask = one.activity.signup_terms.questions.create
    question = ask(words="Kød?", purpose="Mad", kept_until=one.starts_at.date())
    signed_up(one, people=2, answers={question.pk: "Nej"})
    give_up_place(place=signed_up(one, "Clara"), now=NOW)
    ends = one.ends_at
    assert forget_past_sign_ups(now=ends + timedelta(days=6)) == 0
    assert not SignupAnswer.objects.exists()
    assert SignUp.objects.count() == 2

    assert forget_past_sign_ups(now=ends + timedelta(days=7)) == 1
    assert forget_past_sign_ups(now=ends + timedelta(days=7)) == 0
    assert not Place.objects.exists()
    assert not SignUp.objects.exists()
    assert SignupCount.objects.values_list("people", "waiting").get() == (2, 0)
