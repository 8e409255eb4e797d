"""Which houses somebody belongs to or administrates, and what of the team is theirs.

Foreign and missing look the same: 404. Nothing here is about a citizen.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.crypto import constant_time_compare, salted_hmac

from counsellors.conversations.access import get_counsellor_of
from counsellors.people.access import TEAM
from counsellors.people.models import Counsellor
from jobcenter.accounts.enums import RoleKind
from jobcenter.accounts.models import Role
from jobcenter.centres.models import Centre, CentreQuerySet, Room

from .models import Cover, Minutes, RoomHold, SparringQuestion

if TYPE_CHECKING:
    from jobcenter.accounts.models import User

__all__ = [
    "ADMINISTRATORS",
    "STAFF",
    "TEAM",
    "administrates",
    "counsellor_among",
    "get_counsellor_of",
    "get_cover",
    "get_hold",
    "get_house_of_counsellor",
    "get_house_of_staff",
    "get_house_to_administrate",
    "get_minutes",
    "get_own_question",
    "get_question",
    "get_room",
    "houses_of",
    "houses_to_administrate",
    "name_of",
]

ADMINISTRATORS = (RoleKind.CENTRE_EDITOR, RoleKind.ADMINISTRATOR)
STAFF = (*TEAM, *ADMINISTRATORS)


def houses_of(user: User, kinds: Iterable[RoleKind]) -> CentreQuerySet:
    """Where somebody holds one of these roles; an administrator holds theirs everywhere."""
    held = Role.objects.held_by(user).filter(kind__in=list(kinds))
    houses = Centre.objects.order_by("name")
    if held.filter(kind=RoleKind.ADMINISTRATOR).exists():
        return houses
    return houses.filter(pk__in=held.values("centre_id"))


def houses_to_administrate(user: User) -> CentreQuerySet:
    return houses_of(user, ADMINISTRATORS)


def administrates(user: User, centre: Centre) -> bool:
    return houses_to_administrate(user).filter(pk=centre.pk).exists()


def counsellor_among(
    user: User, houses: Sequence[Centre]
) -> tuple[Counsellor | None, list[Centre]]:
    """Whoever somebody is as a counsellor, and in which of these houses: None and nowhere for a
    team lead who meets nobody.
    """
    held = set(houses_of(user, [RoleKind.COUNSELLOR]).values_list("pk", flat=True))
    met_in = [house for house in houses if house.pk in held]
    me = Counsellor.objects.active().filter(user=user).first() if met_in else None
    return me, met_in if me else []


def get_house_of_counsellor(user: User, slug: str) -> Centre:
    return get_object_or_404(houses_of(user, [RoleKind.COUNSELLOR]), slug=slug)


def get_house_of_staff(user: User, slug: str) -> Centre:
    return get_object_or_404(houses_of(user, STAFF), slug=slug)


def get_house_to_administrate(user: User, slug: str) -> Centre:
    return get_object_or_404(houses_to_administrate(user), slug=slug)


def get_cover(user: User, public_id: str, *, today: date) -> Cover:
    """One of a house in which the user is counsellor, and not over."""
    houses = houses_of(user, [RoleKind.COUNSELLOR])
    covers = Cover.objects.not_over(today).filter(centre__in=houses)
    return get_object_or_404(
        covers.select_related("absent", "covering", "centre"), public_id=public_id
    )


def get_question(user: User, public_id: str, *, now: datetime) -> SparringQuestion:
    """One the counsellor may see: asked of them, by them, or of their whole house."""
    counsellor = get_counsellor_of(user)
    houses = houses_of(user, [RoleKind.COUNSELLOR])
    seen = SparringQuestion.objects.open(now).seen_by(counsellor).filter(centre__in=houses)
    return get_object_or_404(seen.select_related("asked_by", "asked"), public_id=public_id)


def get_own_question(user: User, public_id: str) -> SparringQuestion:
    own = SparringQuestion.objects.filter(asked_by=get_counsellor_of(user))
    return get_object_or_404(own, public_id=public_id)


def get_room(centre: Centre, name: str) -> Room:
    """A room of this house by what stands for it in addresses."""
    for room in centre.rooms.select_related("centre"):
        if constant_time_compare(name_of(room), name):
            return room
    raise Http404


def name_of(room: Room) -> str:
    """What stands for the room in an address: it says nothing and counts nothing."""
    return salted_hmac("room", str(room.pk), algorithm="sha256").hexdigest()[:20]


def get_hold(centre: Centre, public_id: str) -> RoomHold:
    holds = RoomHold.objects.filter(room__centre=centre).select_related("room__centre")
    return get_object_or_404(holds, public_id=public_id)


def get_minutes(centre: Centre, public_id: str) -> Minutes:
    return get_object_or_404(Minutes, centre=centre, public_id=public_id)
