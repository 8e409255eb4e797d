"""Only a counsellor's own hours, and only houses the counsellor belongs to.

What is about a colleague is for the colleagues of the same house, and for who leads its team.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import QuerySet
from django.http import Http404
from django.utils.crypto import constant_time_compare, salted_hmac

from counsellors.availability.models import Absence, SpecialDay, WorkingHours
from counsellors.conversations.access import get_counsellor_of
from counsellors.conversations.domain.seen import seen_of_conversation
from counsellors.conversations.models import Conversation
from counsellors.people.access import TEAM, get_colleague, reader_of
from counsellors.people.models import Counsellor
from jobcenter.accounts.enums import RoleKind
from jobcenter.accounts.models import Role
from jobcenter.audit.domain import read_and_record
from jobcenter.audit.enums import Way

if TYPE_CHECKING:
    from jobcenter.accounts.models import User

__all__ = [
    "TEAM",
    "get_colleague",
    "get_counsellor_of",
    "get_own_row",
    "leads_team_of",
    "name_of",
    "see_touched",
]

Row = WorkingHours | SpecialDay | Absence


def get_own_row[Own: Row](rows: QuerySet[Own], counsellor: Counsellor, name: str) -> Own:
    """One of the counsellor's own rows; a colleague's and a missing one look the same."""
    for row in rows.filter(counsellor=counsellor):
        if constant_time_compare(name_of(row), name):
            return row
    raise Http404


def leads_team_of(user: User, colleague: Counsellor) -> bool:
    """Whether the user leads the team of a house in which this colleague meets people."""
    led = Role.objects.held_by(user).filter(kind=RoleKind.TEAM_LEAD)
    return led.filter(centre_id__in=colleague.centres.values("pk")).exists()


def name_of(row: Row) -> str:
    """What stands for the row in an address: it says nothing and counts nothing."""
    what = f"{row._meta.label}:{row.pk}"  # noqa: SLF001  the table's name
    return salted_hmac("hours-row", what, algorithm="sha256").hexdigest()[:20]


def see_touched(
    user: User, counsellor: Counsellor, touched: Sequence[Conversation], *, now: datetime
) -> list[Conversation]:
    """The conversations a change touches, written in the read log before they are asked about."""
    return read_and_record(
        rows=touched,
        reader=reader_of(user, counsellor),
        tell=lambda one: seen_of_conversation(one, way=Way.LIST, now=now),
        now=now,
    )
