"""What happens online: where one clicks is for those who come, and for nobody else."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pypdfium2
import pytest
import time_machine

from events.activities.domain import change_date, read_online_address
from events.activities.domain.dates import Own
from events.activities.domain.refusals import NotAMeetingAddress, NothingToClickInTheHouse
from events.activities.enums import Whereabouts
from events.activities.models import ActivityDate
from events.search.models import SearchEntry
from events.signups.models import SignupTerms
from events.trail.models import TrailEntry
from tests.events.activities.test_identity import rewritten
from tests.factories.accounts import UserFactory
from tests.factories.events import NOW, WEEKLY, once, planned_activity, public_activity

pytestmark = pytest.mark.django_db
ROOM = "https://moede.example.org/rum?pwd=hemmeligt#nogle"
BEGINS = datetime(2026, 10, 7, 17, tzinfo=UTC)


def online(**said) -> ActivityDate:
    """19 to 20.30 on the 7th of October by the clock of Copenhagen."""
    usual = {"whereabouts": Whereabouts.ONLINE, "online_address": ROOM, "title": "Excel hjemme"}
    return public_activity(once(date(2026, 10, 7)), **(usual | said)).dates.get()


def page(client, one, at: datetime = NOW) -> str:
    with time_machine.travel(at, tick=False):
        return client.get(f"/det-sker/{one.public_id}/").content.decode()


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("", ""),
        (" https://Moede.Example.org/j/1?pwd=a%20b ", "https://moede.example.org/j/1?pwd=a%20b"),
        ("https://moede.example.org/#rum=k/1", "https://moede.example.org/#rum=k/1"),
        ("https://møde.example.org/åben", "https://xn--mde-0na.example.org/%C3%A5ben"),
        ("http://moede.example.org/", None),
        ("webcal://moede.example.org/", None),
        ("javascript:alert(1)", None),
        ("moede.example.org/j/1", None),
        ("https://192.0.2.7/rum", None),
        ("https://localhost:8000/rum", None),
        ("https://navn:kode@moede.example.org/", None),
        ("https://moede.example.org/" + "x" * 500, None),
    ],
)
def test_a_link_is_kept_as_it_is_clicked_on_or_refused(typed, kept, settings):
    settings.CALENDARS_ON_THIS_MACHINE = True
    if kept is None:
        with pytest.raises(NotAMeetingAddress):
            read_online_address(typed)
    else:
        assert read_online_address(typed) == kept


def test_what_is_in_the_house_only_has_no_link():
    with pytest.raises(NothingToClickInTheHouse):
        planned_activity(online_address=ROOM)
    one = public_activity(once()).dates.get()
    with pytest.raises(NothingToClickInTheHouse):
        change_date(one=one, own=Own(online_address=ROOM), actor=UserFactory(), now=NOW)


def test_a_date_has_a_link_of_its_own_and_otherwise_that_of_the_series():
    activity = public_activity(WEEKLY, whereabouts=Whereabouts.HYBRID, online_address=ROOM)
    first, second = activity.dates.order_by("starts_at")[:2]
    own = "https://moede.example.org/kun-i-dag"
    change_date(one=first, own=Own(online_address=own), actor=UserFactory(), now=NOW)
    first.refresh_from_db()

    assert (first.online_address, second.online_address) == (own, ROOM)
    assert first not in activity.dates.following_the_rule()


def test_the_page_of_a_drop_in_shows_its_link_from_half_an_hour_before_until_it_is_over(client):
    one = online()
    minute = timedelta(minutes=1)
    shown = [
        "pwd=hemmeligt" in page(client, one, at)
        for at in (
            NOW, BEGINS - 31 * minute, BEGINS - 30 * minute, BEGINS, BEGINS + 89 * minute,
            BEGINS + 90 * minute,
        )
    ]  # fmt: skip

    assert shown == [False, False, True, True, True, False]
    assert "en halv time før" in page(client, one)


def test_the_page_of_a_cancelled_drop_in_shows_no_link(client):
    one = online()
    ActivityDate.objects.filter(pk=one.pk).update(state="cancelled", reason="Sygdom")

    assert "moede.example.org" not in page(client, one, BEGINS)


def test_the_page_never_shows_the_link_of_what_one_signs_up_for(client):
    one = online()
    SignupTerms.objects.create(activity=one.activity)

    for at in (NOW, BEGINS):
        html = page(client, one, at)
        assert "moede.example.org" not in html
        assert "får linket på mail" in html


def test_the_page_of_a_sensitive_group_promises_no_mail_with_the_link(client):
    one = online()
    SignupTerms.objects.create(activity=one.activity, is_sensitive=True)

    html = page(client, one)
    assert "finder linket på sin egen side" in html
    assert "på mail" not in html


def test_the_page_says_whom_to_ask_when_a_drop_in_has_no_link_yet(client):
    assert "Ring til huset" in page(client, online(online_address=""), BEGINS)
    in_house = public_activity(once(date(2026, 10, 7))).dates.get()
    assert "Linket" not in page(client, in_house)


PUBLIC = [
    "/det-sker/", "/det-sker/?q=hemmeligt", "/det-sker/kalender.ics", "/det-sker/atom.xml",
    "/det-sker/liste/", "/det-sker/api/datoer/", "/det-sker/api/datoer/{}/",
    "/det-sker/{}/kalender.ics", "/det-sker/{}/spor/", "/det-sker/{}/plakat/", "/det-sker/{}/",
    "/i-dag/", "/huse/{house}/i-dag/", "/huse/{house}/i-dag/skaerm/", "/det-sker/{}/tilmeld/",
]  # fmt: skip


@pytest.mark.parametrize("signs_up", [True, False])
@pytest.mark.parametrize("address", PUBLIC)
def test_no_public_address_tells_the_link(client, address, signs_up):
    """On the day itself, when it is most worth: and after it was changed, which is told."""
    one = online()
    if signs_up:
        SignupTerms.objects.create(activity=one.activity)
    change_date(one=one, own=Own(online_address=f"{ROOM}-ny"), actor=UserFactory(), now=NOW)
    at = BEGINS - timedelta(hours=2)
    with time_machine.travel(at, tick=False):
        answer = client.get(address.format(one.public_id, house=one.activity.centre.slug))

    is_there = signs_up or not address.endswith("tilmeld/")
    assert answer.status_code == (200 if is_there else 404)
    told = answer.content.decode()
    assert "moede.example" not in told
    assert "Excel" in told or not is_there or "?q" in address


def test_no_poster_tells_the_link(client):
    one = online()
    with time_machine.travel(BEGINS - timedelta(hours=2), tick=False):
        sheet = client.get(f"/det-sker/{one.public_id}/plakat.pdf").content
    words = "".join(each.get_textpage().get_text_range() for each in pypdfium2.PdfDocument(sheet))

    assert "Excel" in words
    assert "moede" not in words


def test_neither_search_nor_the_public_trail_knows_the_link():
    activity = public_activity(WEEKLY, whereabouts=Whereabouts.ONLINE, online_address=ROOM)
    rewritten(activity, WEEKLY)  # whose words are those of `same`: without a link

    assert "moede" not in str(SearchEntry.objects.get(about=activity.public_id).words)
    lines = TrailEntry.objects.filter(about=activity.public_id).values_list("changes", flat=True)
    assert "moede" not in str(list(lines))
    assert "online_address" in str(list(lines))
