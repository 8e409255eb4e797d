"""Two editors or two windows at one activity: the later one is told, and nothing typed is lost."""

from __future__ import annotations

import pytest

from events.trail.models import TrailEntry
from tests.events.organising.story import first_day, form, seen_on

pytestmark = pytest.mark.django_db


def said(answer) -> str:
    return answer.content.decode()


@pytest.fixture
def activity(story):
    story.make_at_house(text="Garn til alle", sign_up="single", asked_0="Kød?", purpose_0="Mad",
                        until_0=first_day(), topics=[], repeats="weekly",
                        last_on=first_day(), weekdays=[first_day().isoweekday()])  # fmt: skip
    return story.made()


def as_it_stands(**said_too):
    """All that the form showed, with what its writer typed."""
    usual = {"text": "Garn til alle", "sign_up": "single", "asked_0": "Kød?", "purpose_0": "Mad",
             "until_0": first_day(), "repeats": "weekly", "last_on": first_day(),
             "weekdays": [first_day().isoweekday()]}  # fmt: skip
    return form(**usual | said_too)


def test_the_second_of_two_keeps_their_words_sees_the_others_and_saves_over_them(story, activity):
    address = f"/kontor/aktivitet/{activity.public_id}/ret/"
    seen = seen_on(story.at_house, address)
    first = story.at_house.post(address, as_it_stands(title="Garn og te") | {"seen": seen})
    assert first.status_code == 303

    mine = as_it_stands(text="Garn og sofa", begins="18.30")
    second = story.at_house.post(address, mine | {"seen": seen})
    assert second.status_code == 422
    page = said(second)
    assert "Nogen har ændret" in page
    now = page[page.index('id="stands-now"') : page.index("<form method")]
    assert "Garn og te" in now
    assert "19.00" in now
    assert "Kød?" not in now
    assert "Garn og sofa" in page
    assert 'value="18.30"' in page
    activity.refresh_from_db()
    assert (activity.title, activity.text) == ("Garn og te", "Garn til alle")

    again = story.at_house.post(address, mine | {"seen": page.split('name="seen" value="')[1][:20]})
    assert again.status_code == 303
    activity.refresh_from_db()
    assert (activity.title, activity.text) == ("Strikkecafé", "Garn og sofa")


def test_the_same_form_sent_twice_is_no_quarrel(story, activity):
    address = f"/kontor/aktivitet/{activity.public_id}/ret/"
    body = as_it_stands(title="Garn og te") | {"seen": seen_on(story.at_house, address)}
    assert [story.at_house.post(address, body).status_code for _ in range(2)] == [303, 303]


def test_what_only_the_order_of_ticks_tells_apart_is_no_change(story, activity):
    address = f"/kontor/aktivitet/{activity.public_id}/ret/"
    before = seen_on(story.at_house, address)
    story.at_house.post(address, as_it_stands() | {"seen": before})
    assert seen_on(story.at_house, address) == before


def test_a_form_from_nowhere_changes_nothing(story, activity):
    address = f"/kontor/aktivitet/{activity.public_id}/ret/"
    answer = story.at_house.post(address, as_it_stands(title="Uden at have set"))
    assert answer.status_code == 422
    activity.refresh_from_db()
    assert activity.title == "Strikkecafé"


def test_a_form_stays_begun_from_what_it_showed_while_its_dates_are_looked_at(story, activity):
    address = f"/kontor/aktivitet/{activity.public_id}/ret/"
    seen = seen_on(story.at_house, address)
    story.at_house.post(address, as_it_stands(title="Garn og te") | {"seen": seen})
    preview = story.at_house.post(address, as_it_stands(preview="1") | {"seen": seen})
    assert f'name="seen" value="{seen}"' in said(preview)


def test_what_one_date_has_of_its_own_is_not_lost_either(story, activity):
    one = activity.dates.get()
    home = f"/kontor/dato/{one.public_id}/"
    seen = seen_on(story.at_house, home)
    story.at_house.post(f"{home}eget/", {"own-title": "Vanter", "seen": seen})

    second = story.at_house.post(f"{home}eget/", {"own-text": "Sokker", "seen": seen})
    assert second.status_code == 422
    assert "Vanter" in said(second)
    assert "Sokker" in said(second)
    one.refresh_from_db()
    assert (one.own_title, one.own_text) == ("Vanter", "")
    moved = story.at_house.post(f"{home}flyt/", {"move-day": "", "seen": ""})
    assert f'name="seen" value="{seen_on(story.at_house, home)}"' in said(moved)


def test_a_yes_is_a_yes_to_the_words_that_were_read(story):
    story.make_of_partner(text="Vi strikker")
    activity = story.made()
    theirs, ours = (f"/{door}/{activity.public_id}/" for door in
                    ("arrangoer/aktivitet", "kontor/aktivitet"))  # fmt: skip
    story.of_partner.post(f"{theirs}offentlig/", {"attests": "1"})
    seen = seen_on(story.at_house, ours)
    story.changed(story.of_partner, f"{theirs}ret/", form(text="Vi sælger garn"))

    unread = story.at_house.post(f"{ours}svar/", {"answer": "approved", "words": "", "seen": seen})
    assert unread.status_code == 422
    assert "Vi sælger garn" in said(unread)
    assert "Læs den, og svar igen" in said(unread)
    activity.refresh_from_db()
    assert activity.published_at is None

    no = {"answer": "refused", "words": "Ingen salg", "seen": seen}
    assert story.at_house.post(f"{ours}svar/", no).status_code == 303
    assert TrailEntry.objects.filter(about=activity.public_id, step="refused").count() == 1
