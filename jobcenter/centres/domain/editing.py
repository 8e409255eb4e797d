"""What the editors of a house change. Each change stands in the trail, by the name of its field.

These writes set a state and can be sent twice without harm, so their forms carry no submission key.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from jobcenter.accounts.models import User
from jobcenter.audit.domain import Fact, record_change
from jobcenter.audit.models import Change
from jobcenter.centres.enums import HoursKind, Weekday
from jobcenter.centres.models import (
    Centre,
    OpeningException,
    OpeningHours,
    Partner,
    Topic,
)
from jobcenter.shared.refusals import Refusal, refusals_for

from .hours_text import Stretch
from .positions import position_of_postcode

WeekHours = Mapping[tuple[HoursKind, Weekday], Iterable[Stretch]]


class NameAlreadyTaken(Refusal):
    message = _("Another house already has this name.")
    next_step = _("Choose a name of your own.")


class DayAlreadyDiffers(Refusal):
    message = _("This date is on the list already.")
    next_step = _("Remove it first, if the hours are to be others.")


class PartnerIsShared(Refusal):
    message = _("This partner also works with other houses.")
    next_step = _("Ask an administrator to change what is written about it.")


@transaction.atomic
def change_centre(
    *,
    centre: Centre,
    editor: User,
    values: Mapping[str, object],
    topics: Iterable[Topic] | None = None,
) -> None:
    """Set columns of the house and, when given, its topics. Nothing new leaves no trace.

    Raises NameAlreadyTaken.
    """
    changed = _set_columns(centre, values)
    if topics is not None and _set_topics(centre, topics):
        changed.append("topics")
    if changed:
        _record(centre, editor, fields=", ".join(changed))


def _set_columns(centre: Centre, values: Mapping[str, object]) -> list[str]:
    """Save what differs and name it. A new postcode also moves the house's point on the map."""
    changed = sorted(name for name, value in values.items() if getattr(centre, name) != value)
    for name in changed:
        setattr(centre, name, values[name])
    position = position_of_postcode(centre.postcode) if "postcode" in changed else None
    if position:
        centre.latitude, centre.longitude = position
        changed += ["latitude", "longitude"]
    if changed:
        with refusals_for(centres_centre_name_key=NameAlreadyTaken):
            centre.save(update_fields=changed)
    return changed


def _set_topics(centre: Centre, topics: Iterable[Topic]) -> bool:
    before = set(centre.topics.values_list("pk", flat=True))
    after = {topic.pk for topic in topics}
    if before == after:
        return False
    centre.topics.set(after)
    return True


@transaction.atomic
def set_week(*, centre: Centre, editor: User, hours: WeekHours) -> None:
    """Replace the weekly hours of every (kind, weekday) named in `hours`; others stay."""
    _lock(centre)
    for (kind, weekday), stretches in hours.items():
        centre.opening_hours.filter(kind=kind, weekday=weekday).delete()
        OpeningHours.objects.bulk_create(
            OpeningHours(centre=centre, kind=kind, weekday=weekday, minutes=stretch)
            for stretch in stretches
        )
    _record(centre, editor, fields="opening_hours")


@transaction.atomic
def set_other_hours(
    *,
    centre: Centre,
    editor: User,
    on_date: date,
    stretch: Stretch | None,
    note_da: str = "",
    note_en: str = "",
) -> None:
    """Other hours on one date; no stretch means closed all day. Raises DayAlreadyDiffers."""
    with refusals_for(one_exception_per_centre_and_date=DayAlreadyDiffers):
        OpeningException.objects.create(
            centre=centre, on_date=on_date, minutes=stretch, note_da=note_da, note_en=note_en
        )
    _record(centre, editor, fields="opening_exceptions", on_date=on_date.isoformat())


@transaction.atomic
def keep_ordinary_hours(*, centre: Centre, editor: User, on_date: date) -> None:
    """Take one date off the list again. A date that is not on it stays as it is."""
    removed, _rows = centre.opening_exceptions.filter(on_date=on_date).delete()
    if removed:
        _record(centre, editor, fields="opening_exceptions", on_date=on_date.isoformat())


@transaction.atomic
def add_partner(*, centre: Centre, editor: User, values: Mapping[str, str]) -> Partner:
    """Make a partner known at this house. One that other houses know is linked as it stands."""
    partner, _is_new = Partner.objects.get_or_create(name=values["name"], defaults=dict(values))
    partner.centres.add(centre)
    _record(centre, editor, fields="partners")
    return partner


@transaction.atomic
def change_partner(
    *, centre: Centre, editor: User, partner: Partner, values: Mapping[str, str]
) -> None:
    """Change what is written about a partner of this house alone. Raises PartnerIsShared."""
    if partner.centres.exclude(pk=centre.pk).exists():
        raise PartnerIsShared
    for name, value in values.items():
        setattr(partner, name, value)
    partner.save(update_fields=list(values))
    _record(centre, editor, fields="partners")


@transaction.atomic
def remove_partner(*, centre: Centre, editor: User, partner: Partner) -> None:
    """The partner no longer shows at this house; elsewhere it stays."""
    partner.centres.remove(centre)
    _record(centre, editor, fields="partners")


def _lock(centre: Centre) -> None:
    """Two editors saving the same week wait for each other instead of meeting in its hours."""
    Centre.objects.select_for_update(of=("self",), no_key=True).get(pk=centre.pk)


def _record(centre: Centre, editor: User, **facts: Fact) -> None:
    record_change(
        "centre.changed",
        subject=f"centre:{centre.slug}",
        actor=editor,
        actor_kind=Change.ActorKind.STAFF,
        facts=facts,
    )
