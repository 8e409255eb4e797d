"""An editor reads that people get a letter where one goes out, and only there."""

from __future__ import annotations

import pytest
from django.utils import timezone

from events.signups.domain import tell_of_changes
from events.signups.models import Place
from tests.events.organising.story import form, seen_on
from tests.factories.signups import signed_up

pytestmark = pytest.mark.django_db
LETTER = "De, der har meldt sig til, får brev inden for et minut."


def public(story):
    story.make_at_house(sign_up="single", places="4")
    address = f"/kontor/aktivitet/{story.made().public_id}/"
    story.at_house.post(f"{address}offentlig/", {"attests": "1"})
    return story.made().dates.get()


def own(story, one, **said) -> str:
    address = f"/kontor/dato/{one.public_id}/"
    body = {f"own-{name}": value for name, value in said.items()}
    body["seen"] = seen_on(story.at_house, address)
    return story.at_house.post(f"{address}eget/", body, follow=True).content.decode()


def test_letter_is_spoken_of_when_the_price_of_a_date_changes_and_it_goes_out(story):
    one = public(story)
    signed_up(one, now=timezone.now())

    assert LETTER in own(story, one, price_kroner="50")
    assert tell_of_changes(now=timezone.now()) == 1


def test_no_letter_is_spoken_of_when_only_the_places_change_or_nobody_signed_up(story):
    one = public(story)
    assert LETTER not in own(story, one, price_kroner="50")
    place = signed_up(one, now=timezone.now())

    said = own(story, one, price_kroner="50", places="8")
    assert "Gemt." in said
    assert LETTER not in said
    assert tell_of_changes(now=timezone.now()) == 0
    assert Place.objects.get(pk=place.pk).sequence == place.sequence


def test_editor_reads_how_many_have_a_place_when_there_are_fewer_places_than_that(story):
    one = public(story)
    for name in ("Amal", "Clara", "Erik"):
        signed_up(one, name, now=timezone.now())
    said = own(story, one, places="2")

    assert "3 har allerede en plads, og nu er der 2 pladser. Ingen mister sin." in said
    assert "Ingen mister sin." not in own(story, one, places="3")


def test_letter_is_spoken_of_when_the_whole_activity_gets_another_price(story):
    one = public(story)
    signed_up(one, now=timezone.now())
    address = f"/kontor/aktivitet/{one.activity.public_id}/ret/"
    said = form(sign_up="single", places="4", price_kroner="25")
    answer = story.at_house.post(
        address, said | {"seen": seen_on(story.at_house, address)}, follow=True
    )

    assert LETTER in answer.content.decode()
