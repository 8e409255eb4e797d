"""Limits that hold when Redis is gone and when a thousand requests come at once.

One upsert counts and answers: with a limit of k, exactly k of any number of parallel attempts pass.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import IPv6Address, ip_address
from typing import Any

from django.conf import settings
from django.db import connection
from django.utils.translation import gettext_lazy as _

from jobcenter.shared.refusals import Refusal


class TooManyAttempts(Refusal):
    message = _("That was many times in a short while, so we have paused it here.")
    next_step = _("Wait an hour, or call us: a human can always do it for you.")


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `most` times per fixed window of `window` for one subject, else `refusal`."""

    kind: str
    most: int
    window: timedelta
    refusal: type[Refusal] = TooManyAttempts


def spend(limit: Limit, *, subject: str, now: datetime) -> None:
    """Count one use by `subject`; raises the limit's refusal when it is one too many.

    Inside a transaction the use only counts if the transaction commits: call it last, because the
    counter's row stays locked until then. To count failures too, call it in its own transaction.
    """
    spend_together({limit: subject}, now=now)


def spend_together(uses: Mapping[Limit, str], *, now: datetime) -> None:
    """The same for several limits at once, `{limit: subject}`, in one statement."""
    # Everybody locks the counters in this order.
    limits = sorted(uses, key=lambda limit: limit.kind)
    columns: list[Any] = [
        [limit.kind for limit in limits],
        [_hash_of(uses[limit]).hex() for limit in limits],
        [_start_of_window(limit, now) for limit in limits],
    ]
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO limits_allowance AS a (kind, subject_hash, window_starts_at, used)"
            " SELECT kind, decode(subject, 'hex'), starts_at, 1"
            " FROM unnest(%s::text[], %s::text[], %s::timestamptz[])"
            " AS used (kind, subject, starts_at)"
            " ON CONFLICT (kind, subject_hash, window_starts_at)"
            " DO UPDATE SET used = a.used + 1 RETURNING kind, used",
            columns,
        )
        used = dict(cursor.fetchall())
    for limit in limits:
        if used[limit.kind] > limit.most:
            raise limit.refusal


def address_group(address: str) -> str:
    """The subject behind an IP address: IPv6 users hold whole /64 networks and may rotate there."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return "unknown"
    if isinstance(parsed, IPv6Address) and parsed.ipv4_mapped is None:
        return str(IPv6Address(int(parsed) >> 64 << 64))
    return str(getattr(parsed, "ipv4_mapped", None) or parsed)


def _start_of_window(limit: Limit, now: datetime) -> datetime:
    seconds = int(limit.window.total_seconds())
    return datetime.fromtimestamp(int(now.timestamp()) // seconds * seconds, UTC)


def _hash_of(subject: str) -> bytes:
    # Keyed, so the table cannot be turned back into addresses by trying all of them.
    return hmac.new(settings.SECRET_KEY.encode(), subject.encode(), hashlib.sha256).digest()
