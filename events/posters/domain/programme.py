"""The programme of a week, or of the days somebody chose, on paper."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from events.activities.domain import Wishes, narrowed
from events.activities.enums import DateState, Whereabouts
from events.activities.models import ActivityDate
from events.posters.enums import PaperSize
from jobcenter.shared.languages import SpokenLanguage
from jobcenter.shared.periods import COPENHAGEN
from jobcenter.ui.dates import day_in_words, span_in_words
from jobcenter.ui.money import price_in_words

from .codes import codes_of, without_scheme
from .motif import motif_svg
from .press import Sheet, print_pdf
from .scripts import Words, welcomes, words
from .squares import square_svg

A_WEEK = timedelta(days=7)
LONGEST = timedelta(days=31)
# Seven pages, and a second of work: what is more stands behind the square.
MOST = 100
TEMPLATE = "events/posters/paper/programme.html"


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One date: `code` is the end of its short address."""

    clock: str
    title: Words
    place: str
    room: Words
    facts: list[Words]
    is_off: bool
    code: str


@dataclass(frozen=True, slots=True)
class Day:
    name: str
    lines: list[Line]


@dataclass(frozen=True, slots=True, kw_only=True)
class Programme:
    """`is_cut` when there is more than fits on paper; `first` and `last` are both in."""

    days: list[Day]
    first: date
    last: date
    is_cut: bool
    house: str
    phone: str


def programme_of(*, wishes: Wishes, now: datetime) -> Programme:
    """A week from today or from the first day asked for; at most a month. Three to four queries."""
    first = wishes.first or timezone.localdate(now, COPENHAGEN)
    last = min(wishes.last or first + A_WEEK - timedelta(days=1), first + LONGEST)
    dates = _fitting(replace(wishes, first=first, last=last), now=now)
    listed = dates[:MOST]
    codes = codes_of(listed) if listed else {}
    return Programme(
        days=list(_days(listed, codes, first=first, now=now)),
        first=first,
        last=last,
        is_cut=len(dates) > MOST,
        house=wishes.centre.name if wishes.centre else "",
        phone=(wishes.centre.phone if wishes.centre else "") or settings.HOTLINE_PHONE,
    )


def print_programme(
    *, programme: Programme, address: str, title: str, chosen: str, size: PaperSize
) -> bytes:
    """`address` is the list on the web with the same filter, `chosen` that filter in words.

    Raises NoPress.
    """
    facts: dict[str, Any] = {
        "programme": programme,
        "title": title,
        "chosen": words(chosen, language=""),
        "address": without_scheme(address.partition("?")[0]),
        "short": without_scheme(f"{settings.SITE_URL}/p"),
        "phone": programme.phone,
        "language": get_language(),
        "site_name": settings.SITE_NAME,
        "welcomes": welcomes(),
    }
    styles = ("letters", "programme", *(("a3",) if size == PaperSize.A3 else ()))
    pictures = {
        "art.svg": motif_svg(seed=programme.house or settings.SITE_NAME, rows=1),
        "code.svg": square_svg(address),
    }
    return print_pdf(Sheet(template=TEMPLATE, facts=facts, styles=styles, pictures=pictures))


def _fitting(wishes: Wishes, *, now: datetime) -> list[ActivityDate]:
    """In the order of the clock, nothing folded: on a day one goes to what is that day."""
    rows = narrowed(ActivityDate.objects.public().upcoming(now), wishes)
    related = rows.filter(starts_at__isnull=False).select_related(
        "activity__centre", "activity__room", "own_room"
    )
    return list(related.order_by("starts_at", "pk")[: MOST + 1])


def _days(
    dates: Sequence[ActivityDate], codes: dict[int, str], *, first: date, now: datetime
) -> Iterator[Day]:
    """What began before the first day and goes on stands under the first day."""

    def day_of(one: ActivityDate) -> date:
        return max(timezone.localdate(one.starts_at, COPENHAGEN), first)

    for day, rows in groupby(dates, key=day_of):
        lines = [_line(one, codes[one.pk], now=now) for one in rows]
        yield Day(capfirst(day_in_words(day)), lines)


def _line(one: ActivityDate, code: str, *, now: datetime) -> Line:
    state = one.state_at(now)
    centre = one.activity.centre
    in_house = (centre.name, centre.town)
    facts = [words(price_in_words(one.price_kroner), language="")] if one.price_kroner else []
    if one.language != SpokenLanguage.DANISH:
        facts.append(words(one.language_name, language=one.language))
    is_only_online = one.activity.whereabouts == Whereabouts.ONLINE
    if one.activity.whereabouts == Whereabouts.HYBRID:
        facts.append(words(one.activity.get_whereabouts_display(), language=""))
    return Line(
        clock=span_in_words(one.starts_at, one.ends_at) if one.starts_at and one.ends_at else "",
        title=words(one.title, language=one.language),
        place=_("Online") if is_only_online else ", ".join(filter(None, in_house)),
        room=words(one.room.name if one.room and not is_only_online else ""),
        facts=facts,
        is_off=state == DateState.CANCELLED,
        code=code,
    )
