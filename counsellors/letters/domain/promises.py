"""By when somebody answers, from the opening hours of the house: said, and held."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import prefetch_related_objects
from django.urls import reverse

from counsellors.chat.enums import WaitsAs
from counsellors.chat.models import Thread
from counsellors.letters.models import Letter
from jobcenter.centres.domain.hours import LOOK_AHEAD_DAYS, days_from, working_day_after
from jobcenter.centres.models import Centre
from jobcenter.outbox.domain import queue_notice
from jobcenter.outbox.models import Notice
from jobcenter.shared.languages import LANGUAGE_OF_THE_HOUSE
from jobcenter.shared.periods import COPENHAGEN

FRIDAY = 5
ONE_DAY = timedelta(days=1)
MINUTE = timedelta(minutes=1)
# So long before the promise runs out the house is told.
IN_GOOD_TIME = timedelta(hours=3)
# For a house that has said no hours: as if it closed at three on working days.
USUALLY_CLOSES = 15 * 60
MOST_AT_ONCE = 500


def reply_expected_by(*, centre: Centre, now: datetime) -> datetime:
    """When the house closes on its next working day: the first day after today, Monday to Friday,
    on which it is open. Holidays and days the house is closed for are none.

    Loads the hours unless they are prefetched: at most two queries.
    """
    prefetch_related_objects([centre], "opening_hours", "opening_exceptions")
    today = now.astimezone(COPENHAGEN).date()
    for day in days_from(centre=centre, first=today + ONE_DAY, count=LOOK_AHEAD_DAYS):
        if day.stretches and day.date.isoweekday() <= FRIDAY:
            return _at(day.date, max(end for _start, end in day.stretches))
    return _next_working_day_of_the_country(now)


def promise_replies(*, now: datetime) -> int:
    """What the line has turned into letters (the house closed, the browser is gone) gets a promise,
    too. How many; idempotent.
    """
    waiting = Thread.objects.waiting().filter(waits_as=WaitsAs.LETTER, letter=None)
    promised = 0
    for thread in waiting.select_related("centre").order_by("pk")[:MOST_AT_ONCE]:
        _letter, is_new = Letter.objects.get_or_create(
            thread=thread,
            defaults={
                "written_at": now, "reply_by": reply_expected_by(centre=thread.centre, now=now),
            },
        )  # fmt: skip
        promised += is_new
    return promised


def remind_houses(*, now: datetime) -> int:
    """Tell each house once of each letter whose promise runs out soon. Names nobody."""
    with transaction.atomic():
        due = Letter.objects.due(now + IN_GOOD_TIME).filter(reminded_at=None)
        rows = due.select_for_update(skip_locked=True, of=("self",)).select_related(
            "thread__centre"
        )
        letters = list(rows.order_by("reply_by", "pk")[:MOST_AT_ONCE])
        for letter in letters:
            _remind(letter, now=now)
        Letter.objects.filter(pk__in=[one.pk for one in letters]).update(reminded_at=now)
    return len(letters)


def _remind(letter: Letter, *, now: datetime) -> None:
    centre = letter.thread.centre
    if not centre.email:
        return
    queue_notice(
        "letter_waits",
        channel=Notice.Channel.MAIL,
        recipient=centre.email,
        language=LANGUAGE_OF_THE_HOUSE,
        payload={
            "starts_at": letter.reply_by.isoformat(),
            "link": settings.SITE_URL
            + reverse("chat:talk_at_work", args=[letter.thread.public_id]),
        },
        effect_key=f"letter_waits:{letter.public_id}",
        subject=f"letter:{letter.public_id}",
        due_at=now,
    )


def _next_working_day_of_the_country(now: datetime) -> datetime:
    return _at(working_day_after(now.astimezone(COPENHAGEN).date()), USUALLY_CLOSES)


def _at(day: object, minutes: int) -> datetime:
    """Wall-clock minutes of a day in Copenhagen; 24:00 is the last minute before it."""
    clock = min(minutes, 24 * 60 - 1)
    return datetime.combine(day, time(clock // 60, clock % 60), tzinfo=COPENHAGEN)  # type: ignore[arg-type]
