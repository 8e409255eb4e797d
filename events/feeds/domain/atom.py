"""The programme as news (Atom, RFC 4287): what was written or changed last stands first."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import NAMESPACE_URL, uuid5

from django.conf import settings
from django.utils import feedgenerator
from django.utils.html import linebreaks
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from events.activities.enums import DateState
from events.activities.models import ActivityDate
from jobcenter.shared.typed import lines, one_line
from jobcenter.ui.dates import when_in_words

from .addresses import page_of, programme_address
from .calendars import place_of
from .choosing import Loaded

MOST_ENTRIES = 100
_NEVER = datetime(2026, 1, 1, tzinfo=UTC)


class _Atom(feedgenerator.Atom1Feed):
    """An empty one is not new each time somebody asks."""

    def latest_post_date(self) -> datetime:
        written: datetime = super().latest_post_date() if self.items else _NEVER
        return written


def atom_of(told: Loaded, *, name: str, address: str, page: str) -> bytes:
    """The dates in the order in which they are to stand; `page` shows the same to people."""
    feed = _Atom(
        title=one_line(name), link=page, description=None, feed_url=address,
        language=get_language(), feed_guid=_name_for_life(address), author_name=settings.SITE_NAME,
    )  # fmt: skip
    programme = programme_address()
    for one in told.dates:
        _add(feed, one, programme)
    return feed.writeString("utf-8").encode()


def _add(feed: _Atom, one: ActivityDate, programme: str) -> None:
    said = filter(None, [_when(one), place_of(one), lines(one.text)])
    feed.add_item(
        title=_title(one), link=page_of(one, programme=programme),
        description="".join(linebreaks(words, autoescape=True) for words in said),
        unique_id=_name_for_life(one.calendar_uid), updateddate=one.changed_at,
        author_name=one.activity.centre.name, categories=[str(one.activity.get_kind_display())],
    )  # fmt: skip


def _title(one: ActivityDate) -> str:
    said = {"title": one_line(one.title)}
    if one.state == DateState.CANCELLED:
        return _("Cancelled: %(title)s") % said
    if one.state == DateState.POSTPONED:
        return _("Postponed: %(title)s") % said
    if one.state == DateState.MOVED:
        return _("Moved: %(title)s") % said
    return said["title"]


def _when(one: ActivityDate) -> str:
    if one.starts_at is None:
        return _("There is no new date yet.")
    return when_in_words(one.starts_at, one.ends_at, year=True)


def _name_for_life(of: str) -> str:
    return f"urn:uuid:{uuid5(NAMESPACE_URL, of)}"
