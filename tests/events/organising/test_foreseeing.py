""" "See the dates first" tells what a change takes away, before it is taken."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from events.activities.domain import cancel_date
from events.activities.models import ActivityDate
from events.organising.domain import foresee_change
from events.organising.domain.foreseeing import Outlook
from events.organising.forms.activity import ActivityForm
from events.signups.models import Place
from events.trail.models import TrailEntry
from jobcenter.outbox.models import Notice
from tests.events.organising.story import first_day, form
from tests.factories.signups import signed_up

pytestmark = pytest.mark.django_db
WEEKLY = {"repeats": "weekly", "pauses_on_holidays": None}


def weeks(n: int):
    return first_day() + timedelta(weeks=n)


def make(story, weeks_long: int = 4, **said):
    story.make_at_house(**(WEEKLY | {"last_on": weeks(weeks_long - 1), "sign_up": "single"} | said))
    return story.made()


def publish(story) -> None:
    address = f"/kontor/aktivitet/{story.made().public_id}/offentlig/"
    story.at_house.post(address, {"attests": "1"})


def preview(story, **said) -> str:
    address = f"/kontor/aktivitet/{story.made().public_id}/ret/"
    usual = WEEKLY | {"sign_up": "single"} | said
    answer = story.changed(story.at_house, address, form(**usual, preview="1"))
    assert answer.status_code == 200
    panel = re.search(r'id="preview">(.*?)</div>', answer.content.decode(), re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", " ", panel[1]).split())


def foreseen(story, **said) -> Outlook:
    activity = story.made()
    sent = ActivityForm(form(**(WEEKLY | {"sign_up": "single"} | said)), centre=activity.centre)
    assert sent.is_valid(), sent.errors
    return foresee_change(
        activity=activity, written=sent.written(), actor=story.editor, now=timezone.now(),
    )  # fmt: skip


def rows() -> list[tuple]:
    return list(ActivityDate.objects.order_by("pk").values_list())


def test_the_public_dates_a_shorter_rule_cancels_are_listed_with_who_counts_on_them(story):
    make(story, places="2", most_together="4")
    publish(story)
    last = story.made().dates.order_by("starts_at").last()
    signed_up(last, "Amal", people=2, now=timezone.now())
    signed_up(last, "Clara", people=3, now=timezone.now())
    words = preview(story, last_on=weeks(1), places="2", most_together="4")

    assert "Det bliver 2 datoer" in words
    assert "2 offentlige datoer bliver aflyst" in words
    assert "2 personer har en plads, 3 venter" in words
    assert words.count("Ingen har meldt sig til") == 1
    assert "2 datoer bliver, som de er" in words


def test_new_dates_stand_apart_from_cancelled_and_moved_ones(story):
    make(story)
    publish(story)
    outlook = foreseen(story, first_on=weeks(2), last_on=weeks(5))
    stands = [one.starts_at for one in story.made().dates.order_by("starts_at")]

    assert outlook.added == [stands[3] + timedelta(weeks=1), stands[3] + timedelta(weeks=2)]
    assert [gone.starts_at for gone in outlook.cancelled] == stands[:2]
    assert (outlook.moved, outlook.stay, len(outlook.starts)) == ([], 2, 4)


def test_another_hour_moves_the_dates_and_cancels_none(story):
    make(story)
    publish(story)
    signed_up(story.made().dates.order_by("starts_at").first(), now=timezone.now())
    outlook = foreseen(story, last_on=weeks(3), begins="20.00")

    assert (len(outlook.moved), outlook.cancelled, outlook.added) == (4, [], [])
    assert {one.moves_to - one.starts_at for one in outlook.moved} == {timedelta(hours=1)}
    assert [one.people.with_place for one in outlook.moved] == [1, 0, 0, 0]
    assert "4 datoer bliver flyttet" in preview(story, last_on=weeks(3), begins="20.00")


def test_what_was_cancelled_before_is_not_cancelled_again(story):
    make(story)
    publish(story)
    last = story.made().dates.order_by("starts_at").last()
    cancel_date(one=last, reason="Sygdom", actor=story.editor, now=timezone.now())

    outlook = foreseen(story, last_on=weeks(2))
    assert (outlook.cancelled, outlook.stay) == ([], 3)


def test_looking_writes_nothing_and_tells_nobody(story):
    make(story)
    publish(story)
    signed_up(story.made().dates.order_by("starts_at").last(), now=timezone.now())
    before = (rows(), TrailEntry.objects.count(), Notice.objects.count(), Place.objects.count())
    preview(story, title="Andet", last_on=weeks(0), more_days=f"{weeks(9):%-d.%-m.%Y}")

    after = (rows(), TrailEntry.objects.count(), Notice.objects.count(), Place.objects.count())
    assert before == after
    assert story.made().title == "Strikkecafé"


def test_what_nobody_has_seen_yet_is_shown_as_a_list_of_dates(story):
    make(story)
    words = preview(story, last_on=weeks(1))

    assert "Det bliver 2 datoer" in words
    assert "aflyst" not in words


def test_a_drop_in_says_that_nobody_can_be_written_to(story):
    make(story, sign_up="drop_in")
    publish(story)
    words = preview(story, last_on=weeks(2), sign_up="drop_in")

    assert "1 offentlig dato bliver aflyst" in words
    assert "Folk kommer bare" in words
    assert "Ingen har meldt sig til" not in words


def test_what_would_be_refused_is_refused_while_looking(story):
    make(story)
    publish(story)
    signed_up(story.made().dates.first(), now=timezone.now())
    address = f"/kontor/aktivitet/{story.made().public_id}/ret/"
    said = form(**WEEKLY, last_on=weeks(3), sign_up="all_or_none", preview="1")
    answer = story.at_house.post(address, said)

    assert answer.status_code == 422
    assert 'id="preview"' not in answer.content.decode()


def test_looking_costs_the_same_however_many_dates_are_cancelled(story):
    make(story, weeks_long=12)
    publish(story)
    counts = []
    for last in (10, 3):
        with CaptureQueriesContext(connection) as queries:
            outlook = foreseen(story, last_on=weeks(last))
        counts.append((len(outlook.cancelled), len(queries)))

    (few, first), (many, second) = counts
    assert (few, many) == (1, 8)
    assert first == second
