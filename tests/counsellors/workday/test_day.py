"""My day: conversations and the gaps between them, by the clock on the wall."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from counsellors.availability.enums import Need
from counsellors.conversations.domain.cancelling import cancel_conversation
from counsellors.models import Absence, BusyCalendar, BusyTime, SpecialDay
from jobcenter.audit.models import Reading
from jobcenter.shared.periods import COPENHAGEN, local_day, period
from tests.counsellors.conversations.story import NOW, at
from tests.counsellors.responsibility.story import choose
from tests.counsellors.workday.story import DAY, MONDAY, desk_of, html_of, timeline
from tests.factories.accounts import RoleFactory, UserFactory
from tests.factories.counsellors import ConversationFactory, WorkingHoursFactory

pytestmark = pytest.mark.django_db


def monday(desk):
    return desk.get(DAY, {"dag": MONDAY})


def busy(counsellor, start, end):
    calendar, _new = BusyCalendar.objects.get_or_create(
        counsellor=counsellor, name="Min egen", defaults={"imported_at": NOW}
    )
    BusyTime.objects.create(
        calendar=calendar, counsellor=counsellor, during=period(start, end),
        uid_hash=bytes([start.hour] * 32),
    )  # fmt: skip


def test_title_of_the_day_is_words_alone(desk):
    html = html_of(desk.get(DAY, {"dag": MONDAY}))

    title = re.search("<title>(.*?)</title>", html, re.DOTALL)[1]
    assert " ".join(title.split()).startswith("Min dag, mandag den 7. december")
    assert "<" not in title


def test_day_shows_conversations_and_the_gaps_between_them(scene, desk):
    scene.book(start=at(9))
    scene.book(start=at(11), email="clara@example.org", name="Clara")

    assert timeline(monday(desk)) == [
        "09:00–09:45 talk Amal",
        "09:45–11:00 free",
        "11:00–11:45 talk Clara",
        "11:45–15:00 free",
    ]


def test_time_off_and_calendars_elsewhere_are_told_without_titles(scene, bent, desk):
    Absence.objects.create(counsellor=bent, during=period(at(13), at(14)))
    busy(bent, at(10), at(11))
    busy(bent, at(10, 30), at(12))
    busy(bent, at(13, 15), at(14, 30))

    assert timeline(monday(desk)) == [
        "09:00–10:00 free",
        "10:00–12:00 busy",
        "12:00–13:00 free",
        "13:00–14:00 away",
        "14:00–14:30 busy",
        "14:30–15:00 free",
    ]
    assert "Min egen" not in html_of(monday(desk))


def test_special_day_replaces_the_weekly_hours(scene, bent, desk):
    SpecialDay.objects.create(
        counsellor=bent, centre=scene.centre, on_date=MONDAY, minutes=(600, 660), modes=["phone"]
    )
    assert timeline(monday(desk)) == ["10:00–11:00 free"]

    SpecialDay.objects.create(
        counsellor=bent, centre=scene.centre, on_date=MONDAY, minutes=None, modes=[]
    )
    assert timeline(monday(desk)) == []


def test_gap_of_a_few_minutes_is_a_breath_and_not_shown(scene, bent, desk):
    for start, end in ((at(9), at(11, 55)), (at(12), at(14, 45))):
        ConversationFactory(
            counsellor=bent, centre=scene.centre, topic=scene.topic, starts_at=start, ends_at=end
        )

    assert [line.split(" ", 1)[0] for line in timeline(monday(desk)) if "free" in line] == [
        "14:45–15:00"
    ]


def test_everything_to_prepare_for_stands_on_the_row(scene, desk):
    scene.book(
        mode="phone", email="", phone="+4520304050", agenda="Jeg vil skifte spor.",
        needs=("companion",),
    )  # fmt: skip
    html = html_of(monday(desk))

    for said in ("Amal", "Jeg vil skifte spor.", 'href="tel:+4520304050"', "20 30 40 50", "Job"):
        assert said in html, said
    assert str(Need.COMPANION.label) in html


def test_cancelled_conversation_is_not_on_the_day(scene, desk):
    cancel_conversation(conversation=scene.book().conversation, now=NOW)

    assert timeline(monday(desk)) == ["09:00–15:00 free"]


def test_past_day_shows_names_and_hours_and_the_way_to_the_note_only(scene, desk, clock):
    talk = scene.book(agenda="Mit gamle cv", email="", phone="+4520304050").conversation
    clock.move_to(at(10, weeks=1) + timedelta(days=1))
    desk = desk_of(scene.bent, scene.centre)
    html = html_of(monday(desk))

    assert "Amal" in html
    assert f"/vejleder/samtaler/{talk.public_id}/aftalt/" in html
    assert "Mit gamle cv" not in html
    assert "20 30 40 50" not in html
    assert "/flyt/" not in html


def test_after_the_retention_date_nobody_stands_on_the_day(scene, clock):
    scene.book()
    clock.move_to(at(9) + timedelta(days=31))
    assert timeline(monday(desk_of(scene.bent, scene.centre))) == []


@pytest.mark.parametrize(
    ("day", "hours"), [("2026-10-25", "00:30–06:00"), ("2027-03-28", "00:30–06:00")]
)
def test_hours_follow_the_wall_clock_on_the_days_it_changes(scene, bent, clock, day, hours):
    clock.move_to(datetime(2026, 10, 20, 9, tzinfo=UTC))
    WorkingHoursFactory(counsellor=bent, centre=scene.centre, weekday=7, minutes=(30, 360))
    response = desk_of(bent, scene.centre).get(DAY, {"dag": day})

    assert timeline(response) == [f"{hours} free"]
    [free] = [one["entry"] for one in response.context["rows"]]
    real = (free.end - free.start) / timedelta(hours=1)
    assert real == (6.5 if day == "2026-10-25" else 4.5)


def test_conversation_in_the_hour_that_comes_twice_is_on_its_day(scene, bent, clock):
    clock.move_to(datetime(2026, 10, 20, 9, tzinfo=UTC))
    start = datetime(2026, 10, 25, 2, 30, tzinfo=COPENHAGEN).replace(fold=1)
    ConversationFactory(
        counsellor=bent, centre=scene.centre, topic=scene.topic,
        starts_at=start.astimezone(UTC), ends_at=start.astimezone(UTC) + timedelta(minutes=45),
    )  # fmt: skip
    desk = desk_of(bent, scene.centre)

    assert timeline(desk.get(DAY, {"dag": "2026-10-25"})) == ["02:30–03:15 talk Amal"]
    assert timeline(desk.get(DAY, {"dag": "2026-10-24"})) == []


@pytest.mark.parametrize("day", ["2026-12-02", "2026-12-06"])
def test_day_with_nothing_and_a_weekend_say_so_kindly(desk, day):
    html = html_of(desk.get(DAY, {"dag": day}))

    assert "Ingen har booket hos dig den dag." in html


@pytest.mark.parametrize(
    "said", ["i-morgen", "2026-02-30", "2026-13-01", "0001-01-01", "9999-12-31", "٢٠٢٦-12-01", "'"]
)
def test_what_is_no_day_gets_a_clear_answer_and_today(desk, said):
    response = desk.get(DAY, {"dag": said})

    assert said in html_of(response)
    assert "er ikke en dato" in html_of(response)
    assert response.context["is_today"]


@pytest.mark.parametrize("said", ["2000-01-01", "2099-12-31", "", " 2026-12-07 "])
def test_edges_of_the_calendar_are_days_like_others(desk, said):
    assert "er ikke en dato" not in html_of(desk.get(DAY, {"dag": said}))


def test_colleague_citizen_and_stranger_see_nothing_of_it(scene, dorte, amal):
    scene.book(agenda="Kun for Bent")
    hers = desk_of(dorte, scene.centre)
    citizen = Client()
    citizen.force_login(amal)

    assert timeline(monday(hers)) == ["09:00–15:00 free"]
    assert citizen.get(DAY).status_code == 404
    assert Client().get(DAY).status_code == 303


def test_day_waits_for_the_second_factor(scene, bent):
    bent.user = UserFactory()
    bent.save()
    RoleFactory(user=bent.user, kind="counsellor", centre_id=scene.centre.pk)
    client = Client()
    client.force_login(bent.user)

    assert reverse("accounts:second_factor") in client.get(DAY)["Location"]


def test_whoever_is_on_the_day_stands_in_the_read_log_once(scene, bent, desk):
    hers = scene.book(agenda="Et nyt job").conversation
    monday(desk)

    one = Reading.objects.get()
    assert (one.citizen, one.reader_name) == (hers.citizen.public_id, bent.name)
    assert (one.way, one.why) == ("list", "conversation")
    assert {"name", "time", "contact", "agenda"} == set(one.kinds)


def test_own_counsellor_is_offered_only_after_the_talk_and_to_who_has_none(
    scene, bent, dorte, clara, clock
):
    hers = scene.book().conversation
    other = scene.book(user=clara, email="clara@example.org", start=at(10)).conversation
    choose(clara, dorte)
    desk = desk_of(bent, scene.centre)
    assert "/tilbyd/" not in html_of(monday(desk))

    clock.move_to(at(12))
    html = html_of(monday(desk_of(bent, scene.centre)))
    assert f"/vejleder/samtaler/{hers.public_id}/tilbyd/" in html
    assert f"/vejleder/samtaler/{other.public_id}/tilbyd/" not in html


def test_whole_day_off_is_one_line(bent, desk):
    Absence.objects.create(counsellor=bent, during=local_day(date(2026, 12, 7)))

    assert timeline(monday(desk)) == ["00:00–00:00 away"]


@pytest.mark.parametrize("how_many", [3, 30])
def test_day_asks_the_same_few_questions(scene, bent, clock, how_many, django_assert_num_queries):
    clock.move_to(at(8))
    for n in range(how_many):
        start = at(8) + timedelta(minutes=n * 15)
        ConversationFactory(
            counsellor=bent, centre=scene.centre, topic=scene.topic, name=f"Person {n}",
            starts_at=start, ends_at=start + timedelta(minutes=15),
        )  # fmt: skip
    desk = desk_of(bent, scene.centre)

    with django_assert_num_queries(12):
        response = desk.get(DAY)
    assert html_of(response).count('id="samtale-') == how_many
