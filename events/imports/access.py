"""Whose source it is: the editors of its house see and change it, for others it does not exist."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404

from events.activities.models import Activity
from jobcenter.accounts.enums import RoleKind
from jobcenter.accounts.models import Role
from jobcenter.centres.models import Centre

from .domain.twins import Twins, find_twins, said_to_be_same
from .models import ImportSource, TwinVerdict

if TYPE_CHECKING:
    from jobcenter.accounts.models import User


def get_edited_houses(user: User) -> QuerySet[Centre]:
    held = Role.objects.held_by(user).filter(kind=RoleKind.CENTRE_EDITOR)
    return Centre.objects.filter(pk__in=held.values("centre_id")).order_by("name")


def get_sources(user: User) -> QuerySet[ImportSource]:
    rows = ImportSource.objects.filter(centre__in=get_edited_houses(user))
    return rows.select_related("centre", "partner", "attested_by", "file")


def get_source(user: User, public_id: str) -> ImportSource:
    return get_object_or_404(get_sources(user), public_id=public_id)


def get_draft(user: User, public_id: str, activity_id: str) -> Activity:
    """What came from this source and is not public."""
    source = get_source(user, public_id)
    rows = Activity.objects.filter(imported__source=source, published_at=None)
    return get_object_or_404(rows, public_id=activity_id)


def get_twins(user: User, *, now: datetime) -> list[Twins]:
    houses = list(get_edited_houses(user).values_list("pk", flat=True))
    return find_twins(centres=houses, now=now) if houses else []


def get_same(user: User) -> list[TwinVerdict]:
    houses = list(get_edited_houses(user).values_list("pk", flat=True))
    return said_to_be_same(centres=houses) if houses else []


def get_pair(user: User, first_id: str, second_id: str) -> tuple[Activity, Activity]:
    """Two activities of one house that the editor looks after."""
    rows = Activity.objects.filter(centre__in=get_edited_houses(user))
    pair = {one.public_id: one for one in rows.filter(public_id__in=[first_id, second_id])}
    if len(pair) < 2 or len({one.centre_id for one in pair.values()}) > 1:
        raise Http404
    return pair[first_id], pair[second_id]
