"""Keeping somebody from writing for a while, and letting them in again."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from counsellors.people.models import Counsellor
from counsellors.safety.models import (
    LONGEST_BLOCK,
    LONGEST_NAME,
    Block,
    BlockQuerySet,
    Sighting,
)
from jobcenter.audit.domain import record_change
from jobcenter.centres.models import Centre
from jobcenter.shared.refusals import Refusal

if TYPE_CHECKING:
    from jobcenter.accounts.models import User

# Many people share an address: a library, a family, a house of ours.
LONGEST_FOR_AN_ADDRESS = timedelta(days=1)


class Blocked(Refusal):
    """Bears the block, so that pages can say why, where it is theirs to know, and until when."""

    message = _("You cannot write here for now.")
    next_step = _("You can always call us or come by, and tell us if this is wrong.")

    def __init__(self, block: Block) -> None:
        super().__init__()
        self.block = block


class SayWhy(Refusal):
    message = _("Write why, in words the person can understand.")
    next_step = _("They see them, together with the date it ends.")


class NobodyToBlock(Refusal):
    message = _("Nobody can be kept out of this talk any more.")
    next_step = _("It has been deleted, and with it what it was opened with.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Whom:
    """What somebody is recognised by, in the talk `thread` (public id)."""

    thread: str
    token_hash: bytes | None = None
    user_id: int | None = None


def address_hash_of(address: str) -> bytes:
    """32 bytes, keyed: without the house's key no address can be tried against it."""
    return hmac.new(settings.SECRET_KEY.encode(), address.encode(), hashlib.sha256).digest()


def blocks_of(*, token_hash: Any, user_id: Any, address_hash: Any, now: datetime) -> BlockQuerySet:
    """What stops this browser, account or address now. Each may be None, a value or a subquery."""
    whom = _whom(token_hash=token_hash, user=user_id, address_hash=address_hash)
    return Block.objects.lasting(now).filter(whom)


def lifted_of(*, token_hash: Any, user_id: Any, address_hash: Any, now: datetime) -> BlockQuerySet:
    """What would still stop them, had the house not heard their objection."""
    whom = _whom(token_hash=token_hash, user=user_id, address_hash=address_hash)
    heard = Block.objects.filter(whom, lifted_at__isnull=False, until__gt=now)
    return heard.exclude(objection="")


def refuse_blocked(*, token_hash: Any, user_id: Any, address_hash: Any, now: datetime) -> None:
    """Raises Blocked with the block that lasts longest. One query."""
    found = blocks_of(token_hash=token_hash, user_id=user_id, address_hash=address_hash, now=now)
    if block := longest_of(found):
        raise Blocked(block)


def longest_of(blocks: BlockQuerySet) -> Block | None:
    """The one to be told about, with its house."""
    return blocks.select_related("centre").order_by("-until", "pk").first()


def remember_address(*, thread: str, address: str, has_account: bool, now: datetime) -> None:
    """In the transaction that begins the talk."""
    Sighting.objects.create(
        thread=thread, address_hash=address_hash_of(address), has_account=has_account, at=now
    )


def block(
    *,
    whom: Whom,
    reason: str,
    lasts: timedelta,
    by: Counsellor,
    centre: Centre,
    with_address: bool = False,
    now: datetime,
) -> Block:
    """Keep somebody from writing for `lasts`, at most a month. With `with_address` also everybody
    at the address the talk was begun from, for a day at most, in a block of its own.

    Raises SayWhy, NobodyToBlock.
    """
    if not reason:
        raise SayWhy
    if whom.token_hash is None and whom.user_id is None:
        raise NobodyToBlock
    with transaction.atomic():
        made = Block.objects.create(
            centre=centre,
            thread=whom.thread,
            token_hash=whom.token_hash,
            user_id=whom.user_id,
            reason=reason,
            made_by=by,
            made_at=now,
            until=now + min(lasts, LONGEST_BLOCK),
        )
        _record("block.made", made, by, days=min(lasts, LONGEST_BLOCK).days)
        if with_address:
            _block_address(made, whom.thread, now=now)
    return made


def lift_block(*, block: Block, by: Counsellor | User, now: datetime) -> bool:
    """Any colleague of the house may, also whoever leads it without being a counsellor. With the
    block of a person goes that of the connection they wrote from: it was made because of them.

    False when somebody else was first.
    """
    with transaction.atomic():
        if not _lift(block, by, now=now):
            return False
        if not block.is_of_connection:
            made_with_it = Block.objects.lasting(now).exclude(address_hash=None)
            for one in made_with_it.filter(thread=block.thread, made_at=block.made_at):
                _lift(one, by, now=now)
    return True


def take_blocks_along(*, token_hash: bytes, user: User, now: datetime) -> None:
    """Whoever shows the secret of a blocked browser and makes its talk their account's own is the
    one who was blocked: it goes with them. In the transaction of the claim.
    """
    theirs = Block.objects.lasting(now).filter(token_hash=token_hash, user=None)
    theirs.update(user=user)


def _whom(**columns: Any) -> Q:
    whom = Q(pk__in=[])
    for column, value in columns.items():
        if value is not None:
            whom |= Q(**{column: value})
    return whom


def _lift(block: Block, by: Counsellor | User, *, now: datetime) -> bool:
    counsellor = by if isinstance(by, Counsellor) else None
    lifted = {"lifted_by": counsellor, "lifted_by_name": name_of(by), "lifted_at": now}
    if not Block.objects.lasting(now).filter(pk=block.pk).update(**lifted):
        return False
    _record("block.lifted", block, by)
    return True


def name_of(colleague: Counsellor | User) -> str:
    return (str(colleague) or "-")[:LONGEST_NAME]


def _block_address(made: Block, thread: str, *, now: datetime) -> None:
    seen = Sighting.objects.filter(thread=thread).first()
    if seen is None:
        return
    of_address = Block.objects.create(
        centre=made.centre,
        thread=thread,
        address_hash=bytes(seen.address_hash),
        reason=made.reason,
        made_by=made.made_by,
        made_at=now,
        until=min(made.until, now + LONGEST_FOR_AN_ADDRESS),
    )
    _record("block.made", of_address, made.made_by, days=1)


def _record(
    action: str, block: Block, by: Counsellor | User, **facts: str | int | bool | None
) -> None:
    actor: User | None = by.user if isinstance(by, Counsellor) else by
    record_change(action, subject=f"block:{block.public_id}", actor=actor, facts=facts)
