"""What happens online, on paper: no door that is closed, and the way to the link."""

from __future__ import annotations

import pytest
from django.utils import timezone

from events.activities.domain import cancel_date
from events.posters.domain.advertising import advertisements_of
from events.posters.domain.remembering import said_of
from events.posters.models import ShortAddress
from events.signups.models import SignupTerms
from tests.factories.accounts import UserFactory
from tests.factories.centres import CentreFactory, RoomFactory

from .test_sheets import dates_of, flat, one_date, opened, poster, soon, weekly, words_of

pytestmark = pytest.mark.django_db
ACCESSIBLE = {
    "name": "Salen", "is_step_free": True, "has_hearing_loop": True, "is_quiet": True,
    "has_accessible_toilet": True,
}  # fmt: skip
SIGN_UP = "Meld dig til her, så får du linket:"
ON_THE_PAGE = "Du finder linket her en halv time før:"
OF_THE_HOUSE = (
    "Havnehuset",
    "Havnegade",
    "Salen",
    "Uden trin",
    "uden trin",
    "eleslynge",
    "andicaptoilet",
)


def somewhere(whereabouts: str, *, signs_up: bool = False):
    centre = CentreFactory(
        name=f"{whereabouts} Havnehuset", street="Havnegade 1", postcode="8000", town="Aarhus"
    )
    one = one_date(
        title="Jobklub", centre=centre, room=RoomFactory(centre=centre, **ACCESSIBLE),
        whereabouts=whereabouts,
    )  # fmt: skip
    if signs_up:
        SignupTerms.objects.create(activity=one.activity)
    return one


def said_on(client, one, **asked) -> str:
    return flat(words_of(poster(client, one, **asked)[0]))


@pytest.mark.parametrize("signs_up", [True, False])
def test_what_is_only_online_has_no_house_no_room_and_no_door(client, signs_up):
    one = somewhere("online", signs_up=signs_up)
    said = said_on(client, one)
    code = ShortAddress.objects.get().code

    assert not [word for word in OF_THE_HOUSE if word in said]
    how = SIGN_UP if signs_up else ON_THE_PAGE
    assert f"Online. {how} localhost:8000/p/{code}" in said


@pytest.mark.parametrize("signs_up", [True, False])
def test_what_is_both_says_both(client, signs_up):
    said = said_on(client, somewhere("hybrid", signs_up=signs_up))

    for word in ("Salen", "Havnehuset, Havnegade 1, 8000 Aarhus", "Uden trin", "Eller online."):
        assert word in said
    assert (SIGN_UP in said) is signs_up


def test_what_is_in_the_house_says_nothing_of_online(client):
    said = said_on(client, somewhere("in_house"))

    assert "Uden trin" in said
    assert "nline" not in said


def test_the_poster_of_what_was_called_off_says_no_way_in(client):
    one = somewhere("online", signs_up=True)
    cancel_date(one=one, reason="Sygdom", actor=UserFactory(), now=timezone.now())
    said = said_on(client, one)

    assert "Aflyst" in said
    assert "linket" not in said


def test_a_poster_of_a_series_online_says_how_one_gets_the_link(client):
    centre = CentreFactory()
    one = dates_of(
        weekly(4), title="Jobklub", centre=centre, whereabouts="online",
        room=RoomFactory(centre=centre, **ACCESSIBLE),
    )[0]  # fmt: skip
    said = said_on(client, one, om="alle")

    assert ON_THE_PAGE in said
    assert "Uden trin" not in said


def test_in_english(client):
    one = somewhere("online", signs_up=True)
    pdf, _content = opened(client, f"/en/det-sker/{one.public_id}/plakat.pdf")

    assert "Online. Sign up here, and you get the link: localhost:8000/en/p/" in flat(words_of(pdf))


@pytest.mark.parametrize("whereabouts", ["online", "hybrid"])
def test_programme_and_advertisements_say_where_it_is(client, whereabouts):
    one = somewhere(whereabouts)
    is_there = whereabouts == "hybrid"
    pdf, _content = opened(client, "/det-sker/program.pdf", fra=f"{soon():%Y-%m-%d}")
    said = flat(words_of(pdf))

    assert "Jobklub" in said
    assert "nline" in said
    assert ("Havnehuset" in said) is ("Salen" in said) is is_there
    for told in advertisements_of(one):
        assert "nline" in told.text
        assert any(word in told.text for word in OF_THE_HOUSE) is is_there


def test_what_the_house_remembers_is_what_is_printed():
    online, both = (somewhere(where) for where in ("online", "hybrid"))

    assert said_of(online.activity, [online], is_series=False)["access"] == []
    assert "is_step_free" in said_of(both.activity, [both], is_series=False)["access"]
