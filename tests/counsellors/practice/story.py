"""The scene of these tests: Amal and Bent have talked, and now they write down what they agreed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from counsellors.conversations.models import Conversation
from counsellors.practice.domain.agreeing import say_yes
from counsellors.practice.domain.reading import SeenNote, read_note
from counsellors.practice.domain.steps import FORM as STEP_FORM
from counsellors.practice.domain.steps import NewStep, add_step
from counsellors.practice.domain.writing import FORM, Writing, write_words
from counsellors.practice.enums import Author
from counsellors.practice.models import SharedNote
from jobcenter.outbox.models import Notice
from jobcenter.submissions.domain import mint_form_key
from tests.counsellors.conversations.story import Scene, at

AFTER = at(10)  # the conversation ended a quarter of an hour ago
DAY = timedelta(days=1)
BENT, AMAL = Author.COUNSELLOR, Author.CITIZEN


@dataclass(frozen=True)
class Talk:
    scene: Scene
    conversation: Conversation
    link: str

    def write(
        self, by: Author, words: str, *, share: bool = True, now: datetime = AFTER, **more: Any
    ) -> None:
        """Save a text over whatever stands there, as somebody does who has the newest page."""
        edition = more.pop("edition", None)
        if edition is None:
            edition = self.seen_by(by, now=now).own.edition
        write_words(
            conversation=self.conversation,
            by=by,
            writing=Writing(words=words, edition=edition, is_shared=share),
            **({"form_key": mint_form_key(form=FORM), "now": now} | more),
        )

    def add(self, by: Author, what: str, *, now: datetime = AFTER, **more: Any) -> None:
        key = more.pop("form_key", "") or mint_form_key(form=STEP_FORM)
        add_step(
            conversation=self.conversation,
            by=by,
            step=NewStep(what=what, **more),
            form_key=key,
            now=now,
        )

    def agree(self, *both: Author, now: datetime = AFTER) -> None:
        for by in both:
            say_yes(conversation=self.conversation, by=by, version=self.note.version, now=now)

    def seen_by(self, reader: Author, *, now: datetime = AFTER) -> SeenNote:
        return read_note(conversation=self.conversation, reader=reader, now=now)

    @property
    def note(self) -> SharedNote:
        return SharedNote.objects.get(conversation=self.conversation)

    def messages(self, state: str = "queued") -> list[Notice]:
        return list(Notice.objects.filter(kind="note_shared", state=state).order_by("pk"))


def talk_of(scene: Scene, **changes: Any) -> Talk:
    booked = scene.book(**changes)
    return Talk(scene, booked.conversation, booked.link_secret)
