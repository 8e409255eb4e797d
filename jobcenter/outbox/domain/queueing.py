"""Writing a notice in the transaction that makes it true, and taking it back."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Mapping
from datetime import datetime

from django.core.serializers.json import DjangoJSONEncoder
from django.core.validators import validate_email
from django.db import connection, transaction
from django.template.loader import get_template

from jobcenter.outbox.hints import ring_relay
from jobcenter.outbox.models import Notice

# Raw: the ORM's ignore_conflicts does not tell whether the row was new, and a savepoint for its
# IntegrityError would cost every booking two more statements.
INSERT = """
    INSERT INTO outbox_notice (
        kind, channel, recipient, language, payload, effect_key, subject, due_at, useful_until,
        state, attempts, last_error
    ) VALUES (
        %(kind)s, %(channel)s, %(recipient)s, %(language)s, %(payload)s, %(effect_key)s,
        %(subject)s, %(due_at)s, %(useful_until)s, 'queued', 0, ''
    )
    ON CONFLICT (effect_key) DO NOTHING
    RETURNING *
"""
PHONE = re.compile(r"\+[0-9]{6,15}")


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
    if not connection.in_atomic_block:
        raise RuntimeError(f"{kind} was queued outside the transaction that makes it true")
    get_template(template_of(kind, channel))
    _check_recipient(channel, recipient)
    notice = _insert(
        kind=kind,
        channel=channel,
        recipient=recipient,
        language=language,
        payload=json.dumps(payload, cls=DjangoJSONEncoder),
        effect_key=effect_key,
        subject=subject,
        due_at=due_at,
        useful_until=useful_until,
    )
    wake_relay()
    return notice


def withdraw_notices(*, subject: str, kinds: Collection[str]) -> int:
    """Take back what is still queued, e.g. the reminder of a cancelled conversation."""
    return (
        Notice.objects.undelivered()
        .filter(subject=subject, kind__in=kinds)
        .update(state=Notice.State.WITHDRAWN, payload={}, leased_until=None)
    )


def wake_relay() -> None:
    """Ring the relay once this transaction is committed; when nobody hears, the sweep comes."""
    rung_already = any(hook[1] is ring_relay for hook in connection.run_on_commit)
    if not rung_already:
        transaction.on_commit(ring_relay, robust=True)


def template_of(kind: str, channel: str) -> str:
    return f"emails/{kind}.txt" if channel == Notice.Channel.MAIL else f"emails/{kind}.sms.txt"


def _insert(**values: object) -> Notice:
    for notice in Notice.objects.raw(INSERT, values):
        return notice
    return Notice.objects.get(effect_key=values["effect_key"])


def _check_recipient(channel: str, recipient: str) -> None:
    if channel == Notice.Channel.MAIL:
        validate_email(recipient)
    elif not PHONE.fullmatch(recipient):
        raise ValueError("an SMS goes to a number such as +4512345678")
