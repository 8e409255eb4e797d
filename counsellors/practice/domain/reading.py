"""The note as each of the two sees it, and what a successor may read."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Exists, Q

from counsellors.conversations.models import Conversation
from counsellors.practice.enums import Author
from counsellors.practice.models import AgreedStep, NotePart, PastWords, SharedNote
from counsellors.responsibility.domain.reading import people_of
from jobcenter.shared.retention import kept_for

from .sharing import is_seen
from .steps import steps_seen_by
from .waiting import read_by_own_counsellor

MOST_EARLIER = 5


@dataclass(frozen=True, slots=True)
class SeenPart:
    words: str = ""
    edition: int = 0
    past: list[PastWords] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenNote:
    """One reader's view. What that reader may not see yet is not in here at all."""

    own: SeenPart = SeenPart()
    other: SeenPart = SeenPart()
    steps: list[AgreedStep] = field(default_factory=list)
    removed_steps: list[AgreedStep] = field(default_factory=list)
    version: int = 0
    is_shared: bool = False
    shared_at_the_latest: datetime | None = None
    own_yes: bool = False
    other_yes: bool = False
    is_hidden: bool = False
    deleted_at: datetime | None = None

    @property
    def is_agreed(self) -> bool:
        return self.own_yes and self.other_yes

    @property
    def says_something(self) -> bool:
        return bool(self.own.words or self.other.words or self.steps)

    @property
    def can_be_agreed_on(self) -> bool:
        return self.is_shared and self.says_something

    @property
    def has_history(self) -> bool:
        return bool(self.own.past or self.other.past or self.removed_steps)


@dataclass(frozen=True, slots=True)
class EarlierNote:
    """What a counsellor reads before meeting the same person again."""

    conversation: Conversation
    words: str
    words_of_citizen: str
    steps: list[AgreedStep]


def read_note(*, conversation: Conversation, reader: Author, now: datetime) -> SeenNote:
    """Four queries at most. No note yet is an empty one, with edition and version 0."""
    note = SharedNote.objects.filter(conversation=conversation).first()
    if note is None:
        return SeenNote()
    if note.deleted_at is not None:
        return SeenNote(deleted_at=note.deleted_at)
    parts = {
        Author(part.author): SeenPart(part.words, part.edition, _latest_first(part))
        for part in NotePart.objects.filter(note=note).prefetch_related("past")
    }
    steps = steps_seen_by(note, reader, now=now)
    sees_other = is_seen(note, reader.other, now=now)
    return SeenNote(
        own=parts.get(reader, SeenPart()),
        other=parts.get(reader.other, SeenPart()) if sees_other else SeenPart(),
        steps=[step for step in steps if step.removed_at is None],
        removed_steps=[step for step in steps if step.removed_at is not None],
        version=note.version,
        is_shared=note.is_shared(now),
        shared_at_the_latest=note.visible_at,
        own_yes=note.is_shared(now) and note.has_yes_of(reader),
        other_yes=note.is_shared(now) and note.has_yes_of(reader.other),
        is_hidden=note.is_hidden,
    )


def earlier_notes(*, conversation: Conversation, now: datetime) -> list[EarlierNote]:
    """What was agreed with the same person before this conversation, the latest first.

    Shared notes only. A counsellor reads again what the two of them wrote. What the person wrote
    with somebody else is for a successor: whoever is their own counsellor now, unless they keep it
    from successors. Three queries however many there are.
    """
    notes = (
        SharedNote.objects.filter(
            deleted_at=None,
            visible_at__lte=now,
            conversation__citizen=conversation.citizen_id,
            conversation__citizen__isnull=False,
            conversation__during__startswith__lt=conversation.starts_at,
            conversation__during__endswith__gt=now - kept_for("conversations"),
        )
        .filter(_readable(conversation, now=now))
        .select_related("conversation__counsellor")
        .prefetch_related("parts", "steps")
        .order_by("-conversation__during")[:MOST_EARLIER]
    )
    return [_earlier(note) for note in notes]


def _readable(conversation: Conversation, *, now: datetime) -> Q:
    counsellor = conversation.counsellor
    is_own = Exists(people_of(counsellor).filter(citizen=conversation.citizen_id))
    return Q(conversation__counsellor=counsellor) | (
        Q(is_own) & read_by_own_counsellor(counsellor, now=now)
    )


def _earlier(note: SharedNote) -> EarlierNote:
    words = {part.author: part.words for part in note.parts.all()}
    return EarlierNote(
        conversation=note.conversation,
        words=words.get(Author.COUNSELLOR, ""),
        words_of_citizen=words.get(Author.CITIZEN, ""),
        steps=[step for step in note.steps.all() if step.removed_at is None],
    )


def _latest_first(part: NotePart) -> list[PastWords]:
    return sorted(part.past.all(), key=lambda past: (past.replaced_at, past.pk), reverse=True)
