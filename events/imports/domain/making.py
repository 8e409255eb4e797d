"""How an item becomes an activity and dates of ours. The caller holds the lock of the source.

The public trail names whose programme it is: what a calendar moves at night is not the house's act.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override

from events.activities.domain import (
    Described,
    Planned,
    add_date,
    attest_activity,
    cancel_date,
    change_date,
    plan_activity,
    publish_activity,
    rewrite_activity,
)
from events.activities.domain.dates import Own
from events.activities.domain.entries import forget_activity
from events.activities.enums import ActivityKind, Repeats, Whereabouts
from events.activities.models import LONGEST_MINUTES, Activity, ActivityDate
from events.imports.models import ImportedDate, ImportedItem, ImportSource
from jobcenter.centres.models import Room, Topic
from jobcenter.shared.danish import folded
from jobcenter.shared.languages import SpokenLanguage
from jobcenter.shared.periods import COPENHAGEN

from .comparing import Places, written_of
from .items import Item, ItemDate
from .texts import is_web_address

SHORTEST_MINUTES = 5


def new_activity(
    source: ImportSource, item: Item, first: ItemDate, *, places: Places, now: datetime
) -> Activity:
    """A draft without dates yet."""
    return plan_activity(
        described=_described(source, item, places),
        planned=_planned(first),
        topics=_topics_of(item),
        actor=None,
        now=now,
    )


def _described(source: ImportSource, item: Item, places: Places) -> Described:
    fields = places.fields_of(item)
    online = is_web_address(item.place)
    return Described(
        centre=source.centre,
        kind=ActivityKind(source.activity_kind),
        title=fields["title"],
        text=fields["text"],
        room=places.room_of(item),
        partner=source.partner,
        whereabouts=Whereabouts.ONLINE if online else Whereabouts.IN_HOUSE,
    )


def _planned(first: ItemDate) -> Planned:
    """The source makes the dates, so the house's own rule makes none."""
    local = first.starts_at.astimezone(COPENHAGEN)
    minutes = int((first.ends_at - first.starts_at).total_seconds()) // 60
    return Planned(
        repeats=Repeats.IRREGULAR,
        minute=local.hour * 60 + local.minute,
        minutes=min(max(minutes, SHORTEST_MINUTES), LONGEST_MINUTES),
        pauses_on_holidays=False,
    )


def _topics_of(item: Item) -> list[Topic]:
    """Topics of ours by the same name; a word nobody knows here is left out."""
    if not item.topics:
        return []
    said = {folded(each) for each in item.topics}
    topics = Topic.objects.all()
    return [each for each in topics if said & {folded(each.name_da), folded(each.name_en)}]


def rewrite(
    source: ImportSource, activity: Activity, fields: dict[str, Any], *, now: datetime
) -> None:
    said = {name: getattr(activity, name) for name in _KEPT_BY_REWRITING} | fields
    if "room" in fields:
        said["room"] = Room.objects.filter(pk=fields["room"]).first()
    described = Described(
        **said | {"kind": ActivityKind(activity.kind),
                  "language": SpokenLanguage(activity.language),
                  "whereabouts": Whereabouts(activity.whereabouts)}  # type: ignore[arg-type]
    )  # fmt: skip
    planned = Planned(
        repeats=Repeats(activity.repeats), minute=activity.begins_at_minute,
        minutes=activity.minutes, first=activity.first_on, last=activity.last_on,
        weekdays=activity.weekdays, every=activity.every, nth=activity.nth_of_month,
        pauses_on_holidays=activity.pauses_on_holidays,
    )  # fmt: skip
    rewrite_activity(
        activity=activity, described=described, planned=planned,
        topics=list(activity.topics.all()), actor=None, by=source.who, now=now,
    )  # fmt: skip


_KEPT_BY_REWRITING = (
    "centre", "kind", "title", "text", "room", "partner", "language", "whereabouts",
    "price_kroner", "places", "who_meets_you", "how_many_come", "first_five_minutes",
    "companion_welcome", "online_address",
)  # fmt: skip


def new_date(source: ImportSource, row: ImportedItem, wanted: ItemDate, *, now: datetime) -> None:
    if row.activity is None:
        raise TypeError("a date belongs to an activity")
    date = add_date(
        activity=row.activity, starts_at=wanted.starts_at, ends_at=wanted.ends_at, actor=None,
        by=source.who, now=now,
    )  # fmt: skip
    if wanted.title or wanted.text:
        change_date(one=date, own=own_words(date, wanted), actor=None, by=source.who, now=now)
    ImportedDate.objects.create(item=row, which=wanted.which, date=date, written=written_of(wanted))


def own_words(date: ActivityDate, wanted: ItemDate) -> Own:
    return Own(
        title=wanted.title, text=wanted.text, room=date.own_room, places=date.own_places,
        price_kroner=date.own_price_kroner,
        language=SpokenLanguage(date.own_language) if date.own_language else None,
        # In the house one stands there unused, if anywhere.
        online_address=date.own_online_address if date.online_address else "",
    )  # fmt: skip


def leave_out(source: ImportSource, one: ImportedDate, *, now: datetime) -> None:
    """Cancelled where people may have seen it, otherwise away."""
    date = one.date
    if date is None:
        return
    if not date.activity.was_public:
        one.delete()
        date.delete()
        return
    with override("da"):
        reason = _("It no longer stands in the programme of %(who)s") % {"who": source.who}
    cancel_date(one=date, reason=reason, actor=None, by=source.who, now=now)
    one.written = one.written | {"cancelled": True}
    one.save(update_fields=["written"])


def forget_empty_draft(row: ImportedItem) -> None:
    activity = row.activity
    if activity and not activity.was_public and not activity.dates.exists():
        row.delete()
        forget_activity(activity=activity)


def publish(source: ImportSource, row: ImportedItem, *, now: datetime) -> None:
    if row.activity is None:
        return
    attest_activity(activity=row.activity, actor=source.attested_by, now=now)
    publish_activity(activity=row.activity, actor=None, by=source.who, now=now)
