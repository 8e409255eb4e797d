"""The programme as a calendar to subscribe to, and one date as a file.

A calendar shows over shoulders. So a sensitive group has a neutral title and nothing else here, and
of nobody's place there is a word. Why something was cancelled stands on its page, not here: reasons
are often about somebody's health, and these files lie on other people's servers.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.utils.translation import gettext as _

from events.activities.enums import ActivityKind, DateState, Whereabouts
from events.activities.models import ActivityDate
from events.signups.domain import calendar_title
from events.signups.domain.notices import is_sensitive
from jobcenter.shared import icalendars
from jobcenter.ui.money import price_in_words

from .addresses import page_of, programme_address
from .choosing import Loaded

# Programs ask when they like all the same; the page says "up to a day".
ASK_AGAIN = "PT4H"
MADE_BY = "Det sker"


def calendar_of(told: Loaded, *, name: str, address: str) -> bytes:
    """All of them as one calendar called `name`, which lies at `address`. The same rows give the
    same bytes."""
    return icalendars.calendar_file(
        made_by=MADE_BY,
        method="PUBLISH",
        head=_head(told, name, address),
        entries=map(_Writer(told, takes_time=False).entry, told.dates),
    )


def calendar_of_one(told: Loaded) -> bytes:
    """To lay one date into one's own calendar: there it takes its time."""
    entry = _Writer(told, takes_time=True).entry(told.dates[0])
    return icalendars.calendar_file(made_by=MADE_BY, method="PUBLISH", entries=[entry])


def place_of(one: ActivityDate) -> str:
    """House, address and room; online is said in a word."""
    centre, room = one.activity.centre, one.room
    town = f"{centre.postcode} {centre.town}".strip()
    parts = [centre.name, room.name if room else "", centre.street, town]
    in_house = ", ".join(filter(None, parts))
    if one.activity.whereabouts == Whereabouts.ONLINE:
        return _("Online")
    if one.activity.whereabouts == Whereabouts.HYBRID:
        return _("%(house)s, and online") % {"house": in_house}
    return in_house


def times_of(one: ActivityDate) -> tuple[datetime, datetime]:
    """Of a postponed date those it was planned for: its entry says that it is not then."""
    if one.starts_at is None or one.ends_at is None:
        return one.planned_at, one.planned_at + one.length
    return one.starts_at, one.ends_at


def _head(told: Loaded, name: str, address: str) -> Iterator[str]:
    """What calendars show of themselves, in the old words and in those of RFC 7986."""
    about = _("Open to all and voluntary. The next year, at most a thousand dates.")
    for word in ("NAME", "X-WR-CALNAME"):
        yield icalendars.text(word, name)
    for word in ("DESCRIPTION", "X-WR-CALDESC"):
        yield icalendars.text(word, about)
    yield icalendars.plain("SOURCE;VALUE=URI", address)
    yield icalendars.plain("X-WR-TIMEZONE", "Europe/Copenhagen")
    yield icalendars.plain("REFRESH-INTERVAL;VALUE=DURATION", ASK_AGAIN)
    yield icalendars.plain("X-PUBLISHED-TTL", ASK_AGAIN)
    if told.changed_at:
        yield icalendars.instant("LAST-MODIFIED", told.changed_at)


class _Writer:
    """Writes entries; what is the same in a thousand of them is asked for once."""

    def __init__(self, told: Loaded, *, takes_time: bool) -> None:
        self.told = told
        self.busy = "OPAQUE" if takes_time else "TRANSPARENT"
        self.programme = programme_address()
        self.kinds = {value: str(label) for value, label in ActivityKind.choices}
        self.for_free = _("Free of charge.")
        self.for_all = _("Open to all and voluntary. Nobody reports who came.")
        self.places: dict[tuple[int, int | None], str] = {}
        self.kept: dict[int, str] = {}

    def entry(self, one: ActivityDate) -> str:
        begins, ends = times_of(one)
        is_off = one.state in {DateState.CANCELLED, DateState.POSTPONED}
        changed = icalendars.instant("", one.changed_at)
        told = [
            icalendars.plain("UID", one.calendar_uid),
            icalendars.plain("SEQUENCE", one.sequence),
            f"DTSTAMP{changed}",
            f"LAST-MODIFIED{changed}",
            icalendars.wall_clock("DTSTART", begins),
            icalendars.wall_clock("DTEND", ends),
            icalendars.text("SUMMARY", _title(one)),
            self._place(one),
            icalendars.plain("STATUS", "CANCELLED" if is_off else "CONFIRMED"),
            icalendars.plain("TRANSP", "TRANSPARENT" if is_off else self.busy),
        ]
        return icalendars.entry(told if is_sensitive(one) else [*told, *self._details(one)])

    def _details(self, one: ActivityDate) -> Iterator[str]:
        activity = one.activity
        address = page_of(one, programme=self.programme)
        words = [*_news(one), one.text, self._price(one), self.for_all, address]
        yield icalendars.text("DESCRIPTION", "\n\n".join(filter(None, words)))
        yield icalendars.plain("URL", address)
        if activity.pk not in self.kept:
            self.kept[activity.pk] = "".join(self._same_for_each_date(one))
        yield self.kept[activity.pk]

    def _same_for_each_date(self, one: ActivityDate) -> Iterator[str]:
        activity, topics = one.activity, [topic.name for topic in self.told.topics_of(one)]
        yield icalendars.texts("CATEGORIES", [self.kinds[activity.kind], *topics])
        if activity.whereabouts != Whereabouts.ONLINE:
            centre = activity.centre
            yield icalendars.plain("GEO", f"{centre.latitude:.5f};{centre.longitude:.5f}")

    def _place(self, one: ActivityDate) -> str:
        where = one.activity_id, one.own_room_id
        if where not in self.places:
            self.places[where] = icalendars.text("LOCATION", place_of(one))
        return self.places[where]

    def _price(self, one: ActivityDate) -> str:
        return price_in_words(one.price_kroner) if one.price_kroner else self.for_free


def _title(one: ActivityDate) -> str:
    """Programs that overlook STATUS show at least this."""
    said = {"title": calendar_title(one)}
    if one.state == DateState.CANCELLED:
        return _("Cancelled: %(title)s") % said
    if one.state == DateState.POSTPONED:
        return _("Postponed: %(title)s") % said
    return said["title"]


def _news(one: ActivityDate) -> Iterator[str]:
    if one.state == DateState.POSTPONED:
        yield _("Not on this day. There is no new date yet.")
    elif one.state == DateState.MOVED:
        yield _("Moved to this time.")
    if one.is_full:
        yield _("Every place is taken. You can be put on the list.")
