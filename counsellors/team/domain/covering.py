"""Who covers for whom. Asked by any counsellor of the house, true when the one asked says yes."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db.backends.postgresql.psycopg_any import DateRange
from django.urls import reverse

from counsellors.people.models import Counsellor
from counsellors.team.models import Cover
from jobcenter.audit.domain import record_change
from jobcenter.audit.models import Change
from jobcenter.centres.models import Centre
from jobcenter.shared.transactions import in_one_transaction
from jobcenter.submissions.domain import claim_submission

from .refusals import AlreadyCovered, CoverIsGone, CoversForThemselves, NotInThisHouse
from .telling import tell_colleague

if TYPE_CHECKING:
    from jobcenter.accounts.models import User

FORM = "ask_for_cover"
NOTICE = "cover_asked"


def ask_for_cover(
    *,
    centre: Centre,
    absent: str,
    covering: str,
    first: date,
    last: date,
    by: Counsellor,
    form_key: str,
    now: datetime,
) -> Cover | None:
    """Ask the counsellor `covering` (a slug, like `absent`) to cover from `first` to `last`,
    both included. Whoever asks themselves has said yes. None for a form sent before.

    Raises AlreadyCovered, CoversForThemselves or NotInThisHouse.
    """

    def work() -> Cover | None:
        body = {"house": centre.slug, "absent": absent, "covering": covering, "days": (first, last)}
        if claim_submission(form=FORM, key=form_key, body=body) is not None:
            return None
        people = _lock_of_this_house(centre, {absent, covering})
        cover = Cover.objects.create(
            centre=centre,
            absent=people[absent],
            covering=people[covering],
            during=DateRange(first, last + timedelta(days=1), "[)"),
            made_at=now,
            said_yes_at=now if people[covering] == by else None,
        )
        _record("cover.asked", cover, by)
        if cover.said_yes_at is None:
            _tell(cover, by=by, now=now)
        return cover

    return in_one_transaction(
        work,
        one_cover_per_counsellor_and_day=AlreadyCovered,
        nobody_covers_for_themselves=CoversForThemselves,
    )


def say_yes(*, cover: Cover, by: Counsellor, now: datetime) -> None:
    """The colleague who was asked covers. Twice is once. Raises CoverIsGone."""

    def work() -> None:
        row = Cover.objects.select_for_update().filter(pk=cover.pk, covering=by).first()
        if row is None:
            raise CoverIsGone
        if row.said_yes_at is None:
            row.said_yes_at = now
            row.save(update_fields=["said_yes_at"])
            _record("cover.agreed", row, by)

    in_one_transaction(work)


def take_back(*, cover: Cover, by: Counsellor) -> None:
    """A no, or a change of plans: the row goes, and no trace of who said no. Twice is once."""

    def work() -> None:
        removed, _rows = Cover.objects.filter(pk=cover.pk).delete()
        if removed:
            _record("cover.removed", cover, by)

    in_one_transaction(work)


def _lock_of_this_house(centre: Centre, slugs: set[str]) -> dict[str, Counsellor]:
    """By slug, locked in id order: nobody leaves the house while they are asked."""
    locked = (
        Counsellor.objects.active()
        .at_centre(centre)
        .filter(slug__in=slugs)
        .order_by("pk")
        .select_for_update(of=("self",), no_key=True)
    )
    people = {counsellor.slug: counsellor for counsellor in locked}
    if people.keys() != slugs:
        raise NotInThisHouse
    return people


def _tell(cover: Cover, *, by: Counsellor, now: datetime) -> None:
    tell_colleague(
        NOTICE,
        cover.covering,
        payload={
            "colleague": by.name,
            "absent": cover.absent.name,
            "first": cover.first.isoformat(),
            "last": cover.last.isoformat(),
            "link": settings.SITE_URL + reverse("team:today"),
        },
        effect_key=f"{NOTICE}:{cover.public_id}",
        now=now,
    )


def _record(action: str, cover: Cover, by: Counsellor) -> None:
    actor: User | None = by.user
    record_change(
        action,
        subject=f"cover:{cover.public_id}",
        actor=actor,
        actor_kind=Change.ActorKind.STAFF,
    )
