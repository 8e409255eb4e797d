"""Who makes activities for an organisation, and which houses trust it to publish without asking."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from events.activities.domain.series import locked_activity
from events.activities.models import Activity
from events.organising.models import PartnerMember, Trust
from jobcenter.audit.domain import record_change
from jobcenter.centres.models import Centre, Partner
from jobcenter.shared.reaching import refuse_ways_to_reach
from jobcenter.shared.retention import kept_for
from jobcenter.shared.transactions import in_one_transaction

from .notices import tell_invited, tell_of_trust
from .refusals import (
    MemberAlready,
    NoPartnerAnyMore,
    NotTrusted,
    SaysNoWhy,
    TooLateToJoin,
    TrustedAlready,
)

if TYPE_CHECKING:
    from jobcenter.accounts.models import User


def invite_member(
    *, centre: Centre, partner: Partner, name: str, email: str, actor: User, now: datetime
) -> PartnerMember:
    """A mail that leads to their own page. They log in with that mail, so the link opens nothing
    by itself. Sent again it is the same invitation, from today on."""

    def invite() -> PartnerMember:
        if PartnerMember.objects.filter(partner=partner, user__email=email).exists():
            raise MemberAlready
        row, _made = PartnerMember.objects.update_or_create(
            partner=partner,
            email=email,
            defaults={"name": name, "centre": centre, "made_at": now},
        )
        _record("partner_member.invited", partner, actor)
        tell_invited(row, now=now)
        return row

    return in_one_transaction(invite)


def join_partner(*, member: PartnerMember, user: User, now: datetime) -> None:
    """Yes to an invitation that came to the mail `user` logs in with. Twice is once."""

    def join() -> None:
        row = PartnerMember.objects.select_for_update(of=("self",)).filter(pk=member.pk).first()
        if row is not None and row.user_id == user.pk:
            return
        invited = PartnerMember.objects.invited(now).filter(pk=member.pk, email=user.email or "-")
        if row is None or not invited.exists():
            raise TooLateToJoin
        row.user, row.email, row.joined_at = user, "", now
        row.save(update_fields=["user", "email", "joined_at"])
        _record("partner_member.joined", row.partner, user)

    in_one_transaction(join, one_membership_per_person_and_partner=MemberAlready)


def remove_member(*, member: PartnerMember, actor: User) -> None:
    """They leave, or the house ends it; what they made stays with the organisation."""

    def remove() -> None:
        if PartnerMember.objects.filter(pk=member.pk).delete()[0]:
            _record("partner_member.removed", member.partner, actor)

    in_one_transaction(remove)


def forget_old_invitations(*, now: datetime) -> int:
    old = now - kept_for("partner_people")
    return PartnerMember.objects.filter(user=None, made_at__lte=old).delete()[0]


def is_trusted(partner: Partner, centre: Centre) -> bool:
    """May it publish here without asking: trust stands, and the house still works with it."""
    standing = Trust.objects.standing().filter(partner=partner, centre=centre)
    return standing.filter(centre__partners=partner).exists()


def name_of(partner: Partner | None) -> str:
    """As the public trail says it; empty for the house."""
    return partner.name if partner else ""


def may_act_alone(partner: Partner | None, activity: Activity, why: str) -> None:
    """A partner may tell everybody at once that something is moved or off, for as long as the house
    works with it. Nobody reads `why` before it is public, except where the house trusts them.

    Locks the activity. Raises NoPartnerAnyMore or TellsHowToReach.
    """
    if partner is None:
        return
    row = locked_activity(activity)
    must_still_work_together(partner, row.centre)
    if not is_trusted(partner, row.centre):
        refuse_ways_to_reach(why)


def must_still_work_together(partner: Partner | None, centre: Centre) -> None:
    """Raises NoPartnerAnyMore. None is the house itself."""
    if partner and not partner.centres.filter(pk=centre.pk).exists():
        raise NoPartnerAnyMore


def give_trust(*, partner: Partner, centre: Centre, why: str, actor: User, now: datetime) -> Trust:
    if not why.strip():
        raise SaysNoWhy

    def give() -> Trust:
        row = Trust.objects.create(
            partner=partner, centre=centre, given_at=now, given_by=actor, why=why
        )
        _record("partner_trust.given", partner, actor)
        tell_of_trust(row, now=now)
        return row

    return in_one_transaction(give, a_house_trusts_a_partner_once_at_a_time=TrustedAlready)


def withdraw_trust(
    *, partner: Partner, centre: Centre, why: str, actor: User, now: datetime
) -> None:
    """What is public stays public; from now on the house is asked again."""
    if not why.strip():
        raise SaysNoWhy

    def withdraw() -> None:
        rows = Trust.objects.standing().filter(partner=partner, centre=centre)
        row = rows.select_for_update(of=("self",)).first()
        if row is None:
            raise NotTrusted
        row.withdrawn_at, row.withdrawn_by, row.why_withdrawn = now, actor, why
        row.save(update_fields=["withdrawn_at", "withdrawn_by", "why_withdrawn"])
        _record("partner_trust.withdrawn", partner, actor)
        tell_of_trust(row, now=now)

    in_one_transaction(withdraw)


def _record(action: str, partner: Partner, actor: User) -> None:
    record_change(action, subject=f"partner:{partner.pk}", actor=actor)
