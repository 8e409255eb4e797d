"""Who of a counsellor's own people waits for something, and what it can be."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q, QuerySet

from counsellors.callbacks.models import CallBack
from counsellors.chat.models import Thread
from counsellors.conversations.models import Wish
from counsellors.people.models import Counsellor
from counsellors.practice.domain.waiting import own_steps_due, replies_waiting_for
from counsellors.responsibility.domain.reading import people_of
from counsellors.responsibility.models import Responsibility
from jobcenter.ui.dates import in_copenhagen


def people_waiting_for(counsellor: Counsellor, *, now: datetime) -> QuerySet[Responsibility]:
    """Own people who wait for this counsellor, in order of their names. Never counted by counsellor
    for anybody else.
    """
    mine = people_of(counsellor).filter(waiting_for(counsellor, now=now))
    return mine.order_by("filed_as", "pk")


def waiting_for(counsellor: Counsellor, *, now: datetime) -> Q:
    """The person has left a wish for a time, would like to meet a colleague, has asked for me in a
    talk or a call that nobody has taken, or has written in a note I have not opened since; or I
    have promised a step whose day has come.
    """
    due = own_steps_due(counsellor, today=in_copenhagen(now).date())
    citizens = (
        wishes_for(counsellor).values("citizen"),
        replies_waiting_for(counsellor).values("conversation__citizen"),
        due.values("note__conversation__citizen"),
        talks_asked_of(counsellor).values("citizen"),
        calls_asked_of(counsellor).values("thread__citizen"),
    )
    waits = Q(wishes_handover_since__isnull=False)
    for some in citizens:
        waits |= Q(citizen__in=some)
    return waits


def wishes_for(counsellor: Counsellor) -> QuerySet[Wish]:
    """Wishes for a time with this counsellor that nobody has answered."""
    return Wish.objects.waiting().filter(counsellor=counsellor, citizen__isnull=False)


def talks_asked_of(counsellor: Counsellor) -> QuerySet[Thread]:
    """Talks and letters in which this counsellor was asked first and nobody has answered."""
    return Thread.objects.waiting().filter(first_asked=counsellor, citizen__isnull=False)


def calls_asked_of(counsellor: Counsellor) -> QuerySet[CallBack]:
    """Calls this counsellor was asked to make, by name, and that were not made."""
    return CallBack.objects.open().filter(counsellor=counsellor, thread__citizen__isnull=False)
