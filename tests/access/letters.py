"""A letter in each chat, and what keeps people safe there: of one side each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from counsellors.letters.domain import write_letter
from counsellors.letters.domain.links import secret_of
from counsellors.models import Block, Counsellor, HelpCall, MessageReport
from tests.counsellors.chat.story import DAY
from tests.counsellors.conversations.story import NOW

if TYPE_CHECKING:
    from .scene import Life


def letter_and_safety(life: Life) -> None:
    thread = life.things["chat"]
    (mail,) = life.mark("letter", "-brev@example.org")
    letter = write_letter(thread=thread, mail=mail, now=NOW)
    life.things["letter"], life.things["secret of letter"] = letter, secret_of(letter)
    life.marks["link of letter"] = (secret_of(letter),)
    _blocked(life)
    _called(life)
    (words,) = life.mark("report", "meldingsord")
    life.things["report of a message"] = MessageReport.objects.create(
        centre=life.centre, thread=thread.public_id, seq=thread.last_seq + 1, wrong="threat",
        words=words, made_at=NOW,
    )  # fmt: skip


def _blocked(life: Life) -> None:
    """Somebody else than the person of this life, who goes on writing."""
    reason, objection = life.mark("block", "spaergrund", "indsigelse")
    life.things["block"] = Block.objects.create(
        centre=life.centre, thread=f"chat of {life.who}", token_hash=life.who.encode().ljust(32),
        reason=reason, made_by=life.counsellor, made_at=NOW, until=NOW + 30 * DAY,
        objection=objection, objected_at=NOW,
    )  # fmt: skip


def _called(life: Life) -> None:
    """By the counsellor, and by a colleague of theirs."""
    gitte = Counsellor.objects.get(slug=f"gitte-{life.who}")
    for thing, who in (("own call for help", life.counsellor), ("call for help", gitte)):
        life.things[thing] = HelpCall.objects.create(
            centre=life.centre, thread=life.things["chat"].public_id, counsellor=who, at=NOW
        )
