"""Whatever changes about what is public, its pages can be read afterwards, and say what it was."""

from __future__ import annotations

import pytest
from django.utils import timezone

from events.trail.domain import add_entry
from events.trail.enums import Step
from tests.events.organising.story import form
from tests.factories.centres import RoomFactory

pytestmark = pytest.mark.django_db
CHANGES = {
    "title": ({"title": "Garn og te"}, ["Strikkecafé", "Garn og te"]),
    "text": ({"text": "Tag garn med."}, ["Teksten"]),
    "kind": ({"kind": "course"}, ["Hvad slags det er", "Kursus"]),
    "room": ({"room": "Salen"}, ["Rummet", "Salen"]),
    "partner": ({"partner": "Garnets venner"}, ["Hvem der står for det"]),
    "language": ({"language": "en"}, ["Dansk", "English"]),
    "online": (
        {"whereabouts": "online", "online_address": "https://moede.example.org/1"},
        ["I huset", "Online", "Linket til mødet"],
    ),
    "hybrid": ({"whereabouts": "hybrid"}, ["I huset", "I huset og online"]),
    "price": ({"price_kroner": "25"}, ["Gratis", "25 kr."]),
    "places": ({"places": "12", "sign_up": "single"}, ["Pladser", "12"]),
    "minutes": ({"minutes": "120"}, ["90", "120"]),
    "begins": ({"begins": "18.00"}, ["19.00", "18.00"]),
    "rule": ({"pauses_on_holidays": "on"}, ["Dagene"]),
    "who_meets_you": ({"who_meets_you": "Else i døren"}, ["Hvem der møder dig i døren"]),
    "how_many_come": ({"how_many_come": "Fem til ti"}, ["Så mange plejer at komme"]),
    "first_five_minutes": ({"first_five_minutes": "Vi siger hej"}, ["De første fem minutter"]),
    "companion": ({"companion_welcome": "on"}, ["Kom sammen med en"]),
}


def pages(story) -> dict[str, str]:
    activity = story.made()
    found = {}
    for address in (
        f"/kontor/aktivitet/{activity.public_id}/",
        f"/det-sker/{activity.dates.get().public_id}/spor/",
    ):
        answer = story.at_house.get(address)
        assert answer.status_code == 200
        found[address] = answer.content.decode()
    return found


def publish(story) -> str:
    RoomFactory(centre=story.centre, name="Salen")
    story.make_at_house()
    address = f"/kontor/aktivitet/{story.made().public_id}/"
    story.at_house.post(f"{address}offentlig/", {"attests": "1"})
    return address


@pytest.mark.parametrize("name", CHANGES)
def test_the_pages_of_an_activity_say_what_changed_whichever_field_it_was(story, name):
    address = publish(story)
    said, words = CHANGES[name]
    answer = story.changed(story.at_house, f"{address}ret/", form(**said))
    assert answer.status_code == 303

    for text in pages(story).values():
        line = text.split("Ændret", 1)[1]
        assert [one for one in words if one not in line] == []


def test_lines_that_were_written_with_the_names_of_choices_can_still_be_read(story):
    publish(story)
    changes = [("kind", "workshop", "COURSE"), ("language", "da", "ENGLISH"),
               ("whereabouts", "in_house", "ONLINE"), ("kind", "gone", "COURSE")]  # fmt: skip
    add_entry(
        about=story.made().public_id, step=Step.CHANGED, by="", changes=changes, now=timezone.now()
    )

    for text in pages(story).values():
        assert "Kursus" in text
        assert "English" in text
        assert "COURSE" not in text
