"""My week: seven days as a list, and the classes a wide window draws it from."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.test import Client

from counsellors.models import Absence
from jobcenter.audit.models import Reading
from jobcenter.shared.periods import COPENHAGEN, period
from tests.counsellors.conversations.story import at
from tests.counsellors.workday.story import WEEK, desk_of, html_of
from tests.factories.counsellors import ConversationFactory

pytestmark = pytest.mark.django_db
SHEET = Path(__file__).parents[3] / "static" / "css" / "week.css"


def week(desk, said="2026-W50"):
    return desk.get(WEEK, {"uge": said})


def placed(response) -> dict[str, tuple[str, int, int]]:
    """{name: (weekday, first row, rows)}"""
    return {
        one["entry"].talk.conversation.name: (f"{day['date']:%a}", one["row"], one["rows"])
        for day in response.context["days"]
        for one in day["entries"]
        if one["entry"].talk
    }


def talk(scene, start, minutes=45, name="Amal"):
    return ConversationFactory(
        counsellor=scene.bent, centre=scene.centre, topic=scene.topic, name=name,
        starts_at=start, ends_at=start + timedelta(minutes=minutes),
    )  # fmt: skip


def test_week_lists_its_conversations_with_the_way_to_each(scene, desk):
    hers = talk(scene, at(9))
    talk(scene, at(9, weeks=1), name="Næste uge")
    html = html_of(week(desk))

    assert f'href="/vejleder/dag/?dag=2026-12-07#samtale-{hers.public_id}"' in html
    assert "Kl. 9.00–9.45</time> Amal" in html
    assert "Næste uge" not in html
    assert 'href="?uge=2026-W49"' in html
    assert 'href="?uge=2026-W51"' in html


def test_rows_are_quarters_of_an_hour_from_the_first_hour(scene, desk):
    talk(scene, at(9))
    talk(scene, at(9, 45), minutes=20, name="Bo")
    assert placed(week(desk)) == {"Amal": ("Mon", 5, 3), "Bo": ("Mon", 8, 2)}

    talk(scene, at(6, 30), name="Tidlig")
    assert placed(week(desk))["Tidlig"] == ("Mon", 3, 3)
    assert placed(week(desk))["Amal"] == ("Mon", 13, 3)


def test_every_row_has_its_class_in_the_sheet(scene, desk):
    talk(scene, at(0, 15), minutes=23 * 60 + 30)
    [(_day, row, rows)] = placed(week(desk)).values()

    sheet = SHEET.read_text()
    assert f".r{row}{{" in sheet
    assert f".s{rows}{{" in sheet


def test_time_off_over_midnight_is_cut_to_what_is_drawn(scene, bent, desk):
    Absence.objects.create(counsellor=bent, during=period(at(12), at(12) + timedelta(days=2)))
    away = [
        (f"{day['date']:%a}", one["row"], one["rows"])
        for day in week(desk).context["days"]
        for one in day["entries"]
    ]
    assert away == [("Mon", 17, 16), ("Tue", 1, 32), ("Wed", 1, 16)]


def test_weekend_is_a_column_only_when_somebody_comes(scene, desk):
    assert "has-weekend" not in html_of(week(desk))
    talk(scene, at(9) + timedelta(days=5), name="Lørdag")
    assert "has-weekend" in html_of(week(desk))


@pytest.mark.parametrize(("said", "date"), [("2026-W43", "2026-10-25"), ("2027-W12", "2027-03-28")])
def test_clock_on_the_wall_places_them_on_the_days_it_changes(scene, bent, clock, said, date):
    clock.move_to(datetime(2026, 10, 19, 9, tzinfo=UTC))
    start = datetime.fromisoformat(f"{date}T09:00").replace(tzinfo=COPENHAGEN)
    talk(scene, start.astimezone(UTC))

    assert placed(week(desk_of(bent, scene.centre), said)) == {"Amal": ("Sun", 5, 3)}


@pytest.mark.parametrize(
    "said", ["uge 48", "2026-W54", "2026-W00", "2025-W53", "1999-W01", "2026-48", "<b>"]
)
def test_what_is_no_week_gets_a_clear_answer_and_this_week(desk, said):
    response = week(desk, said)

    assert "er ikke en uge" in html_of(response)
    assert response.context["is_this_week"]


@pytest.mark.parametrize("said", ["2000-W01", "2099-W53", "2026-W53", "2026-w50", ""])
def test_edges_of_the_calendar_are_weeks_like_others(desk, said):
    assert "er ikke en uge" not in html_of(week(desk, said))


def test_names_and_hours_of_the_week_stand_in_the_read_log_once(scene, desk):
    hers = talk(scene, at(9))
    html = html_of(week(desk))

    one = Reading.objects.get()
    assert (one.citizen, sorted(one.kinds)) == (hers.citizen.public_id, ["name", "time"])
    assert hers.email not in html


def test_week_of_bent_is_nobody_elses(scene, dorte, amal):
    talk(scene, at(9))
    citizen = Client()
    citizen.force_login(amal)

    assert placed(week(desk_of(dorte, scene.centre))) == {}
    assert week(citizen).status_code == 404
    assert week(Client()).status_code == 303


@pytest.mark.parametrize("how_many", [3, 30])
def test_week_asks_the_same_few_questions(scene, desk, how_many, django_assert_num_queries):
    for n in range(how_many):
        talk(scene, at(8) + timedelta(minutes=15 * n), minutes=15, name=f"Person {n}")
    with django_assert_num_queries(10):
        response = week(desk)
    assert len(placed(response)) == how_many
