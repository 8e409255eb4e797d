"""An editor writes where to click: the field, the hint, a kind word about a bad link, a warning."""

from __future__ import annotations

import pytest

from events.activities.models import Activity
from tests.events.organising.story import form, seen_on

pytestmark = pytest.mark.django_db
ROOM = "https://moede.example.org/rum?pwd=hemmeligt#nogle"
OWN = "https://moede.example.org/kun-den-dag"


def said(answer) -> str:
    return answer.content.decode()


def change(story, **told):
    return story.changed(
        story.at_house, f"/kontor/aktivitet/{story.made().public_id}/ret/", form(**told)
    )


def publish(story):
    address = f"/kontor/aktivitet/{story.made().public_id}/offentlig/"
    return story.at_house.post(address, {"attests": "1"}, follow=True)


def test_an_editor_writes_the_link_and_sees_it_again(story):
    story.make_at_house(whereabouts="online", online_address=f"  {ROOM} ")

    activity = story.made()
    assert activity.online_address == ROOM
    assert ROOM in said(story.at_house.get(f"/kontor/aktivitet/{activity.public_id}/"))
    assert ROOM in said(story.at_house.get(f"/kontor/aktivitet/{activity.public_id}/ret/"))


def test_a_link_that_nobody_can_click_on_is_refused_kindly_and_nothing_is_kept(story):
    answer = story.make_at_house(whereabouts="hybrid", online_address="moede.example.org/j/1")

    assert answer.status_code == 422
    assert "Kopiér hele linket fra dit møde. Det begynder med https://." in said(answer)
    assert 'value="moede.example.org/j/1"' in said(answer)
    assert not Activity.objects.exists()


def test_a_link_typed_for_what_is_in_the_house_is_asked_about(story):
    """Without JavaScript and style sheets the field is always there: something was forgotten."""
    answer = story.make_at_house(online_address=ROOM)

    assert answer.status_code == 422
    assert "Vælg, at man kan være med online, eller slet linket." in said(answer)
    assert "Kun til det, der er online." in said(answer)


def test_the_link_goes_when_it_is_no_longer_online(story):
    story.make_at_house(whereabouts="online", online_address=ROOM)
    answer = change(story, whereabouts="in_house", online_address=ROOM)

    assert answer.status_code == 303
    assert story.made().online_address == ""


def test_publishing_without_a_link_is_warned_of_and_not_refused(story):
    story.make_at_house(whereabouts="online", sign_up="single")
    address = f"/kontor/aktivitet/{story.made().public_id}/"
    assert "Linket til mødet mangler" in said(story.at_house.get(address))

    answer = publish(story)
    assert story.made().published_at is not None
    assert "Linket til mødet mangler" in said(answer)
    (one,) = story.made().dates.all()
    assert "får linket på mail" in said(story.at_house.get(f"/det-sker/{one.public_id}/"))

    change(story, whereabouts="online", online_address=ROOM, sign_up="single")
    assert "Linket til mødet mangler" not in said(story.at_house.get(address))


def test_one_date_gets_a_link_of_its_own(story):
    story.make_at_house(whereabouts="online", online_address=ROOM)
    (one,) = story.made().dates.all()
    address = f"/kontor/dato/{one.public_id}/"
    story.at_house.post(
        f"{address}eget/", {"own-online_address": OWN, "seen": seen_on(story.at_house, address)}
    )

    one.refresh_from_db()
    assert (one.own_online_address, one.online_address) == (OWN, OWN)
    assert f'value="{OWN}"' in said(story.at_house.get(address))
    story.at_house.post(
        f"{address}eget/", {"own-online_address": "", "seen": seen_on(story.at_house, address)}
    )
    one.refresh_from_db()
    assert one.online_address == ROOM


def test_a_date_in_the_house_is_asked_for_no_link(story):
    story.make_at_house()
    (one,) = story.made().dates.all()

    assert "own-online_address" not in said(story.at_house.get(f"/kontor/dato/{one.public_id}/"))
    address = f"/kontor/dato/{one.public_id}/"
    seen = seen_on(story.at_house, address)
    answer = story.at_house.post(
        f"{address}eget/", {"own-online_address": OWN, "own-title": "Garn", "seen": seen}
    )
    assert answer.status_code == 303
    one.refresh_from_db()
    assert (one.own_title, one.own_online_address) == ("Garn", "")


def test_the_public_trail_says_that_the_link_changed_and_not_to_what(story):
    story.make_at_house(whereabouts="online", online_address=ROOM)
    publish(story)
    change(story, whereabouts="online", online_address=OWN)
    trail = said(story.at_house.get(f"/det-sker/{story.made().dates.get().public_id}/spor/"))

    assert "Linket til mødet" in trail
    assert "moede.example" not in trail
