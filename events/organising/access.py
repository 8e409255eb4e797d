"""Whose activities one may change: those of a house one edits, those of an organisation one is in.

Foreign and missing look the same: 404.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.crypto import constant_time_compare, salted_hmac

from events.activities.models import Activity, ActivityDate, HolidayPeriod
from jobcenter.accounts.enums import RoleKind
from jobcenter.accounts.models import Role
from jobcenter.centres.access import get_partner, partner_address
from jobcenter.centres.models import Centre, CentreQuerySet, Partner

from .enums import SubmissionState
from .models import PartnerMember, Submission

if TYPE_CHECKING:
    from datetime import datetime

    from jobcenter.accounts.models import User

EDITORS = (RoleKind.CENTRE_EDITOR,)
RELATED = ("centre", "room", "partner", "submission__partner")


def houses_of_editor(user: User) -> CentreQuerySet:
    held = Role.objects.held_by(user).filter(kind__in=EDITORS)
    return Centre.objects.filter(pk__in=held.values("centre_id")).order_by("name")


def get_house_of_editor(user: User, slug: str) -> Centre:
    return get_object_or_404(houses_of_editor(user), slug=slug)


def get_activity_of_house(user: User, public_id: str) -> Activity:
    """One of a house the user edits; a partner's draft is not there before it is sent."""
    rows = Activity.objects.filter(centre__in=houses_of_editor(user))
    seen = rows.exclude(submission__state=SubmissionState.DRAFT, was_public=False)
    return get_object_or_404(seen.select_related(*RELATED), public_id=public_id)


def get_date_of_house(user: User, public_id: str) -> ActivityDate:
    one = _get_date(public_id)
    one.activity = get_activity_of_house(user, one.activity.public_id)
    return one


def get_partner_of_house(user: User, slug: str, name: str) -> tuple[Centre, Partner]:
    centre = get_house_of_editor(user, slug)
    return centre, get_partner(centre, name)


def get_member(partner: Partner, public_id: str) -> PartnerMember:
    rows = PartnerMember.objects.filter(partner=partner).select_related("partner")
    return get_object_or_404(rows, public_id=public_id)


def get_period(centre: Centre, name: str) -> HolidayPeriod:
    """A period of this house, by what stands for it in addresses; those of all houses are not
    an editor's to end."""
    for period in HolidayPeriod.objects.filter(centre=centre).select_related("centre"):
        if constant_time_compare(name_of_period(period), name):
            return period
    raise Http404


def name_of_period(period: HolidayPeriod) -> str:
    """It says nothing and counts nothing."""
    return salted_hmac("holiday-period", str(period.pk), algorithm="sha256").hexdigest()[:20]


def partners_of(user: User) -> QuerySet[Partner]:
    """The organisations one makes activities for."""
    own = PartnerMember.objects.joined().filter(user=user)
    return Partner.objects.filter(pk__in=own.values("partner")).order_by("name")


def get_own_partner(user: User, name: str, slug: str) -> tuple[Partner, Centre]:
    """One's own organisation at one of the public houses it works with."""
    for partner in partners_of(user).prefetch_related("centres"):
        if partner_address(partner) == name:
            return partner, get_object_or_404(partner.centres.filter(is_published=True), slug=slug)
    raise Http404


def get_activity_of_partner(user: User, public_id: str) -> Activity:
    """One that one's organisation made, whatever the house said to it."""
    rows = Activity.objects.filter(submission__partner__in=partners_of(user))
    return get_object_or_404(rows.select_related(*RELATED), public_id=public_id)


def partner_behind(activity: Activity) -> Partner:
    """The organisation that made it; the getter above has loaded it."""
    submission: Submission = activity.submission  # type: ignore[attr-defined]
    return submission.partner


def get_date_of_partner(user: User, public_id: str) -> ActivityDate:
    one = _get_date(public_id)
    one.activity = get_activity_of_partner(user, one.activity.public_id)
    return one


def invitations_of(user: User, *, now: datetime) -> QuerySet[PartnerMember]:
    """Those sent to the mail this person has proven to be theirs by logging in with it."""
    rows = PartnerMember.objects.invited(now).filter(email=user.email or "-")
    return rows.select_related("partner", "centre").order_by("made_at")


def get_invitation(user: User, public_id: str, *, now: datetime) -> PartnerMember:
    return get_object_or_404(invitations_of(user, now=now), public_id=public_id)


def get_own_membership(user: User, public_id: str) -> PartnerMember:
    rows = PartnerMember.objects.joined().filter(user=user).select_related("partner")
    return get_object_or_404(rows, public_id=public_id)


def _get_date(public_id: str) -> ActivityDate:
    """Only to learn whose it is: the caller asks for that activity's own getter."""
    rows = ActivityDate.objects.select_related("activity", "own_room")
    return get_object_or_404(rows, public_id=public_id)


__all__ = [
    "EDITORS",
    "get_activity_of_house",
    "get_activity_of_partner",
    "get_date_of_house",
    "get_date_of_partner",
    "get_house_of_editor",
    "get_invitation",
    "get_member",
    "get_own_membership",
    "get_own_partner",
    "get_partner_of_house",
    "get_period",
    "houses_of_editor",
    "invitations_of",
    "name_of_period",
    "partner_address",
    "partner_behind",
    "partners_of",
]
