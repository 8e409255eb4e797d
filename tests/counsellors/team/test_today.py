"""The team page: who is here today, and that nothing of why or how long can be read from it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from counsellors.models import Absence, SparringQuestion, SpecialDay
from counsellors.team.domain.presence import teams_today
from jobcenter.accounts.enums import RoleKind
from jobcenter.centres.models import OpeningException
from jobcenter.shared.periods import period
from tests.counsellors.availability.story import busy
from tests.counsellors.conversations.story import MONDAY, at
from tests.counsellors.responsibility.story import staff_user
from tests.doors import enter_as_staff
from tests.factories.accounts import RoleFactory, UserFactory
from tests.factories.centres import CentreFactory
from tests.factories.counsellors import CounsellorFactory, WorkingHoursFactory

TODAY = reverse("team:today")
DAY = MONDAY.date()
REPORT_AWAY = "/vejleder/vaek/"


def bents_day(scene, day=DAY):
    (bent,) = [one for one in teams_today(centres=[scene.centre], day=day)[scene.centre.pk]
               if one.counsellor == scene.bent]  # fmt: skip
    return bent


def hours(colleague) -> list[str]:
    return [f"{one.opens}–{one.closes}" for one in colleague.here]


def paragraphs(card: str) -> list[str]:
    return [line for line in card.splitlines() if "<p" in line and "hint" not in line]


def away(counsellor, start, end):
    Absence.objects.create(counsellor=counsellor, during=period(start, end))


def test_colleague_is_here_in_their_weekly_hours(scene):
    bent = bents_day(scene)

    assert hours(bent) == ["9.00–15.00"]
    assert bent.here[0].is_in_house
    assert not bent.here[0].begins_later
    assert not bent.here[0].ends_earlier
    assert bents_day(scene, DAY + timedelta(days=1)).here == ()


def test_special_day_replaces_the_week(scene):
    SpecialDay.objects.create(
        counsellor=scene.bent, centre=scene.centre, on_date=DAY, minutes=(600, 720), modes=["phone"]
    )

    assert hours(bents_day(scene)) == ["10.00–12.00"]
    assert not bents_day(scene).here[0].is_in_house


@pytest.mark.parametrize(
    ("leaves", "comes", "left"),
    [
        (at(0), at(12), ["12.00–15.00"]),
        (at(13), at(23), ["9.00–13.00"]),
        (at(10), at(11), ["9.00–15.00"]),
        (at(0, weeks=-3), at(0, weeks=3), []),
    ],
)
def test_time_off_trims_the_edges_and_leaves_no_holes(scene, leaves, comes, left):
    away(scene.bent, leaves, comes)

    assert hours(bents_day(scene)) == left


def test_calendar_trims_the_edges_too_and_two_of_them_add_up(scene):
    busy(scene.bent, at(8), at(10))
    away(scene.bent, at(10), at(11))

    assert hours(bents_day(scene)) == ["11.00–15.00"]
    assert bents_day(scene).here[0].begins_later


def test_who_works_in_another_house_is_there_and_not_away(scene):
    other = CentreFactory()
    SpecialDay.objects.create(
        counsellor=scene.bent, centre=other, on_date=DAY, minutes=(540, 900), modes=["phone"]
    )

    assert bents_day(scene).here == ()
    assert bents_day(scene).is_elsewhere


def test_nobody_is_here_when_the_house_is_closed(scene):
    OpeningException.objects.create(centre=scene.centre, on_date=DAY, minutes=None)

    assert bents_day(scene).here == ()


def test_page_says_the_same_for_time_off_a_free_day_and_an_empty_calendar(scene, dorte, as_):
    """Nobody can tell from the page why somebody is away, or since when, or until when."""
    dorte.working_hours.all().delete()
    away(scene.bent, at(0, weeks=-5), at(0, weeks=5))
    html = as_(dorte).get(TODAY).content.decode()

    # On every card but that of whoever looks, whether somebody is here or not.
    assert html.count(REPORT_AWAY) == 1
    cards = [card.split("</article>")[0] for card in html.split("<article")[1:]]
    said = {
        name: [line for line in paragraphs(card) if REPORT_AWAY not in line]
        for card in cards
        for name in ("Bent", "Dorte")
        if name in card
    }
    assert [line.strip() for line in said["Bent"]] == ["<p>Ikke her i dag</p>"]
    assert said["Bent"] == said["Dorte"]
    assert "2027" not in html
    assert "oktober" not in html


def test_page_shows_faces_languages_topics_and_ways(scene, dorte, as_):
    html = as_(scene.bent).get(TODAY).content.decode()

    assert html.count('class="portrait') == 2
    for word in ("Bent Østergaard", "Dorte Holm", "Her 9.00–15.00", "i huset", "Job", "Dansk"):
        assert word in html
    assert html.index("Bent Østergaard") < html.index("Dorte Holm")


def test_team_lead_sees_who_is_here_and_covers_but_no_question(scene, dorte, as_):
    SparringQuestion.objects.create(
        centre=scene.centre, asked_by=scene.bent, words="Hvad gør I?", asked_at=at(8)
    )
    html = as_(RoleKind.TEAM_LEAD).get(TODAY).content.decode()

    assert "Dorte Holm" in html
    assert "Hvem dækker for hvem" not in html
    assert "Sparring" not in html
    assert "Hvad gør I?" not in html
    assert "Hvad gør I?" in as_(dorte).get(TODAY).content.decode()


@pytest.mark.parametrize(
    "kind", [RoleKind.CENTRE_EDITOR, RoleKind.BOARD_MEMBER, RoleKind.STATE, RoleKind.ADMINISTRATOR]
)
def test_team_page_is_for_the_team_alone(scene, as_, kind):
    assert as_(kind).get(TODAY).status_code == 404


def test_counsellor_of_another_house_sees_their_own_and_the_citizen_nothing(scene, dorte):
    elsewhere = CentreFactory(name="Skovhuset")
    kai = CounsellorFactory(first_name="Kai", centres=[elsewhere])
    client = Client()
    enter_as_staff(client, staff_user(kai, elsewhere))
    page = client.get(TODAY)

    assert "Skovhuset" in page.content.decode()
    assert "Dorte" not in page.content.decode()
    for name in ("ask", "ask_for_cover", "minutes"):
        assert client.get(reverse(f"team:{name}", args=["havnehuset"])).status_code == 404
    client.force_login(UserFactory())
    assert client.get(TODAY).status_code == 404


def test_counsellor_of_two_houses_sees_both(scene, as_):
    other = CentreFactory(name="Skovhuset")
    scene.bent.centres.add(other)
    browser = as_(scene.bent)
    RoleFactory(user=scene.bent.user, kind=RoleKind.COUNSELLOR, centre_id=other.pk)
    html = browser.get(TODAY).content.decode()

    assert "Havnehuset" in html
    assert "Skovhuset" in html
    assert "I et andet hus i dag" in html


def test_number_of_queries_does_not_grow_with_the_team(scene, as_):
    browser, counts = as_(scene.bent), []
    for more in (0, 2, 17):
        for _each in range(more):
            WorkingHoursFactory(
                counsellor=CounsellorFactory(centres=[scene.centre]), centre=scene.centre
            )
        with CaptureQueriesContext(connection) as queries:
            assert browser.get(TODAY).status_code == 200
        counts.append(len(queries))

    assert counts[0] == counts[1] == counts[2] <= 24


def test_number_of_queries_does_not_grow_with_the_houses(scene, as_):
    browser, counts = as_(scene.bent), []
    ask(scene.centre, scene.bent)
    for houses in (1, 3, 5):
        while scene.bent.centres.count() < houses:
            house = CentreFactory()
            scene.bent.centres.add(house)
            RoleFactory(user=scene.bent.user, kind=RoleKind.COUNSELLOR, centre_id=house.pk)
            WorkingHoursFactory(counsellor=CounsellorFactory(centres=[house]), centre=house)
            ask(house, scene.bent)
        with CaptureQueriesContext(connection) as queries:
            html = browser.get(TODAY).content.decode()
        assert html.count("<p>Hvad gør I?</p>") == houses
        counts.append(len(queries))

    assert counts[0] == counts[1] == counts[2] <= 27


def ask(house, by):
    SparringQuestion.objects.create(centre=house, asked_by=by, words="Hvad gør I?", asked_at=at(8))
