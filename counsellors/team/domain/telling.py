"""One mail to one colleague, never to a whole house."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings

from counsellors.people.models import Counsellor
from jobcenter.outbox.domain import queue_notice
from jobcenter.outbox.models import Notice


def tell_colleague(
    kind: str, colleague: Counsellor, *, payload: dict[str, str], effect_key: str, now: datetime
) -> None:
    """To where the account is reached; without one they read it on the team page."""
    user = colleague.user
    if user is None or not user.is_active or not user.email:
        return
    queue_notice(
        kind,
        channel=Notice.Channel.MAIL,
        recipient=user.email,
        language=settings.LANGUAGE_CODE,
        payload={"name": colleague.first_name, **payload},
        effect_key=effect_key,
        due_at=now,
    )
