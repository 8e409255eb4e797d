"""A mail to the editors of the house when a source needs somebody, once until it is well again."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils.translation import override

from events.imports.enums import Need
from events.imports.models import ImportSource
from jobcenter.accounts.enums import RoleKind
from jobcenter.accounts.models import Role
from jobcenter.outbox.domain import queue_notice
from jobcenter.outbox.models import Notice
from jobcenter.shared.languages import LANGUAGE_OF_THE_HOUSE
from jobcenter.shared.periods import COPENHAGEN

from .saying import Said

MANY_NIGHTS = 3
# Written when it was read to the end: from now on the next trouble is a new one.
WELL: dict[str, object] = {"failed_nights": 0, "failed_on": None, "told_of": ""}


def count_failed_night(source: ImportSource, trouble: Said, *, now: datetime) -> None:
    """Readings an editor asks for by day are no further nights. The caller holds the source."""
    today = now.astimezone(COPENHAGEN).date()
    if source.failed_on != today:
        source.failed_nights, source.failed_on = source.failed_nights + 1, today
        source.save(update_fields=["failed_nights", "failed_on"])
    if source.failed_nights >= MANY_NIGHTS:
        tell_editors(source, Need.FAILING, trouble=trouble, now=now)


def tell_editors(
    source: ImportSource, need: Need, *, trouble: Said | None = None, now: datetime
) -> None:
    """Nothing when they have this mail already. The caller holds the source."""
    if source.told_of == need:
        return
    source.told_of = need
    source.save(update_fields=["told_of"])
    with override(LANGUAGE_OF_THE_HOUSE):
        link = settings.SITE_URL + reverse("imports:source", args=[source.public_id])
        words = str(trouble or "")
    for mail in sorted(Role.objects.mails_at(source.centre_id, RoleKind.CENTRE_EDITOR)):
        queue_notice(
            "source_needs_you",
            channel=Notice.Channel.MAIL,
            recipient=mail,
            language=LANGUAGE_OF_THE_HOUSE,
            payload={
                "centre": source.centre.name, "source": source.name, "need": need.value,
                "trouble": words, "link": link,
            },
            effect_key=f"source_needs_you:{source.public_id}:{need}:{now:%Y%m%d%H%M}:{mail}",
            due_at=now,
        )  # fmt: skip
