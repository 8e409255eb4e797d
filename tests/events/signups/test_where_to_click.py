"""Who has a place at something online knows where to click; who waits does not. A change of where
it is, or of the link, is told to everybody once."""

from __future__ import annotations

from dataclasses import fields
from datetime import timedelta

import pytest
import time_machine
from icalendar import Calendar

from events.activities.domain import Described, cancel_date, change_date, rewrite_activity
from events.activities.domain.dates import Own
from events.activities.enums import Whereabouts
from events.activities.models import Activity
from events.signups.domain import accept_offer, give_up_place, tell_of_changes
from events.signups.domain.secrets import link_secret_of
from jobcenter.outbox.letters import compose_mail, compose_sms
from jobcenter.outbox.models import Notice
from tests.factories.accounts import UserFactory
from tests.factories.centres import CentreFactory, RoomFactory
from tests.factories.events import NOW, once
from tests.factories.signups import dates_with_places, signed_up

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=1)
ROOM = "https://moede.example.org/rum?pwd=hemmeligt&v=2"
OTHER = "https://moede.example.org/et-andet"


def online(places: int = 1, **said):
    usual = {"whereabouts": Whereabouts.ONLINE, "online_address": ROOM}
    return dates_with_places(places, once(), **(usual | said))[0]


def letters(kind: str) -> list[Notice]:
    return list(Notice.objects.filter(kind=kind).exclude(state="withdrawn").order_by("pk"))


def whole(notice: Notice) -> str:
    """All of a mail that somebody can read: text, page and calendar, unfolded."""
    mail = compose_mail(notice)
    html = mail.alternatives[0].content
    entries = [each.content.decode().replace("\r\n ", "") for each in mail.attachments]
    return "\n".join([mail.body, str(html), *entries])


def entry(notice: Notice):
    (event,) = Calendar.from_ical(compose_mail(notice).attachments[0].content).events
    return event


def page(client, place, at=NOW) -> str:
    with time_machine.travel(at, tick=False):
        return client.get(f"/min-plads/{link_secret_of(place.sign_up)}/").content.decode()


def file_of(client, place):
    with time_machine.travel(NOW, tick=False):
        body = client.get(
            f"/min-plads/{link_secret_of(place.sign_up)}/{place.public_id}/kalender.ics"
        ).content
    (event,) = Calendar.from_ical(body).events
    return event


def rewritten(one, **changed) -> None:
    """As the editor saves the series with something changed in it."""
    activity = Activity.objects.get(pk=one.activity_id)
    said = {each.name: getattr(activity, each.name) for each in fields(Described)}
    said["whereabouts"] = Whereabouts(said["whereabouts"])
    rewrite_activity(
        activity=activity, described=Described(**(said | changed)), planned=once(),
        actor=UserFactory(), now=LATER,
    )  # fmt: skip


def test_amal_finds_the_link_on_her_page_in_her_mail_and_in_her_calendar(client):
    amal = signed_up(online())

    assert ROOM.replace("&", "&amp;") in page(client, amal)
    (mail,) = letters("signup_confirmed")
    (reminder,) = letters("signup_reminder")
    assert ROOM in compose_mail(mail).body
    assert ROOM in compose_mail(reminder).body
    assert ROOM.replace("&", "&amp;") in compose_mail(mail).alternatives[0].content
    for event in (entry(mail), file_of(client, amal)):
        assert str(event["conference"]) == ROOM
        assert event["conference"].params["VALUE"] == "URI"
        assert ROOM in event["description"]
        assert event["location"] == "Online"


def test_clara_who_waits_is_told_no_link_before_she_has_a_place(client):
    one = online()
    amal, clara = signed_up(one), signed_up(one, "Clara")
    assert "moede.example" not in page(client, clara)
    give_up_place(place=amal, now=NOW)
    assert "moede.example" not in page(client, clara)
    told = [*letters("signup_waiting"), *letters("signup_offer"), *letters("signup_given_up")]
    assert len(told) == 3
    assert all("moede.example" not in whole(notice) for notice in told)
    assert "conference" not in file_of(client, clara)

    accept_offer(place=clara, now=NOW)
    assert "moede.example" in page(client, clara)
    assert "moede.example" not in page(client, amal)


def test_the_link_stands_on_the_own_page_until_it_is_over(client):
    one = online()
    amal = signed_up(one)

    assert "moede.example" in page(client, amal, one.ends_at - timedelta(minutes=1))
    assert "moede.example" not in page(client, amal, one.ends_at)


def test_what_is_both_in_the_house_and_online_says_both(client):
    centre = CentreFactory(name="Havnehuset")
    amal = signed_up(online(whereabouts=Whereabouts.HYBRID, centre=centre))

    event = file_of(client, amal)
    assert event["location"].startswith("Havnehuset")
    assert event["location"].endswith("og online")
    assert str(event["conference"]) == ROOM
    assert "Havnehuset" in compose_mail(letters("signup_confirmed")[0]).body


def test_the_link_of_a_sensitive_group_stands_on_the_own_page_alone(client):
    """It may name the group, and calendars and mails lie open."""
    amal = signed_up(online(is_sensitive=True, title="Sorggruppe"))

    (mail,) = letters("signup_confirmed")
    assert "moede.example" not in whole(mail)
    assert "Linket står på din egen side" in compose_mail(mail).body
    assert "conference" not in file_of(client, amal)
    assert "moede.example" in page(client, amal)


def test_whoever_signed_up_before_there_was_a_link_gets_it_when_it_comes(client):
    one = online(online_address="")
    amal = signed_up(one)
    assert "så snart vi har det" in compose_mail(letters("signup_confirmed")[0]).body
    assert "så snart vi har det" in page(client, amal)
    rewritten(one, online_address=ROOM)

    assert (tell_of_changes(now=LATER), tell_of_changes(now=LATER)) == (1, 0)
    (told,) = letters("signup_changed")
    assert ROOM in compose_mail(told).body
    assert str(entry(told)["conference"]) == ROOM


def test_another_link_is_told_once_to_those_with_a_place_and_those_who_wait():
    one = online()
    signed_up(one)
    signed_up(one, "Clara")
    give_up_place(place=signed_up(one, "Erik"), now=NOW)
    change_date(one=one, own=Own(online_address=OTHER), actor=UserFactory(), now=LATER)
    assert (tell_of_changes(now=LATER), tell_of_changes(now=LATER)) == (2, 0)

    (told,) = letters("signup_changed")
    before, after = entry(letters("signup_confirmed")[0]), entry(told)
    assert (before["uid"], before.sequence + 1) == (after["uid"], after.sequence)
    assert str(after["conference"]) == OTHER
    assert [OTHER in compose_mail(each).body for each in letters("signup_reminder")] == [True]
    waits = letters("signup_waiting")[-1]
    assert waits.recipient == "clara@example.org"
    assert "er et andet end før" in compose_mail(waits).body
    assert "moede.example" not in whole(waits)


@pytest.mark.parametrize(
    ("was", "now", "stands"),
    [
        (Whereabouts.ONLINE, Whereabouts.IN_HOUSE, "Havnehuset"),
        (Whereabouts.IN_HOUSE, Whereabouts.ONLINE, "Online"),
        (Whereabouts.HYBRID, Whereabouts.ONLINE, "Online"),
    ],
)
def test_from_the_house_to_online_or_back_is_told_once_with_a_new_place(was, now, stands):
    centre = CentreFactory(name="Havnehuset")
    one = online(whereabouts=was, centre=centre, online_address="")
    signed_up(one)
    signed_up(one, "Clara")
    rewritten(one, whereabouts=now)
    assert (tell_of_changes(now=LATER), tell_of_changes(now=LATER)) == (2, 0)

    (told,) = letters("signup_changed")
    before, after = entry(letters("signup_confirmed")[0]), entry(told)
    assert after["location"].startswith(stands)
    assert (after["uid"], after.sequence) == (before["uid"], before.sequence + 1)
    assert len(letters("signup_waiting")) == 2


def test_another_house_is_told_also_where_the_rooms_have_the_same_name():
    one = online(whereabouts=Whereabouts.IN_HOUSE, online_address="")
    signed_up(one)
    rewritten(one, centre=CentreFactory(name="Lanternen"))

    assert tell_of_changes(now=LATER) == 1
    assert entry(letters("signup_changed")[0])["location"].startswith("Lanternen")


def test_nobody_is_told_when_other_words_of_it_change():
    one = online()
    signed_up(one)
    rewritten(one, text="Tag en kop kaffe med", who_meets_you="Torben")

    assert tell_of_changes(now=LATER) == 0


def test_who_only_has_a_phone_gets_an_sms_that_leads_to_the_link():
    one = online()
    signed_up(one, email="", phone="+4520111111")
    change_date(one=one, own=Own(online_address=OTHER), actor=UserFactory(), now=LATER)
    tell_of_changes(now=LATER)

    (told,) = letters("signup_changed")
    words = compose_sms(told)
    assert "Online" in words
    assert told.payload["link"] in words
    assert "moede.example" not in words


def test_a_cancelled_date_is_told_without_its_link_and_as_cancelled(client):
    one = online(room=RoomFactory())
    amal = signed_up(one)
    cancel_date(one=one, reason="Sygdom", actor=UserFactory(), now=LATER)
    tell_of_changes(now=LATER)

    (told,) = letters("signup_called_off")
    assert "er aflyst" in compose_mail(told).body
    assert "udskudt" not in compose_mail(told).body
    assert "moede.example" not in whole(told)
    assert "moede.example" not in page(client, amal)
