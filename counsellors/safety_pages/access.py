"""Whose blocks, reports and calls for help they are. Foreign and missing look the same: 404.

Whatever is shown of somebody stands in the read log before it is handed out.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Case, Q, When
from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from counsellors.chat.access import known_by, record_look
from counsellors.chat.enums import EventKind
from counsellors.chat.models import Event, Thread
from counsellors.conversations.access import get_counsellor_of
from counsellors.people.models import Counsellor
from counsellors.safety.domain import blocks_of, help_desk_of, lifted_of
from counsellors.safety.models import Block, HelpCall, MessageReport
from counsellors.team.access import TEAM, houses_of
from jobcenter.accounts.access import reader_as, user_or_nobody
from jobcenter.accounts.enums import RoleKind
from jobcenter.accounts.factors import has_second_factor
from jobcenter.accounts.models import Role
from jobcenter.audit.domain import NewReading, record_reading, record_readings
from jobcenter.audit.enums import Kind, Way, Why

if TYPE_CHECKING:
    from jobcenter.accounts.models import User

__all__ = ["get_counsellor_of"]

MOST_SHOWN = 100
# Of the talk around a reported message, on each side.
AROUND = 10


@dataclass(frozen=True, slots=True)
class SeenReport:
    """`message` and what was said `around` it; none of it once the talk has been deleted."""

    report: MessageReport
    message: Event | None
    around: list[Event]
    nickname: str


def own_blocks(request: HttpRequest, *, now: datetime) -> list[Block]:
    """What stops whoever asks: by account, browser or connection; the longest first. Where they
    are blocked themselves, their connection is worth a word only if it is paused for longer.
    """
    found = blocks_of(**known_by(request), now=now).select_related("centre")
    blocks = list(found.order_by("-until", "pk")[:MOST_SHOWN])
    own = max((block.until for block in blocks if not block.is_of_connection), default=now)
    return [block for block in blocks if not block.is_of_connection or block.until > own]


def was_heard(request: HttpRequest, *, now: datetime) -> bool:
    """Whether whoever asks may write because the house has read their objection. Of a connection
    nobody knows who objected.
    """
    themselves = known_by(request) | {"address_hash": None}
    return lifted_of(**themselves, now=now).exists()


def see_blocks(user: User, *, now: datetime) -> list[Block]:
    """Everybody who is kept from writing by one of the houses this person works at; those who say
    that it is wrong, and wait for an answer, first.
    """
    with transaction.atomic(durable=True):
        rows = Block.objects.lasting(now).filter(centre__in=houses_of(user, TEAM))
        waits = Case(When(objected_at__isnull=False, answered_at=None, then=0), default=1)
        rows = rows.select_related("centre", "made_by").order_by(waits, "until", "pk")
        blocks = list(rows[:MOST_SHOWN])
        _record_looks(user, blocks, way=Way.LIST, now=now)
    return blocks


def see_block(user: User, public_id: str, *, now: datetime) -> Block:
    """One that somebody has objected to."""
    with transaction.atomic(durable=True):
        rows = Block.objects.exclude(objection="").select_related("centre", "made_by")
        lasting = rows.lasting(now).filter(centre__in=houses_of(user, TEAM))
        block = get_object_or_404(lasting, public_id=public_id)
        _record_looks(user, [block], way=Way.PAGE, now=now)
    return block


def get_block(user: User, public_id: str, *, now: datetime) -> Block:
    blocks = Block.objects.lasting(now).filter(centre__in=houses_of(user, TEAM))
    return get_object_or_404(blocks, public_id=public_id)


def _record_looks(user: User, blocks: list[Block], *, way: Way, now: datetime) -> None:
    """Of those whose own words are shown."""
    threads = _threads(block.thread for block in blocks)
    record_readings(
        reader=reader_as(user, *TEAM),
        readings=[
            _seen(threads.get(block.thread), block.thread, block.centre_id, way=way)
            for block in blocks
            if block.objection
        ],
        now=now,
    )


def get_calls(user: User) -> list[HelpCall]:
    """One's own, and those of colleagues at one's houses, also for whoever leads one of them.
    Nothing in them is about a citizen.
    """
    houses = houses_of(user, TEAM)
    return _calls(Q(centre__in=houses) | Q(counsellor__user=user))


def get_calls_near(counsellor: Counsellor) -> list[HelpCall]:
    """As `get_calls`, for a desk: where this counsellor works. One query."""
    houses = counsellor.centres.values("pk")
    return _calls(Q(centre__in=houses) | Q(counsellor=counsellor))


def help_desks_of(request: HttpRequest) -> list[str]:
    """What a stream of the bell hears for whoever leads a house: its calls for help. Needs `user`
    and `session` on the request, and a second factor, as the page of help does.
    """
    user = user_or_nobody(request)
    if user is None or not has_second_factor(request):
        return []
    return help_desks_led_by(user.pk)


def help_desks_led_by(account: int) -> list[str]:
    """The same for a stream that was let in before; none once the role or the account is gone."""
    led = Role.objects.filter(user=account, user__is_active=True, kind=RoleKind.TEAM_LEAD)
    return [help_desk_of(house) for house in led.values_list("centre_id", flat=True) if house]


def get_call(user: User, public_id: str) -> HelpCall:
    calls = HelpCall.objects.filter(centre__in=houses_of(user, [RoleKind.COUNSELLOR]))
    return get_object_or_404(calls, public_id=public_id)


def get_own_call(user: User, public_id: str) -> HelpCall:
    return get_object_or_404(HelpCall, counsellor__user=user, public_id=public_id)


def get_reports(user: User) -> list[MessageReport]:
    """Those to the houses this person leads, unanswered ones first. No word and no name in them."""
    led = houses_of(user, [RoleKind.TEAM_LEAD])
    reports = MessageReport.objects.filter(centre__in=led).select_related("centre")
    return list(reports.order_by("answered_at", "made_at")[:MOST_SHOWN])


def see_reported(
    thread: Thread, seq: int, *, by: int | None, user: User | None, now: datetime
) -> Event:
    """A message of somebody else's in this talk; one's own can be taken back. `user` is who works
    there, and nobody where the citizen of the talk looks.
    """
    said = Event.objects.filter(thread=thread, kind=EventKind.MESSAGE, seq=seq).exclude(words="")
    with transaction.atomic(durable=True):
        message = get_object_or_404(said.exclude(counsellor=by), seq=seq)
        if user is not None:
            record_look(user, thread, now=now)
    return message


def see_report(user: User, public_id: str, *, now: datetime) -> SeenReport:
    """One of them with the talk around the message, for whoever leads the house."""
    with transaction.atomic(durable=True):
        led = houses_of(user, [RoleKind.TEAM_LEAD])
        report = get_object_or_404(
            MessageReport.objects.select_related("centre", "counsellor"),
            centre__in=led,
            public_id=public_id,
        )
        thread = _threads([report.thread]).get(report.thread)
        seen = SeenReport(report, *_around(thread, report.seq), _name(thread))
        record_reading(
            reader=reader_as(user, RoleKind.TEAM_LEAD),
            reading=_seen(thread, report.thread, report.centre_id, way=Way.PAGE),
            now=now,
        )
    return seen


def _calls(which: Q) -> list[HelpCall]:
    calls = HelpCall.objects.filter(which).select_related("counsellor", "coming", "centre")
    return list(calls.order_by("at", "pk")[:MOST_SHOWN])


def _around(thread: Thread | None, seq: int) -> tuple[Event | None, list[Event]]:
    if thread is None:
        return None, []
    said = Event.objects.filter(
        thread=thread, kind=EventKind.MESSAGE, seq__gte=seq - AROUND, seq__lte=seq + AROUND
    )
    around = list(said.select_related("counsellor").order_by("seq"))
    return next((event for event in around if event.seq == seq), None), around


def _name(thread: Thread | None) -> str:
    return thread.nickname if thread else ""


def _threads(public_ids: Iterable[str]) -> dict[str, Thread]:
    found = Thread.objects.filter(public_id__in=list(public_ids))
    return {thread.public_id: thread for thread in found.select_related("citizen")}


def _seen(thread: Thread | None, public_id: str, centre_id: int, *, way: Way) -> NewReading:
    """Somebody without an account has no public id: that of the talk stands for them."""
    citizen = thread.citizen.public_id if thread and thread.citizen else public_id
    return NewReading(
        citizen=citizen,
        way=way,
        kinds=frozenset({Kind.NAME, Kind.MESSAGES}),
        why=Why.AT_MY_HOUSE,
        centre_id=centre_id,
    )
