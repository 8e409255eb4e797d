"""Whose place and figures they are. Foreign and missing look the same: 404."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpRequest

from counsellors.chat.access import get_thread_of_citizen, seat_of_citizen
from counsellors.chat.domain.seats import Seat
from counsellors.chat.models import Thread
from counsellors.people.access import TEAM
from jobcenter.accounts.models import Role
from jobcenter.centres.models import Centre, CentreQuerySet

if TYPE_CHECKING:
    from jobcenter.accounts.models import User

__all__ = [
    "TEAM",
    "get_waiting_thread",
    "houses_with_figures_for",
]


def get_waiting_thread(request: HttpRequest, public_id: str) -> tuple[Thread, Seat]:
    """For whoever began it: what their place is. It may have been taken since."""
    thread = get_thread_of_citizen(request, public_id)
    return thread, seat_of_citizen(thread)


def houses_with_figures_for(user: User) -> CentreQuerySet:
    """Where somebody works in the team: the figures are the house's, and about nobody."""
    held = Role.objects.held_by(user).filter(kind__in=TEAM)
    return Centre.objects.filter(pk__in=held.values("centre_id")).order_by("name")
