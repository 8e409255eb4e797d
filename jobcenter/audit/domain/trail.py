"""The change trail: what happened, by whom, to what. Written with the change or not at all."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from django.db import connection

from jobcenter.audit.models import Change

if TYPE_CHECKING:
    from jobcenter.accounts.models import User

Fact = str | int | bool | None


def record_change(
    action: str,
    *,
    subject: str,
    actor: User | None = None,
    actor_kind: Change.ActorKind = Change.ActorKind.CITIZEN,
    facts: dict[str, Fact] | None = None,
) -> None:
    """Write one line of the trail.

    `subject` is "kind:public_id", e.g. "conversation:pX9…"; `facts` are bounded, impersonal values.
    Refuses to run outside a transaction: a trail that can differ from the truth is worse than none.
    """
    if not connection.in_atomic_block:
        raise RuntimeError(f"{action} was recorded outside the transaction that makes it true")
    with connection.cursor() as cursor:
        # Raw: this line stands in every write of the house.
        cursor.execute(
            "INSERT INTO audit_change (action, subject, actor_id, actor_kind, facts)"
            " VALUES (%s, %s, %s, %s, %s)",
            [
                action,
                subject,
                actor.pk if actor else None,
                actor_kind.value,
                json.dumps(facts or {}),
            ],
        )
