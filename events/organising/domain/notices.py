"""Letters between a house and its partners. Each tells one fact once."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.urls import reverse

from events.organising.models import PartnerMember, Submission, Trust
from jobcenter.centres.models import Centre, Partner
from jobcenter.outbox.domain import queue_notice
from jobcenter.outbox.models import Notice

INVITED, ANSWERED = "partner_invited", "activity_answered"
TRUST, WAITS = "partner_trust", "activity_waits"


def tell_invited(member: PartnerMember, *, now: datetime) -> None:
    _queue(
        INVITED, member.email, member.centre, now=now,
        payload={"name": member.name, "partner": member.partner.name,
                 "link": _link("organising:mine")},
        effect_key=f"{INVITED}:{member.public_id}:{now.isoformat()}",
    )  # fmt: skip


def tell_answered(row: Submission, *, now: datetime) -> None:
    activity = row.activity
    payload = {
        "title": activity.title,
        "answer": row.state,
        "words": row.words,
        "link": _link("organising:activity_of_partner", activity.public_id),
    }
    key = f"{ANSWERED}:{activity.public_id}:{now.isoformat()}"
    _tell_all(ANSWERED, row.partner, activity.centre, payload=payload, key=key, now=now)


def tell_of_trust(row: Trust, *, now: datetime) -> None:
    payload = {
        "partner": row.partner.name,
        "words": row.why_withdrawn if row.withdrawn_at else row.why,
        "is_given": "" if row.withdrawn_at else "1",
        "link": _link("organising:mine"),
    }
    key = f"{TRUST}:{row.pk}:{'ended' if row.withdrawn_at else 'given'}"
    _tell_all(TRUST, row.partner, row.centre, payload=payload, key=key, now=now)


def tell_house_that_one_waits(row: Submission, *, now: datetime) -> None:
    """To the house's own mail; without one it stands on the editors' page."""
    activity = row.activity
    if activity.centre.email:
        _queue(
            WAITS, activity.centre.email, activity.centre, now=now,
            payload={"name": "", "title": activity.title, "partner": row.partner.name,
                     "link": _link("organising:activity_at_house", activity.public_id)},
            effect_key=f"{WAITS}:{activity.public_id}:{now.isoformat()}",
        )  # fmt: skip


def _tell_all(
    kind: str, partner: Partner, centre: Centre, *, payload: dict[str, str], key: str,
    now: datetime,
) -> None:  # fmt: skip
    members = PartnerMember.objects.joined().filter(partner=partner).select_related("user")
    for member in members.order_by("pk"):
        if member.user and member.user.email:
            _queue(
                kind, member.user.email, centre, now=now, payload={"name": member.name} | payload,
                effect_key=f"{key}:{member.public_id}",
            )  # fmt: skip


def _queue(
    kind: str, recipient: str, centre: Centre, *, payload: dict[str, str], effect_key: str,
    now: datetime,
) -> None:  # fmt: skip
    queue_notice(
        kind,
        channel=Notice.Channel.MAIL,
        recipient=recipient,
        language=settings.LANGUAGE_CODE,
        payload=payload | {"centre": centre.name, "centre_email": centre.email,
                           "centre_phone": centre.phone},
        effect_key=effect_key,
        due_at=now,
    )  # fmt: skip


def _link(name: str, *args: str) -> str:
    return settings.SITE_URL + reverse(name, args=args)
