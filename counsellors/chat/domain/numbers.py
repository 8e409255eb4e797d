"""Where threads are, for whoever may be told: what the streams of the bell ask.

The same rights as every page: see also `counsellors/chat/access.py`, which knows who asks.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import connection
from django.db.models import Exists, OuterRef

from counsellors.chat.models import Thread
from counsellors.people.models import Counsellor
from jobcenter.accounts.enums import RoleKind
from jobcenter.accounts.models import Role

# Anonymous browsers, many at once: after a restart of the bell they all come within seconds.
OF_BROWSERS = """
    SELECT asked.nr, thread.public_id, thread.last_seq, thread.rights_version
    FROM unnest(%s::int[], %s::text[], %s::text[]) AS asked (nr, token, public_id)
    JOIN counsellors_thread thread ON thread.public_id = asked.public_id
        AND thread.token_hash = decode(asked.token, 'hex') AND thread.erased_at IS NULL
"""


@dataclass(frozen=True, slots=True)
class Number:
    """Where a thread is, and since which change of rights that may be told."""

    seq: int
    rights: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Viewer:
    """Who asks: an account, the secret of a browser (its hash), somebody at work, or several."""

    user_id: int | None = None
    token_hash: bytes | None = None
    counsellor: Counsellor | None = None

    def threads(self) -> Iterable[Thread]:
        mine = Thread.objects.of_citizen(user_id=self.user_id, token_hash=self.token_hash)
        if self.counsellor is None:
            return mine
        return mine | Thread.objects.on_the_desk_of(self.counsellor)


def numbers_for(viewer: Viewer, public_ids: Iterable[str]) -> dict[str, Number]:
    """Where those of the threads are that the viewer may read; the others are not in there."""
    rows = viewer.threads().filter(public_id__in=list(public_ids))  # type: ignore[attr-defined]
    return _numbers(rows)


def numbers_for_browsers(asked: list[tuple[bytes, list[str]]]) -> list[dict[str, Number]]:
    """The same for many browsers without an account, each with the threads it asks for, in one
    question to the database. The answers stand in the order of the questions.
    """
    flat = [
        (nr, token.hex(), public_id)
        for nr, (token, wanted) in enumerate(asked)
        for public_id in wanted
    ]
    answers: list[dict[str, Number]] = [{} for _ in asked]
    with connection.cursor() as cursor:
        cursor.execute(OF_BROWSERS, [list(column) for column in zip(*flat, strict=True)])
        for nr, public_id, seq, rights in cursor.fetchall():
            answers[nr][public_id] = Number(seq, rights)
    return answers


def numbers_of_desk(counsellor_id: int) -> dict[str, Number]:
    """Every thread a desk shows; none once its owner does not work here any more."""
    working = Role.objects.filter(
        user=OuterRef("user"), user__is_active=True, kind=RoleKind.COUNSELLOR
    )
    counsellor = Counsellor.objects.filter(Exists(working), pk=counsellor_id).first()
    if counsellor is None:
        return {}
    return _numbers(Thread.objects.on_the_desk_of(counsellor).filter(erased_at=None))


def numbers_now(public_ids: Iterable[str]) -> dict[str, Number]:
    """Where these threads are, for streams that were let in before. One query."""
    return _numbers(Thread.objects.filter(public_id__in=list(public_ids)))


def desks_of(counsellor: Counsellor) -> list[str]:
    """What is rung when something on this counsellor's desk changes; see `ring_desk`."""
    houses = counsellor.centres.values_list("pk", flat=True)
    return [f"counsellor:{counsellor.pk}", *(f"centre:{house}" for house in houses)]


def _numbers(rows: object) -> dict[str, Number]:
    values = rows.values_list("public_id", "last_seq", "rights_version")  # type: ignore[attr-defined]
    return {public_id: Number(seq, rights) for public_id, seq, rights in values}
