"""Writing a notice in the transaction that makes it true, and taking it back."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from django.core.serializers.json import DjangoJSONEncoder
from django.core.validators import validate_email
from django.db import connection, transaction
from django.template.loader import get_template

from jobcenter.outbox.hints import ring_soon
from jobcenter.outbox.models import Notice

# Raw: the ORM's ignore_conflicts does not tell whether the row was new, and a savepoint for its
# IntegrityError would cost every booking two more statements.
INSERT = """
    INSERT INTO outbox_notice (
        kind, channel, recipient, language, payload, effect_key, subject, due_at, useful_until,
        state, attempts, last_error
    ) VALUES {rows}
    ON CONFLICT (effect_key) DO NOTHING
"""
ROW = "(%s, %s, %s, %s, %s, %s, %s, %s, %s, 'queued', 0, '')"
# Characters, as the column `effect_key` is wide.
LONGEST_KEY = 120
PHONE = re.compile(r"\+[0-9]{6,15}")


@dataclass(frozen=True, slots=True, kw_only=True)
class NewNotice:
    """One message to one person, as it is handed to the outbox; see `queue_notice`."""

    kind: str
    channel: Notice.Channel
    recipient: str
    language: str
    payload: Mapping[str, object]
    effect_key: str
    due_at: datetime
    subject: str = ""
    useful_until: datetime | None = None


def queue_notice(
    kind: str,
    *,
    channel: Notice.Channel,
    recipient: str,
    language: str,
    payload: Mapping[str, object],
    effect_key: str,
    due_at: datetime,
    subject: str = "",
    useful_until: datetime | None = None,
) -> Notice:
    """One message to one person, written in the caller's transaction; the relay sends it later.

    The same `effect_key` again gives the first notice and writes no second one, also when two
    transactions run at once. `subject` must be what stays the same for the life of the thing, e.g.
    "conversation:<calendar_uid>": it decides the order of delivery and what `withdraw_notices`
    finds. A message nobody can use after `useful_until` is withdrawn rather than sent late.

    Raises RuntimeError outside a transaction, TemplateDoesNotExist for a kind without a template
    for its channel, ValidationError or ValueError for a recipient that is no address or number.
    """
    notice = NewNotice(
        kind=kind,
        channel=channel,
        recipient=recipient,
        language=language,
        payload=payload,
        effect_key=effect_key,
        due_at=due_at,
        subject=subject,
        useful_until=useful_until,
    )
    _check(notice)
    for written in Notice.objects.raw(INSERT.format(rows=ROW) + " RETURNING *", _values(notice)):
        wake_relay()
        return written
    return Notice.objects.get(effect_key=_fitting(effect_key))


def queue_notices(notices: Sequence[NewNotice]) -> None:
    """The same for several at once, in one statement; they are delivered in this order."""
    for notice in notices:
        _check(notice)
    with connection.cursor() as cursor:
        cursor.execute(
            INSERT.format(rows=", ".join([ROW] * len(notices))),
            [value for notice in notices for value in _values(notice)],
        )
    wake_relay()


def withdraw_notices(*, subject: str, kinds: Collection[str]) -> int:
    """Take back what is still queued, e.g. the reminder of a cancelled conversation."""
    return (
        Notice.objects.undelivered()
        .filter(subject=subject, kind__in=kinds)
        .update(state=Notice.State.WITHDRAWN, payload={}, leased_until=None)
    )


def wake_relay() -> None:
    """Ring the relay once this transaction is committed; when nobody hears, the sweep comes."""
    rung_already = any(hook[1] is ring_soon for hook in connection.run_on_commit)
    if not rung_already:
        transaction.on_commit(ring_soon, robust=True)


def template_of(kind: str, channel: str) -> str:
    return f"emails/{kind}.txt" if channel == Notice.Channel.MAIL else f"emails/{kind}.sms.txt"


def _check(notice: NewNotice) -> None:
    if not connection.in_atomic_block:
        raise RuntimeError(f"{notice.kind} was queued outside the transaction that makes it true")
    get_template(template_of(notice.kind, notice.channel))
    _check_recipient(notice.channel, notice.recipient)


def _values(notice: NewNotice) -> list[str | datetime | None]:
    return [
        notice.kind,
        notice.channel.value,
        notice.recipient,
        notice.language,
        json.dumps(notice.payload, cls=DjangoJSONEncoder),
        _fitting(notice.effect_key),
        notice.subject,
        notice.due_at,
        notice.useful_until,
    ]


def _fitting(effect_key: str) -> str:
    """The key as its column holds it. Cut off alone, two long addresses could look the same, and
    the second reader would hear nothing."""
    if len(effect_key) <= LONGEST_KEY:
        return effect_key
    mark = sha256(effect_key.encode()).hexdigest()[:32]
    return f"{effect_key[: LONGEST_KEY - len(mark) - 1]}#{mark}"


def _check_recipient(channel: str, recipient: str) -> None:
    if channel == Notice.Channel.MAIL:
        validate_email(recipient)
    elif not PHONE.fullmatch(recipient):
        raise ValueError("an SMS goes to a number such as +4512345678")
