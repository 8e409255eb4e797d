"""Only a counsellor's own hours, and only houses the counsellor belongs to."""

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
from counsellors.people.models import Counsellor
from jobcenter.accounts.access import reader_as
from jobcenter.accounts.enums import RoleKind
from jobcenter.audit.domain import read_and_record
from jobcenter.audit.enums import Way

if TYPE_CHECKING:
    from jobcenter.accounts.models import User

__all__ = ["get_counsellor_of", "get_own_row", "name_of", "see_touched"]

Row = WorkingHours | SpecialDay | Absence


def get_own_row[Own: Row](rows: QuerySet[Own], counsellor: Counsellor, name: str) -> Own:
    """One of the counsellor's own rows; a colleague's and a missing one look the same."""
    for row in rows.filter(counsellor=counsellor):
        if constant_time_compare(name_of(row), name):
            return row
    raise Http404


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
        reader=reader_as(user, RoleKind.COUNSELLOR, name=counsellor.name),
        tell=lambda one: seen_of_conversation(one, way=Way.LIST, now=now),
        now=now,
    )
