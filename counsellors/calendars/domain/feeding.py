"""A counsellor's own conversations as a calendar to subscribe to: first name, mode, place.

What leaves here lies on other people's servers, so it is no more than one needs to come: no topic,
no agenda, no needs, no family name, no phone number, no link.
"""

from __future__ import annotations

import hashlib
import hmac
from base64 import urlsafe_b64encode
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from django.utils.translation import override

from counsellors.calendars.models import CalendarFeed
from counsellors.conversations.domain.seen import seen_of_conversation
from counsellors.conversations.models import Conversation
from counsellors.people.models import Counsellor
from jobcenter.audit.domain import Reader, record_change, record_readings
from jobcenter.audit.enums import Kind, Way
from jobcenter.audit.models import Change
from jobcenter.shared import icalendars
from jobcenter.shared.calendar_files.reading import ReadCalendar
from jobcenter.shared.secrets import hash_of_link, new_public_id
from jobcenter.shared.typed import one_line

if TYPE_CHECKING:
    from jobcenter.accounts.models import User

DAYS_BACK = timedelta(days=14)
LONGEST_NAME = 30
SHOWN = frozenset({Kind.NAME, Kind.TIME})


@transaction.atomic
def open_feed(*, counsellor: Counsellor, actor: User, now: datetime) -> CalendarFeed:
    """A new secret address; the one there was opens nothing from this moment on."""
    nonce = new_public_id()
    feed, _is_new = CalendarFeed.objects.update_or_create(
        counsellor=counsellor,
        defaults={
            "nonce": nonce,
            "secret_hash": hash_of_link(_secret(nonce, settings.SECRET_KEY)),
            "made_at": now,
            "handed_out": "",
        },
    )
    _record("calendar_feed.opened", counsellor, actor)
    return feed


@transaction.atomic
def close_feed(*, counsellor: Counsellor, actor: User) -> None:
    """The secret address opens nothing any more. Doing it twice is doing it once."""
    removed, _by_model = CalendarFeed.objects.filter(counsellor=counsellor).delete()
    if removed:
        _record("calendar_feed.closed", counsellor, actor)


def secret_of(feed: CalendarFeed) -> str | None:
    """256 bits as 43 URL-safe characters; None once the key they were made with is gone."""
    for key in [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]:
        secret = _secret(feed.nonce, key)
        if hmac.compare_digest(hash_of_link(secret), bytes(feed.secret_hash)):
            return secret
    return None


@dataclass(frozen=True, slots=True)
class FeedFile:
    """The file as bytes, and each line in it by a word that changes when the line does."""

    body: bytes
    lines: Mapping[str, Conversation]

    @property
    def fingerprint(self) -> str:
        return hashlib.sha256(self.body).hexdigest()[:32]


def calendar_of(counsellor: Counsellor, *, now: datetime) -> FeedFile:
    """Booked conversations from a fortnight ago on. The same rows give the same bytes."""
    booked = (
        Conversation.objects.booked()
        .filter(counsellor=counsellor, during__endswith__gt=now - DAYS_BACK)
        .select_related("centre", "room", "citizen")
        .order_by("during", "pk")
    )
    with override(settings.LANGUAGE_CODE):
        entries = [(icalendars.entry(_lines(each)), each) for each in booked]
        body = icalendars.calendar_file(
            made_by="Vejleder",
            method="PUBLISH",
            head=[icalendars.text("X-WR-CALNAME", _("Conversations"))],
            entries=[entry for entry, _conversation in entries],
        )
    return FeedFile(body, {_word_for(entry): each for entry, each in entries})


def hand_out(*, feed: CalendarFeed, file: FeedFile, reader: Reader, now: datetime) -> None:
    """Write down whose lines leave the house, for each line once and again when it has changed.

    Not for everybody in the file at every change: whoever reads the log would find somebody else's
    booking there as one more look at themselves. `feed` is locked by the caller's transaction.
    """
    known = set(feed.handed_out.split())
    new = [each for word, each in file.lines.items() if word not in known]
    if known == file.lines.keys():
        return
    feed.handed_out = " ".join(file.lines)
    feed.save(update_fields=["handed_out"])
    seen = [seen_of_conversation(each, way=Way.EXPORT, now=now) for each in new]
    readings = [replace(one, kinds=SHOWN) for one in seen]
    record_readings(reader=reader, readings=readings, now=now)


def _word_for(entry: str) -> str:
    return hashlib.sha256(entry.encode()).hexdigest()[:16]


def _lines(conversation: Conversation) -> Iterator[str]:
    mode = str(conversation.get_mode_display())
    yield icalendars.plain("UID", feed_uid_of(conversation.calendar_uid))
    yield icalendars.plain("SEQUENCE", conversation.sequence)
    # Of the row, not of this moment: nothing has changed when nothing has changed.
    yield icalendars.instant("DTSTAMP", conversation.booked_at)
    yield icalendars.instant("LAST-MODIFIED", conversation.booked_at)
    yield icalendars.wall_clock("DTSTART", conversation.starts_at)
    yield icalendars.wall_clock("DTEND", conversation.ends_at)
    names = filter(None, [first_name_of(conversation), mode.lower()])
    yield icalendars.text("SUMMARY", ", ".join(names))
    yield icalendars.text("LOCATION", _place(conversation))
    yield icalendars.plain("CLASS", "PRIVATE")
    yield icalendars.plain("STATUS", "CONFIRMED")
    yield icalendars.plain("TRANSP", "OPAQUE")


def first_name_of(conversation: Conversation) -> str:
    """The first word of what somebody calls themselves."""
    words = one_line(conversation.name).split()
    return words[0][:LONGEST_NAME] if words else ""


def _place(conversation: Conversation) -> str:
    room = conversation.room
    return ", ".join([conversation.centre.name, *([room.name] if room else [])])


def feed_uid_of(calendar_uid: str) -> str:
    """Stays the same when the conversation is moved, and is not the UID in the citizen's calendar:
    two calendars laid side by side do not tell who met whom.
    """
    name = salted_hmac("feed-uid", calendar_uid, algorithm="sha256").hexdigest()[:32]
    return f"{name}@{urlsplit(settings.SITE_URL).hostname or 'localhost'}"


def without_our_own(read: ReadCalendar, *, counsellor: Counsellor, since: datetime) -> ReadCalendar:
    """`read` without the conversations since then that this feed has put into that calendar.

    Otherwise a cancelled conversation would keep its time taken until the other calendar notices,
    and no conversation could be moved by half an hour.
    """
    own = Conversation.objects.filter(counsellor=counsellor, during__endswith__gt=since)
    ours = _hashes(own.values_list("calendar_uid", flat=True))
    return replace(read, busy=[each for each in read.busy if each.uid_hash not in ours])


def _hashes(uids: Iterable[str]) -> set[bytes]:
    return {hashlib.sha256(feed_uid_of(uid).encode()).digest() for uid in uids}


def _secret(nonce: str, key: str) -> str:
    digest = salted_hmac("calendar-feed", nonce, secret=key, algorithm="sha256").digest()
    return urlsafe_b64encode(digest).decode().rstrip("=")


def _record(action: str, counsellor: Counsellor, actor: User) -> None:
    record_change(
        action,
        subject=f"counsellor:{counsellor.slug}",
        actor=actor,
        actor_kind=Change.ActorKind.STAFF,
    )
