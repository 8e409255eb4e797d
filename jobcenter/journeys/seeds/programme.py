"""What happens in the demo's houses: some weeks of it, with what goes wrong now and then."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import yaml
from django.db import transaction

from events.activities.domain import (
    Described,
    Planned,
    attest_activity,
    cancel_date,
    move_date,
    pause_for_holidays,
    plan_activity,
    postpone_date,
    publish_activity,
)
from events.activities.enums import ActivityKind, Repeats, Whereabouts
from events.models import Activity, ActivityDate
from jobcenter.accounts.models import User
from jobcenter.centres.models import Centre, Partner, Room, Topic
from jobcenter.shared.languages import SpokenLanguage
from jobcenter.shared.periods import COPENHAGEN

from .ideas import sign_people_up

WEEKS_AHEAD = 6
PLANNED_BEFORE = timedelta(weeks=2)
A_DAY = timedelta(days=1)
PROGRAMME: list[dict[str, Any]] = yaml.safe_load(
    (Path(__file__).parent / "programme.yaml").read_text(encoding="utf-8")
)
AS_WRITTEN = (
    "title", "text", "price_kroner", "places", "who_meets_you", "how_many_come",
    "first_five_minutes", "online_address",
)  # fmt: skip


@transaction.atomic
def seed_programme(*, now: datetime) -> None:
    """Once: houses where something happens already are left alone."""
    if Activity.objects.exists():
        return
    editor = User.objects.get(email__startswith="redaktoer@")
    _close_for_christmas(editor=editor, now=now)
    for facts in PROGRAMME:
        activity = plan_activity(
            described=_described(facts),
            planned=_planned(facts, now=now),
            topics=list(Topic.objects.filter(slug__in=facts["topics"])),
            actor=editor,
            now=now - PLANNED_BEFORE,
        )
        attest_activity(activity=activity, actor=editor, now=now - PLANNED_BEFORE)
        publish_activity(activity=activity, actor=editor, now=now - PLANNED_BEFORE)
        _let_life_happen(activity, facts, editor=editor, now=now)


def _close_for_christmas(*, editor: User, now: datetime) -> None:
    year = now.astimezone(COPENHAGEN).year
    pause_for_holidays(
        centre=None,
        first=date(year, 12, 23),
        last=date(year + 1, 1, 1),
        name="Juleferie",
        actor=editor,
        now=now,
    )


def _described(facts: dict[str, Any]) -> Described:
    centre = Centre.objects.get(slug=facts["house"])
    return Described(
        centre=centre,
        kind=ActivityKind(facts["kind"]),
        room=Room.objects.filter(centre=centre, name=facts.get("room")).first(),
        partner=Partner.objects.filter(centres=centre, name=facts.get("partner")).first(),
        language=SpokenLanguage(facts.get("language", SpokenLanguage.DANISH)),
        whereabouts=Whereabouts(facts.get("whereabouts", Whereabouts.IN_HOUSE)),
        **{name: facts[name] for name in AS_WRITTEN if name in facts},
    )


def _planned(facts: dict[str, Any], *, now: datetime) -> Planned:
    begins, ends = _minute(facts["from"]), _minute(facts["until"])
    today = now.astimezone(COPENHAGEN).date()
    monday = today - timedelta(days=today.isoweekday() - 1)
    if "once" in facts:
        day = monday + timedelta(weeks=facts["once"], days=facts["days"][0] - 1)
        return Planned(repeats=Repeats.ONCE, minute=begins, minutes=ends - begins, first=day)
    return Planned(
        repeats=Repeats.MONTHLY if "nth" in facts else Repeats.WEEKLY,
        minute=begins,
        minutes=ends - begins,
        first=monday,
        last=_last_day(monday, is_monthly="nth" in facts),
        weekdays=facts["days"],
        every=facts.get("every", 1),
        nth=facts.get("nth"),
    )


def _last_day(monday: date, *, is_monthly: bool) -> date:
    return monday + timedelta(weeks=WEEKS_AHEAD * (4 if is_monthly else 1))


def _minute(clock: str) -> int:
    told = time.fromisoformat(clock)
    return told.hour * 60 + told.minute


def _let_life_happen(
    activity: Activity, facts: dict[str, Any], *, editor: User, now: datetime
) -> None:
    """`cancelled` and `moved` name the first, second ... date that is still to come."""
    coming = list(ActivityDate.objects.filter(activity=activity, starts_at__gt=now))
    if "sign_up" in facts:
        sign_people_up(activity, facts, coming[0], editor=editor, now=now)
    if "cancelled" in facts:
        number, reason = facts["cancelled"]
        cancel_date(one=coming[number - 1], reason=reason, actor=editor, now=now)
    if "moved" in facts:
        number, reason = facts["moved"]
        _move_a_day(coming[number - 1], reason, editor=editor, now=now)
    if "postponed" in facts:
        postpone_date(one=coming[0], reason=facts["postponed"], actor=editor, now=now)


def _move_a_day(one: ActivityDate, reason: str, *, editor: User, now: datetime) -> None:
    if one.starts_at and one.ends_at:
        move_date(
            one=one,
            starts_at=one.starts_at + A_DAY,
            ends_at=one.ends_at + A_DAY,
            reason=reason,
            actor=editor,
            now=now,
        )
