"""What the editors of a house change, and who may."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from jobcenter.audit.models import Change
from jobcenter.centres.domain import editing
from jobcenter.centres.enums import HoursKind, Weekday
from jobcenter.centres.models import Centre, OpeningException, Topic
from tests.doors import enter_as_staff
from tests.factories.centres import CentreFactory, OpeningHoursFactory, PartnerFactory
from tests.jobcenter.journeys.houses import complete_house, editor_of, words_of

pytestmark = pytest.mark.django_db

TEXTS = ["name", "about_da", "about_en", "street", "postcode", "town", "email", "phone"]
TEXTS += ["how_to_get_here_da", "how_to_get_here_en"]
NEXT_YEAR = timezone.localdate().replace(month=5, day=1) + timedelta(days=366)
PAGES = ["ret/", "ret/tider/", "ret/dage/", "ret/partnere/"]


@pytest.fixture
def house() -> Centre:
    return complete_house(name="Havnehuset", slug="havnehuset")


@pytest.fixture
def dorte(house) -> Client:
    """A browser in which Dorte, the editor of Havnehuset, is logged in with a second factor."""
    client = Client()
    enter_as_staff(client, editor_of(house))
    return client


def filled(house: Centre, **changes) -> dict:
    """The form of words and contact as the browser would send it back."""
    columns = [*TEXTS, "municipality", "illustration"]
    answers = {name: getattr(house, name) for name in columns}
    topics = list(house.topics.values_list("pk", flat=True))
    return {**answers, "has_hotline": "on", "has_chat": "on", "topics": topics, **changes}


def week(**said: str) -> dict[str, str]:
    """The form of the week as the browser sends it: a field per day, empty where it is closed."""
    lines = {f"{kind}-{weekday.value}": "" for kind in HoursKind for weekday in Weekday}
    return lines | {name.replace("_", "-"): text for name, text in said.items()}


# --- who may ----------------------------------------------------------------------------------


@pytest.mark.parametrize("page", PAGES)
def test_editor_opens_the_pages_of_the_own_house(dorte, house, page):
    assert dorte.get(f"/huse/{house.slug}/{page}").status_code == 200


@pytest.mark.parametrize("page", PAGES)
def test_foreign_and_missing_house_look_the_same_to_an_editor(dorte, page):
    foreign = CentreFactory()
    answers = [dorte.get(f"/huse/{slug}/{page}") for slug in (foreign.slug, "findes-ikke")]
    assert [answer.status_code for answer in answers] == [404, 404]
    assert words_of(answers[0]) == words_of(answers[1])


@pytest.mark.parametrize("page", PAGES)
def test_visitor_is_led_to_the_door(client, house, page):
    response = client.get(f"/huse/{house.slug}/{page}")
    assert response.status_code == 303
    assert response["Location"].startswith("/konto/log-ind/")


@pytest.mark.parametrize("page", PAGES)
def test_editor_is_led_to_the_second_factor_first(client, house, page):
    client.force_login(editor_of(house))
    response = client.get(f"/huse/{house.slug}/{page}")
    assert response.status_code == 303
    assert "to-trin" in response["Location"]


def test_foreign_editor_changes_nothing(client, house):
    enter_as_staff(client, editor_of(CentreFactory()))
    assert client.post(f"/huse/{house.slug}/ret/", filled(house, name="Stjålet")).status_code == 404
    house.refresh_from_db()
    assert house.name == "Havnehuset"


# --- words and contact ------------------------------------------------------------------------


def test_new_words_stand_on_the_page_and_in_the_trail(dorte, house):
    response = dorte.post(f"/huse/{house.slug}/ret/", filled(house, about_da="Kom ind i varmen."))
    assert response.status_code == 303
    assert "Kom ind i varmen." in words_of(dorte.get(f"/huse/{house.slug}/"))
    change = Change.objects.get(action="centre.changed")
    assert change.subject == "centre:havnehuset"
    assert change.facts == {"fields": "about_da"}


def test_trail_holds_no_words_of_the_house(dorte, house):
    dorte.post(f"/huse/{house.slug}/ret/", filled(house, email="ny@example.org"))
    assert "ny@example.org" not in str(Change.objects.get(action="centre.changed").facts)


def test_nothing_is_recorded_when_nothing_was_changed(dorte, house):
    assert dorte.post(f"/huse/{house.slug}/ret/", filled(house)).status_code == 303
    assert not Change.objects.filter(action="centre.changed").exists()


def test_house_moves_on_the_map_when_its_postcode_changes(dorte, house):
    dorte.post(f"/huse/{house.slug}/ret/", filled(house, postcode="3700", town="Rønne"))
    house.refresh_from_db()
    assert (round(house.latitude), round(house.longitude)) == (55, 15)


@pytest.mark.parametrize(
    ("field", "value"), [("postcode", "8005"), ("phone", "12"), ("email", "hus@"), ("name", "")]
)
def test_form_comes_back_with_what_was_typed_when_a_value_is_wrong(dorte, house, field, value):
    response = dorte.post(
        f"/huse/{house.slug}/ret/", filled(house, about_da="Nye ord", **{field: value})
    )
    assert response.status_code == 422
    assert "Nye ord" in words_of(response)
    house.refresh_from_db()
    assert house.about_da != "Nye ord"
    assert not Change.objects.filter(action="centre.changed").exists()


def test_name_of_another_house_is_refused_in_words(dorte, house):
    CentreFactory(name="Lanternen")
    assert (
        dorte.post(f"/huse/{house.slug}/ret/", filled(house, name="Lanternen")).status_code == 422
    )


def test_name_taken_at_the_same_moment_is_refused_by_the_database(house):
    CentreFactory(name="Lanternen")
    with pytest.raises(editing.NameAlreadyTaken):
        editing.change_centre(centre=house, editor=editor_of(house), values={"name": "Lanternen"})
    assert Centre.objects.filter(name="Havnehuset").exists()


def test_topics_are_what_the_editor_chose(dorte, house):
    job = Topic.objects.get(slug="job")
    dorte.post(f"/huse/{house.slug}/ret/", filled(house, topics=[job.pk]))
    assert list(house.topics.all()) == [job]
    assert Change.objects.get(action="centre.changed").facts == {"fields": "topics"}


# --- hours ------------------------------------------------------------------------------------


def test_week_is_replaced_as_a_whole(dorte, house):
    answers = week(door_1="9–12, 13.00–15.30", phone_2="kl. 10-11")
    assert dorte.post(f"/huse/{house.slug}/ret/tider/", answers).status_code == 303
    hours = {
        (row.kind, row.weekday, row.minutes.lower, row.minutes.upper)
        for row in house.opening_hours.all()
    }
    assert hours == {("door", 1, 540, 720), ("door", 1, 780, 930), ("phone", 2, 600, 660)}


def test_day_that_never_arrived_is_not_taken_for_a_closed_one(dorte, house):
    before = list(house.opening_hours.values_list("kind", "weekday", "minutes"))
    assert before

    response = dorte.post(f"/huse/{house.slug}/ret/tider/", {"door-1": "9.00–12.00"})

    assert response.status_code == 422
    assert list(house.opening_hours.values_list("kind", "weekday", "minutes")) == before


@pytest.mark.parametrize("day", ["0001-01-01", "2020-01-01", "9999-12-31", "2026-13-01"])
def test_day_that_is_over_or_far_away_is_refused(dorte, house, day):
    response = dorte.post(f"/huse/{house.slug}/ret/dage/", {"on_date": day, "hours": ""})

    assert response.status_code == 422
    assert not house.opening_exceptions.exists()


def test_week_stays_and_words_come_back_when_hours_cannot_be_read(dorte, house):
    before = house.opening_hours.count()
    response = dorte.post(f"/huse/{house.slug}/ret/tider/", week(door_1="ni til tre"))
    assert response.status_code == 422
    assert "“ni til tre”" in words_of(response)
    assert 'value="ni til tre"' in response.content.decode()
    assert house.opening_hours.count() == before


def test_week_shows_the_hours_of_today(dorte, house):
    html = dorte.get(f"/huse/{house.slug}/ret/tider/").content.decode()
    assert html.count('value="9.00–16.00"') == 20


# --- single days ------------------------------------------------------------------------------


def test_day_without_hours_is_closed_and_can_be_taken_back(dorte, house):
    day = NEXT_YEAR
    answers = {"on_date": day.isoformat(), "hours": "", "note_da": "Fest"}
    assert dorte.post(f"/huse/{house.slug}/ret/dage/", answers).status_code == 303
    assert OpeningException.objects.get(centre=house).minutes is None
    assert "Fest" in words_of(dorte.get(f"/huse/{house.slug}/ret/dage/"))
    assert dorte.post(f"/huse/{house.slug}/ret/dage/{day}/fjern/").status_code == 303
    assert not OpeningException.objects.filter(centre=house).exists()


def test_day_that_is_on_the_list_is_refused_and_stays_as_it_was(dorte, house):
    OpeningException.objects.create(centre=house, on_date=NEXT_YEAR, minutes=(600, 720))
    response = dorte.post(
        f"/huse/{house.slug}/ret/dage/", {"on_date": NEXT_YEAR.isoformat(), "hours": ""}
    )
    assert response.status_code == 422
    assert OpeningException.objects.get(centre=house).minutes.lower == 600


def test_removing_a_day_is_refused_to_others(client, house):
    OpeningException.objects.create(centre=house, on_date=NEXT_YEAR)
    enter_as_staff(client, editor_of(CentreFactory()))
    assert client.post(f"/huse/{house.slug}/ret/dage/2999-05-01/fjern/").status_code == 404
    assert house.opening_exceptions.count() == 1


# --- partners ---------------------------------------------------------------------------------

PARTNER = {
    "name": "Sprogcaféen",
    "offers_da": "Tal dansk over en kop te.",
    "offers_en": "",
    "contact_person": "Hanan Saleh",
    "phone": "",
    "email": "",
}


def test_partner_is_added_changed_and_removed(dorte, house):
    house.partners.clear()
    address = f"/huse/{house.slug}/ret/partnere/"
    assert dorte.post(address, PARTNER).status_code == 303
    changed = {**PARTNER, "contact_person": "Olena Koval"}
    assert dorte.post(f"{address}sprogcaféen/", changed).status_code == 303
    assert house.partners.get().contact_person == "Olena Koval"
    assert dorte.post(f"{address}sprogcaféen/fjern/").status_code == 303
    assert not house.partners.exists()


def test_partner_needs_somebody_to_ask_for(dorte, house):
    answers = {**PARTNER, "contact_person": ""}
    assert dorte.post(f"/huse/{house.slug}/ret/partnere/", answers).status_code == 422
    assert not house.partners.filter(name="Sprogcaféen").exists()


def test_partner_that_others_know_is_linked_as_it_stands(dorte, house):
    known = PartnerFactory(name="Sprogcaféen", contact_person="Erik Holm")
    known.centres.add(CentreFactory())
    assert dorte.post(f"/huse/{house.slug}/ret/partnere/", PARTNER).status_code == 303
    assert house.partners.get(name="Sprogcaféen").contact_person == "Erik Holm"


def test_partner_of_several_houses_is_not_rewritten_by_one(dorte, house):
    shared = PartnerFactory(name="Sprogcaféen", contact_person="Erik Holm")
    shared.centres.add(house, CentreFactory())
    response = dorte.post(f"/huse/{house.slug}/ret/partnere/sprogcaféen/", PARTNER)
    assert response.status_code == 422
    shared.refresh_from_db()
    assert shared.contact_person == "Erik Holm"


def test_week_named_in_part_leaves_the_rest(house):
    OpeningHoursFactory(centre=house, weekday=6, minutes=(600, 720))
    editing.set_week(
        centre=house,
        editor=editor_of(house),
        hours={(HoursKind.DOOR, Weekday.MONDAY): [(600, 660)]},
    )
    assert house.opening_hours.filter(kind=HoursKind.DOOR, weekday=6).exists()
    monday = house.opening_hours.get(kind=HoursKind.DOOR, weekday=1).minutes
    assert (monday.lower, monday.upper) == (600, 660)
