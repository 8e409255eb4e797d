"""Who a contact channel belongs to: found or made, and locked for what happens next."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from allauth.account.models import EmailAddress
from django.contrib.auth import get_user_model
from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from jobcenter.shared.refusals import Refusal
from jobcenter.shared.retention import kept_for
from jobcenter.shared.secrets import new_public_id

from .models import Citizen, EarlierName

if TYPE_CHECKING:
    from jobcenter.accounts.models import User

# The read log goes by whole months.
A_MONTH = timedelta(days=31)

_COLUMNS = ("id", "public_id", "user_id", "email", "phone", "is_guest", "created_at")

# The no-op update is what locks a row that is already there. It touches no unique column, so other
# transactions may go on checking their foreign keys to the citizen.
_KEEP = "DO UPDATE SET created_at = c.created_at"
_CLAIM = "DO UPDATE SET user_id = coalesce(c.user_id, EXCLUDED.user_id)"
_SAME_MAIL = "(email)"
_SAME_PHONE = "(phone) WHERE email IS NULL AND user_id IS NULL"
_SAME_USER = "(user_id)"


class NobodyToReach(Refusal):
    message = _("We need one way to reach you: a mail address or a phone number.")
    next_step = _("One of them is enough. Choose the one you like best.")


def meet_citizen(*, email: str = "", phone: str = "", user: User | None = None) -> Citizen:
    """The citizen behind this contact, made if new, and locked until the transaction ends.

    Somebody logged in is their account, whatever address they type: the address is then only where
    this one conversation's mails go. Somebody who is not is their mail address or, without one,
    their phone number (E.164), which nobody has proven: never tell them what else belongs to it.

    Raises NobodyToReach when there is neither account nor channel.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("a citizen is locked inside the transaction that books")
    if user is not None:
        return _citizen_of_account(user)
    if email:
        return _upsert({"email": email.lower()}, same=_SAME_MAIL)
    if phone:
        return _upsert({"phone": phone}, same=_SAME_PHONE)
    raise NobodyToReach


def meet_guest() -> Citizen:
    """Somebody who stands in the house and leaves no way of reaching them: nobody's row but theirs.

    Only for bookings that staff make face to face.
    """
    return Citizen.objects.create(is_guest=True)


def proven_mails(user: User) -> list[str]:
    """The addresses this account has answered a code from, lower case, the main one first."""
    addresses = EmailAddress.objects.filter(user=user, verified=True).order_by("-primary", "pk")
    return [address.email.lower() for address in addresses]


def citizens_of(user: User) -> QuerySet[Citizen]:
    """The account's own row, and those of its proven mails as long as no other account has them."""
    unclaimed = Q(user=None, email__in=proven_mails(user))
    return Citizen.objects.filter(Q(user=user) | unclaimed)


def keep_earlier_name(*, citizen: Citizen, public_id: str, now: datetime) -> None:
    """What was seen under `public_id` was theirs: the read log shows it to them from here on."""
    EarlierName.objects.get_or_create(
        public_id=public_id, defaults={"citizen": citizen, "since": now}
    )


def names_in_the_log(user: User) -> list[str]:
    """Every public id under which somebody's data may have been seen."""
    own = citizens_of(user)
    earlier = EarlierName.objects.filter(citizen__in=own)
    return [
        *own.values_list("public_id", flat=True),
        *earlier.values_list("public_id", flat=True),
    ]


def citizen_in_the_log(user: User, public_id: str) -> Citizen:
    """Which of somebody's own rows a line of the read log is about."""
    named = Q(public_id=public_id) | Q(earlier_names__public_id=public_id)
    return citizens_of(user).filter(named).distinct().get()


def forget_earlier_names(*, now: datetime) -> int:
    """Those that no line of the read log bears any more. Returns how many; idempotent."""
    old = EarlierName.objects.filter(since__lt=now - kept_for("readings") - A_MONTH)
    return old.delete()[0]


def _citizen_of_account(user: User) -> Citizen:
    """The account's own row; else the row of its proven mail, claimed; else a new one."""
    return _known_citizen(user) or _first_met(user)


def _known_citizen(user: User) -> Citizen | None:
    return Citizen.objects.select_for_update(no_key=True).filter(user=user).first()


def _first_met(user: User) -> Citizen:
    # An upsert resolves a conflict in the one index it names. A new row has a mail and an account,
    # each unique: of two tabs in the same instant the second one met the other index, and failed.
    # So tabs of one account queue here, and all but the first find the row that was made.
    get_user_model().objects.select_for_update(no_key=True).get(pk=user.pk)
    known = _known_citizen(user)
    if known is not None:
        return known
    for mail in proven_mails(user)[:1]:
        claimed = _upsert({"email": mail, "user_id": user.pk}, same=_SAME_MAIL, then=_CLAIM)
        if claimed.user_id == user.pk:
            return claimed
        # An address that changed hands: what another account claimed before stays theirs.
    return _upsert({"user_id": user.pk}, same=_SAME_USER)


def _upsert(values: dict[str, str | int], *, same: str, then: str = _KEEP) -> Citizen:
    # Raw: the ORM's upsert cannot name a partial index, and a look before the insert would be
    # lost to another first booking from the same address.
    row = {**values, "public_id": new_public_id()}
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO citizens_citizen AS c ({', '.join(row)})"  # noqa: S608  our own names
            f" VALUES ({', '.join(['%s'] * len(row))}) ON CONFLICT {same} {then}"
            f" RETURNING {', '.join(_COLUMNS)}",
            list(row.values()),
        )
        return Citizen.from_db(DEFAULT_DB_ALIAS, list(_COLUMNS), cursor.fetchone())
