"""Who has an account, what they may do, and when its doors are shut.

Whatever widens or narrows what somebody can do stands in the change trail.
"""

from __future__ import annotations

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from jobcenter.audit.domain import record_change
from jobcenter.audit.models import Change
from jobcenter.shared.refusals import Refusal, refusals_for

from .enums import RoleKind
from .models import Role, User

# What counts as a second factor. Recovery codes only stand in for one of these.
FACTORS = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]


class LastFactorOfStaff(Refusal):
    message = _("You work in the house, so you need a second step to log in.")
    next_step = _("Add another passkey or an app first. Then you can remove this one.")


class MailOpensAnotherAccount(Refusal):
    message = _("That mail address already opens another account.")
    next_step = _("Log out and log in with it instead, or call us.")


@transaction.atomic
def account_of(*, email: str) -> User:
    """The account behind a mail address that was proven this minute; a new one if there is none.

    Nobody gets an account before the code came back: otherwise anybody could open one in somebody
    else's name, and the answer to a mail address would tell whether it is known.
    """
    user, _created = User.objects.get_or_create(
        email=email, defaults={"password": make_password(None)}
    )
    EmailAddress.objects.update_or_create(
        user=user, email=email, defaults={"verified": True, "primary": True}
    )
    return user


@transaction.atomic
def change_mail(*, user: User, email: str) -> None:
    """From now on this address, proven this minute, opens the account; the old one no longer does.

    Raises MailOpensAnotherAccount: two accounts are never melted into one on the way.
    """
    with refusals_for(
        one_account_per_mail_address=MailOpensAnotherAccount,
        unique_verified_email=MailOpensAnotherAccount,
    ):
        user.email = email
        user.save(update_fields=["email"])
        EmailAddress.objects.filter(user=user).delete()
        EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)


def end_all_sessions(*, user: User) -> None:
    """Log out everywhere, at the next click: Django compares each session with this column."""
    user.set_unusable_password()
    user.save(update_fields=["password"])


@transaction.atomic
def shut_out(*, user: User, actor: User | None = None) -> None:
    """No way in, and no session that comes to life again when the account is opened later."""
    user.is_active = False
    user.save(update_fields=["is_active"])
    end_all_sessions(user=user)
    _record("account.closed", user, actor)


def record_reopened(*, user: User, actor: User) -> None:
    _record("account.reopened", user, actor)


def record_role_granted(*, role: Role, actor: User | None = None) -> None:
    _record("role.granted", role.user, actor, role=role.kind, centre=role.centre_id)


def record_role_withdrawn(*, role: Role, actor: User | None = None) -> None:
    _record("role.withdrawn", role.user, actor, role=role.kind, centre=role.centre_id)


def _record(action: str, user: User, actor: User | None, **facts: str | int | None) -> None:
    """Without an actor it was done from the command line."""
    kind = Change.ActorKind.STAFF if actor else Change.ActorKind.SYSTEM
    record_change(
        action, subject=f"user:{user.public_id}", actor=actor, actor_kind=kind, facts={**facts}
    )


@transaction.atomic
def make_administrator(*, email: str) -> User:
    """The first administrator comes from the command line; the rest from the admin."""
    user, _created = User.objects.get_or_create(
        email=email.lower(), defaults={"password": make_password(None)}
    )
    role, is_new = Role.objects.get_or_create(
        user=user, kind=RoleKind.ADMINISTRATOR, centre_id=None
    )
    if is_new:
        record_role_granted(role=role)
    return user


def holds_a_role(user: User) -> bool:
    return Role.objects.held_by(user).exists()


def has_factor(user: User) -> bool:
    return Authenticator.objects.filter(user=user, type__in=FACTORS).exists()


@transaction.atomic
def remove_factor(*, factor: Authenticator) -> None:
    """Raises LastFactorOfStaff: somebody with a role would lock the door behind themselves.

    Recovery codes go with the last factor they stand in for.
    """
    user = User.objects.select_for_update().get(pk=factor.user_id)
    others = Authenticator.objects.filter(user=user, type__in=FACTORS).exclude(pk=factor.pk)
    has_others = others.exists()
    if not has_others and holds_a_role(user):
        raise LastFactorOfStaff
    factor.delete()
    if not has_others:
        Authenticator.objects.filter(user=user).delete()


@transaction.atomic
def reset_factors(*, user: User, actor: User | None = None) -> None:
    """For somebody who lost phone and recovery codes: they start again at their next login."""
    Authenticator.objects.filter(user=user).delete()
    end_all_sessions(user=user)
    _record("factors.reset", user, actor)
