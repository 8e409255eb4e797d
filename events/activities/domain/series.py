"""Planning, rewriting, publishing and withdrawing a series."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field, fields
from datetime import date, datetime
from typing import TYPE_CHECKING, TypedDict

from django.db.models import F

from events.activities.enums import ActivityKind, Repeats, Whereabouts
from events.activities.models import Activity, ActivityDate
from events.trail.domain import add_entry
from events.trail.enums import Step
from jobcenter.audit.domain import record_change
from jobcenter.audit.models import Change
from jobcenter.centres.models import Centre, Partner, Room, Topic
from jobcenter.shared.danish import folded
from jobcenter.shared.languages import SpokenLanguage
from jobcenter.shared.transactions import in_one_transaction

from .entries import let_be_found
from .history import date_of, differences, tell_trail
from .online import address_at
from .planning import date_at, days_without_pauses, materialise, rule_of
from .refusals import AlreadyThatDate, DateIsOver, NoDates, NotAttested
from .rules import starts

if TYPE_CHECKING:
    from jobcenter.accounts.models import User


class By(TypedDict):
    actor: User | None
    actor_kind: Change.ActorKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Described:
    """What people read. `price_kroner` 0 is free, `places` None is as many as come."""

    centre: Centre
    kind: ActivityKind
    title: str
    text: str = ""
    room: Room | None = None
    partner: Partner | None = None
    language: SpokenLanguage = SpokenLanguage.DANISH
    whereabouts: Whereabouts = Whereabouts.IN_HOUSE
    online_address: str = ""
    price_kroner: int = 0
    places: int | None = None
    who_meets_you: str = ""
    how_many_come: str = ""
    first_five_minutes: str = ""
    companion_welcome: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """When. `minute` is the wall-clock minute of the day; days are inclusive; see domain.rules."""

    repeats: Repeats
    minute: int
    minutes: int
    first: date | None = None
    last: date | None = None
    weekdays: Sequence[int] = field(default_factory=tuple)
    every: int = 1
    nth: int | None = None
    pauses_on_holidays: bool = True


def plan_activity(
    *, described: Described, planned: Planned, topics: Sequence[Topic] = (),
    actor: User | None, now: datetime,
) -> Activity:  # fmt: skip
    """A new activity with its dates, not public yet."""

    def plan() -> Activity:
        lock_plan_of(described.centre)
        activity = Activity(**_columns(described, planned))
        activity.save()
        activity.topics.set(topics)
        _settle(activity, "activity.planned", actor=actor, now=now)
        return activity

    return in_one_transaction(plan)


def rewrite_activity(
    *, activity: Activity, described: Described, planned: Planned,
    topics: Sequence[Topic] = (), actor: User | None, now: datetime, by: str = "",
) -> Activity:  # fmt: skip
    """Other words or another rule; dates somebody wrote on stay as they are. `by` is the
    organisation that the public trail names, empty for the house."""

    def rewrite() -> Activity:
        lock_plan_of(described.centre)
        locked = locked_activity(activity)
        wanted = _columns(described, planned)
        changes = differences(locked, wanted)
        if {topic.pk for topic in locked.topics.all()} != {topic.pk for topic in topics}:
            changes.append(("topics", "", ""))
        for name, value in wanted.items():
            setattr(locked, name, value)
        locked.save()
        locked.topics.set(topics)
        if changes:
            tell_trail(locked, Step.CHANGED, by=by, changes=changes, now=now)
        locked.dates.upcoming(now).update(changed_at=now, sequence=F("sequence") + 1)  # type: ignore[attr-defined]
        _settle(locked, "activity.rewritten", actor=actor, now=now)
        return locked

    return in_one_transaction(rewrite)


@dataclass(frozen=True, slots=True)
class Preview:
    """The dates a rule would make, and the days it leaves out because the house is closed."""

    starts: list[datetime]
    pauses: list[date]


def preview_dates(*, centre: Centre, planned: Planned) -> Preview:
    """What `planned` would make at this house; nothing is written. An irregular list makes none."""
    drawn = Activity(centre=centre, **_rule_columns(planned))
    rule = rule_of(drawn)
    days = rule.days() if rule else []
    kept = days_without_pauses(drawn, days)
    left_out = sorted(set(days) - set(kept))
    return Preview([starts(day, planned.minute) for day in kept], left_out)


def add_date(
    *, activity: Activity, starts_at: datetime, ends_at: datetime | None = None,
    actor: User | None, now: datetime, by: str = "",
) -> ActivityDate:  # fmt: skip
    """One more date of an irregular list, or beside a rule; usually as long as the others."""

    def add() -> ActivityDate:
        locked = locked_activity(activity)
        if starts_at <= now:
            raise DateIsOver
        one = date_at(locked, starts_at, now=now)
        one.is_extra = True
        one.ends_at = ends_at or one.ends_at
        one.save()
        tell_trail(locked, Step.DATE_ADDED, by=by, changes=date_of(one), now=now)
        record_change(
            "activity_date.added", subject=f"activity:{locked.public_id}", **made_by(actor)
        )
        return one

    return in_one_transaction(add, one_date_of_an_activity_per_planned_start=AlreadyThatDate)


def attest_activity(*, activity: Activity, actor: User | None, now: datetime) -> None:
    """`actor` says: open to all, voluntary, reported to nobody."""

    def attest() -> None:
        locked = locked_activity(activity)
        locked.attested_by, locked.attested_at = actor, now
        locked.save(update_fields=["attested_by", "attested_at"])
        record_change("activity.attested", subject=f"activity:{locked.public_id}", **made_by(actor))

    in_one_transaction(attest)


def publish_activity(
    *, activity: Activity, actor: User | None, now: datetime, by: str = ""
) -> None:
    """Everybody can find it. Refused while nobody attested it or it has no date to come."""

    def publish() -> None:
        locked = locked_activity(activity)
        if not locked.dates.upcoming(now).exists():  # type: ignore[attr-defined]
            raise NoDates
        if locked.published_at is not None:
            return
        locked.published_at, locked.was_public = now, True
        locked.save(update_fields=["published_at", "was_public"])
        add_entry(about=locked.public_id, step=Step.PUBLISHED, by=by, now=now)
        record_change(
            "activity.published", subject=f"activity:{locked.public_id}", **made_by(actor)
        )

    in_one_transaction(publish, a_public_activity_is_open_voluntary_and_unreported=NotAttested)


def withdraw_activity(
    *, activity: Activity, actor: User, now: datetime, by: str = "", why: str = ""
) -> None:
    """Out of the programme and of the search; nothing is lost."""

    def withdraw() -> None:
        locked = locked_activity(activity)
        if locked.published_at is None:
            return
        locked.published_at = None
        locked.save(update_fields=["published_at"])
        add_entry(about=locked.public_id, step=Step.WITHDRAWN, by=by, why=why, now=now)
        record_change(
            "activity.withdrawn", subject=f"activity:{locked.public_id}", **made_by(actor)
        )

    in_one_transaction(withdraw)


def lock_plan_of(centre: Centre | None) -> None:
    """Planning and holiday periods of one house wait for each other, otherwise neither sees what
    the other is writing; no house is all of them. Taken first, in one order; then come activities
    and then dates, each by key."""
    rows = Centre.objects.filter(pk=centre.pk) if centre else Centre.objects.all()
    list(rows.order_by("pk").select_for_update(of=("self",), no_key=True).values_list("pk"))


def fold_key(*, centre: Centre, title: str) -> int:
    """The same for activities that look the same in a list: one house, one title."""
    digest = hashlib.sha256(f"{centre.pk}:{folded(title)}".encode()).digest()
    return int.from_bytes(digest[:8], signed=True)


def _settle(activity: Activity, action: str, *, actor: User | None, now: datetime) -> None:
    materialise(activity, now=now)
    let_be_found(activity)
    record_change(action, subject=f"activity:{activity.public_id}", **made_by(actor))


def _columns(described: Described, planned: Planned) -> dict[str, object]:
    said = {each.name: getattr(described, each.name) for each in fields(described)}
    own = {
        "fold_key": fold_key(centre=described.centre, title=described.title),
        "online_address": address_at(described.whereabouts, described.online_address),
    }
    return said | _rule_columns(planned) | own


def _rule_columns(planned: Planned) -> dict[str, object]:
    once = planned.first if planned.repeats == Repeats.ONCE else planned.last
    return {
        "repeats": planned.repeats,
        "begins_at_minute": planned.minute,
        "minutes": planned.minutes,
        "first_on": planned.first,
        "last_on": once,
        "weekdays": sorted(set(planned.weekdays)),
        "every": planned.every,
        "nth_of_month": planned.nth,
        "pauses_on_holidays": planned.pauses_on_holidays,
    }


def made_by(actor: User | None) -> By:
    """For the trail: nobody is the clockwork."""
    kind = Change.ActorKind.STAFF if actor else Change.ActorKind.SYSTEM
    return {"actor": actor, "actor_kind": kind}


def locked_activity(activity: Activity) -> Activity:
    """Whoever changes an activity or one of its dates holds this lock: what it is found by is
    put together from all of them."""
    return Activity.objects.select_for_update(of=("self",), no_key=True).get(pk=activity.pk)
