"""Lone, a team lead, looks through what chance has drawn of last week's looks at her house."""

from __future__ import annotations

import hashlib
from datetime import date, timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import translation

from citizens.models import Sample, SampledReading
from citizens.oversight.domain.drawing import (
    LOOKS_IN_A_SAMPLE,
    forget_old_samples,
    sample_of,
    week_to_look_at,
)
from citizens.oversight.tasks import draw_samples
from jobcenter.audit.domain import Reader
from jobcenter.audit.enums import Way, Why
from jobcenter.audit.models import Reading
from jobcenter.outbox.letters import compose_mail
from jobcenter.outbox.models import Notice
from jobcenter.shared.retention import kept_for
from tests.counsellors.conversations.story import everything
from tests.doors import enter_as_staff
from tests.factories.accounts import RoleFactory, UserFactory
from tests.factories.centres import CentreFactory
from tests.jobcenter.audit.log import NOW, look, recorded
from tests.structure.breaking import refused_by

pytestmark = pytest.mark.django_db
PAGE = "/leder/stikproeve/"
LAST_WEEK = NOW - timedelta(days=6)  # Wednesday; NOW is a Tuesday
MONDAY = date(2026, 11, 23)


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False) as travel, translation.override("da"):
        yield travel


@pytest.fixture
def house():
    return CentreFactory(name="Havnehuset", email="havnehuset@example.org")


@pytest.fixture
def bent(house):
    user = UserFactory(email="bent@example.org", name="Bent")
    RoleFactory(user=user, kind="counsellor", centre_id=house.pk)
    return user


@pytest.fixture
def lone_user(house):
    user = UserFactory(email="lone@example.org", name="Lone Lund")
    RoleFactory(user=user, kind="team_lead", centre_id=house.pk)
    return user


@pytest.fixture
def lone(lone_user) -> Client:
    browser = Client()
    enter_as_staff(browser, lone_user)
    return browser


def looks(house, user, count=1, *, now=LAST_WEEK, **changes) -> list[Reading]:
    """So many people looked at by this user, each once."""
    reader = Reader(id=user.pk, name="Bent Østergaard", role="counsellor")
    many = [look(f"somebody-{n}", centre_id=house.pk, **changes) for n in range(count)]
    return recorded(*many, now=now, reader=reader)


def drawn(house, now=NOW) -> set[tuple[date, int]]:
    sample = sample_of(centre=house, now=now)
    return set(sample.readings.values_list("month", "number"))


def say(browser, row, verdict="right", **fields):
    return browser.post(f"{PAGE}{row.public_id}/", {"verdict": verdict} | fields)


# --- the draw -----------------------------------------------------------------------------------


def test_sample_is_of_the_last_whole_week_at_this_house(house, bent):
    other = CentreFactory()
    (wanted,) = looks(house, bent)
    looks(other, bent)
    looks(house, bent, now=NOW)
    looks(house, bent, now=NOW - timedelta(days=9))

    assert drawn(house) == {(wanted.month, wanted.number)}
    assert Sample.objects.get().week == MONDAY == week_to_look_at(NOW)


def test_week_begins_and_ends_at_midnight_in_copenhagen(house, bent, clock):
    at_midnight = week_start = NOW.replace(day=22, month=11, hour=23)
    inside = looks(house, bent, now=week_start)
    looks(house, bent, now=at_midnight - timedelta(seconds=1))
    looks(house, bent, now=week_start + timedelta(days=7))
    last = looks(house, bent, now=week_start + timedelta(days=7, seconds=-1))

    assert drawn(house) == {(one.month, one.number) for one in (*inside, *last)}


def test_week_over_the_end_of_a_month_is_drawn_from_both(house, bent):
    november = looks(house, bent, now=NOW - timedelta(hours=10))
    december = looks(house, bent, now=NOW)

    later = NOW + timedelta(days=7)
    assert drawn(house, later) == {(one.month, one.number) for one in (*november, *december)}


def test_twenty_are_drawn_and_every_look_with_a_reason_in_words(house, bent):
    looks(house, bent, 60)
    asked = looks(house, bent, 25, why=Why.ASKED, words="Ringer og er i tvivl", way=Way.PAGE)

    sample = drawn(house)

    assert len(sample) == LOOKS_IN_A_SAMPLE + 25
    assert {(one.month, one.number) for one in asked} <= sample


def test_draw_follows_from_the_kept_seed_and_from_nothing_else(house, bent):
    every = looks(house, bent, 60)
    sample = sample_of(centre=house, now=NOW)

    def lot(one: Reading) -> bytes:
        return hashlib.sha256(f"{sample.seed}{one.public_id}".encode()).digest()

    first = sorted(every, key=lot)[:LOOKS_IN_A_SAMPLE]
    order = list(sample.readings.order_by("place").values_list("number", flat=True))
    assert order == [one.number for one in first]


def test_second_look_at_the_page_and_the_clockwork_draw_nothing_new(house, bent, lone):
    looks(house, bent, 60)
    draw_samples()
    before = list(SampledReading.objects.order_by("place").values_list("number", "handle"))
    for _ in range(2):
        lone.get(PAGE, {"seed": "1", "week": "2026-11-16"})
        draw_samples()

    rows = SampledReading.objects.order_by("place").values_list("number", "handle")
    assert list(rows) == before
    assert Sample.objects.count() == 1


def test_next_week_has_a_sample_of_its_own(house, bent):
    looks(house, bent, 3)
    looks(house, bent, 2, now=NOW)

    assert len(drawn(house)) == 3
    assert len(drawn(house, NOW + timedelta(days=7))) == 2


def test_person_has_one_handle_in_a_sample_and_another_in_the_next(house, bent):
    looks(house, bent, 2)
    looks(house, bent, 2, why=Why.MY_CITIZEN)
    looks(house, bent, 2, now=NOW)
    drawn(house), drawn(house, NOW + timedelta(days=7))

    weeks = {
        sample.week: set(sample.readings.values_list("handle", flat=True))
        for sample in Sample.objects.all()
    }
    assert [len(handles) for handles in weeks.values()] == [2, 2]
    assert not set.intersection(*weeks.values())


# --- the page -----------------------------------------------------------------------------------


def test_page_says_who_what_why_and_when_and_never_whom(house, bent, lone):
    (row,) = looks(
        house, bent, why=Why.ASKED, words="… ringer og er i tvivl", way=Way.PAGE,
        searched_for="hemmelig@example.org",
    )  # fmt: skip
    html = lone.get(PAGE).content.decode()

    for words in (
        "Bent Østergaard, Vejleder", "25. november 2026", "dit navn", "… ringer og er i tvivl",
        f"En borger ({SampledReading.objects.get().handle})",
    ):  # fmt: skip
        assert words in html
    for words in (row.citizen, row.public_id, "hemmelig@example.org"):
        assert words not in html


def test_looking_through_the_sample_is_no_look_at_a_person(house, bent, lone):
    looks(house, bent, 3)
    before = Reading.objects.count()
    lone.get(PAGE)

    assert Reading.objects.count() == before


def test_nothing_can_be_searched_filtered_or_counted_by_reader(house, bent, lone, lone_user):
    looks(house, bent, 2)
    looks(house, lone_user, 2)
    whole = lone.get(PAGE).content.decode()

    for query in ({"q": "Bent"}, {"vejleder": str(bent.pk)}, {"page": "2"}):
        assert lone.get(PAGE, query).content.decode().count("<li") == whole.count("<li")
    assert 'type="search"' not in whole
    assert "<select" not in whole


@pytest.mark.parametrize("count", [1, 3])
def test_page_costs_the_same_for_many(house, bent, lone, count, django_assert_num_queries):
    looks(house, bent, count)
    lone.get(PAGE)

    # Session, person, role, factor, houses, a sample in a savepoint, its rows, the log's rows.
    with django_assert_num_queries(11):
        assert lone.get(PAGE).content.decode().count("En borger") == count


def test_house_is_named_when_nobody_looked(lone, house):
    html = lone.get(PAGE).content.decode()

    assert "Havnehuset" in html
    assert "Ingen kiggede på noget i den uge." in html


# --- saying something ---------------------------------------------------------------------------


@pytest.fixture
def row(house, bent) -> SampledReading:
    looks(house, bent)
    return sample_of(centre=house, now=NOW).readings.get()


def test_look_that_looks_right_is_marked_and_nobody_is_written_to(lone, row):
    assert say(lone, row)["Location"] == PAGE

    row.refresh_from_db()
    assert (row.verdict, row.looked_by, row.looked_at) == ("right", "Lone Lund", NOW)
    assert not Notice.objects.exists()
    assert "Lone Lund" in lone.get(PAGE).content.decode()


def test_question_goes_to_the_one_who_looked_and_to_the_house_once(lone, row):
    for _ in range(2):
        assert say(lone, row, "ask", words="Hvad skulle du bruge det til?").status_code == 303

    notices = Notice.objects.order_by("recipient")
    assert [one.recipient for one in notices] == ["bent@example.org", "havnehuset@example.org"]
    mail = compose_mail(notices[0])
    for words in ("Lone Lund", "onsdag den 25. november", "Hvad skulle du bruge det til?"):
        assert words in mail.body
    assert "somebody-0" not in mail.body


def test_question_without_words_is_refused_and_leaves_nothing(lone, row):
    before = everything()

    assert say(lone, row, "ask", words=" ").status_code == 422
    assert everything() == before
    row.refresh_from_db()
    assert row.verdict == ""


def test_what_was_said_stands(lone, row):
    say(lone, row)

    assert say(lone, row, "ask", words="Alligevel?").status_code == 422
    row.refresh_from_db()
    assert row.verdict == "right"


def test_nobody_says_that_their_own_look_looks_right(house, lone, lone_user):
    looks(house, lone_user)
    row = sample_of(centre=house, now=NOW).readings.get()

    response = say(lone, row)

    assert response.status_code == 422
    assert "Det var dig selv, der så det." in response.content.decode()


def test_another_houses_an_old_and_a_missing_look_are_the_same(row, lone, lone_user, clock):
    dorte, browser = UserFactory(), Client()
    RoleFactory(user=dorte, kind="team_lead", centre_id=CentreFactory().pk)
    enter_as_staff(browser, dorte)

    assert say(browser, row).status_code == 404
    assert browser.post(f"{PAGE}missing/", {"verdict": "right"}).status_code == 404
    clock.move_to(NOW + timedelta(days=7))
    enter_as_staff(lone, lone_user)
    assert say(lone, row).status_code == 404


@pytest.mark.parametrize("kind", ["counsellor", "centre_editor", "board_member", "state"])
def test_other_roles_have_no_such_page(house, row, kind):
    user, browser = UserFactory(), Client()
    RoleFactory(user=user, kind=kind, centre_id=None if kind == "state" else house.pk)
    enter_as_staff(browser, user)

    assert browser.get(PAGE).status_code == 404
    assert say(browser, row).status_code == 404
    assert Client().get(PAGE).status_code == 303


def test_month_the_log_has_dropped_is_left_out(lone, row):
    SampledReading.objects.update(number=999)

    assert "En borger" not in lone.get(PAGE).content.decode()


# --- rules of the database ----------------------------------------------------------------------


def test_one_sample_per_house_and_week(house):
    Sample.objects.create(centre=house, week=MONDAY)

    with refused_by("one_sample_per_house_and_week"):
        Sample.objects.create(centre=house, week=MONDAY)


def test_week_of_a_sample_begins_on_a_monday(house):
    with refused_by("a_sample_begins_on_a_monday"):
        Sample.objects.create(centre=house, week=MONDAY + timedelta(days=1))


def test_look_is_in_a_sample_once(row):
    with refused_by("a_look_is_in_a_sample_once"):
        SampledReading.objects.create(
            sample=row.sample, month=row.month, number=row.number, place=2
        )


@pytest.mark.parametrize("fields", [{"verdict": "right"}, {"looked_by": "L"}, {"looked_at": NOW}])
def test_verdict_says_who_and_when(row, fields):
    with refused_by("a_verdict_says_who_and_when"):
        SampledReading.objects.filter(pk=row.pk).update(**fields)


@pytest.mark.parametrize("fields", [{"verdict": "ask"}, {"verdict": "right", "words": "x"}])
def test_who_asks_says_what(row, fields):
    with refused_by("who_asks_about_a_look_says_what"):
        SampledReading.objects.filter(pk=row.pk).update(looked_by="L", looked_at=NOW, **fields)


def test_sample_goes_after_ninety_days_and_not_before(row):
    kept = kept_for("samples")

    assert forget_old_samples(now=NOW + kept - timedelta(days=1)) == 0
    assert forget_old_samples(now=NOW + kept) == 2
    assert not SampledReading.objects.exists()
