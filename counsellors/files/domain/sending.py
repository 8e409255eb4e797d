"""Sending files into a talk, with or without words, and taking them back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Count, Sum

from counsellors.chat.domain.log import NewEvent, append
from counsellors.chat.domain.refusals import MessageIsGone
from counsellors.chat.domain.seats import Seat
from counsellors.chat.domain.writing import (
    FORM,
    MESSAGES_PER_THREAD,
    redact_message,
    refuse_blocked_writer,
    refuse_what_cannot_be_sent,
)
from counsellors.chat.enums import EventKind, Side
from counsellors.chat.models import Event
from counsellors.files.enums import FileState
from counsellors.files.models import Attachment
from jobcenter.limits.domain import spend
from jobcenter.shared.transactions import in_one_transaction
from jobcenter.submissions.domain import claim_submission, keep_result

from .looking import Looked, Upload, look_at
from .reading import sent_with
from .refusals import (
    FILES_PER_THREAD,
    LARGEST_TALK,
    MOST_AT_ONCE,
    MOST_IN_A_TALK,
    FileIsGone,
    NoFileChosen,
    TalkIsFull,
    TooManyFiles,
)
from .storing import adopt, delete_after_commit, store, stored_together
from .waking import wake_the_checker


def send(
    *,
    seat: Seat,
    words: str,
    uploads: Sequence[Upload],
    form_key: str,
    now: datetime,
    accepted: frozenset[str] = frozenset(),
) -> int:
    """Words (or none) and files as one sending; the number of its first event. The same form again
    is the same sending: `form_key` is the composer's, from `mint_form_key(form=FORM)`.

    The files are stored before the transaction begins, which stays as short as that of a message.
    Raises NoFileChosen, TooManyFiles, FileRefused, StorageIsFull, TalkIsFull and the refusals of
    `post_message`; then nothing was sent.
    """
    if not uploads:
        raise NoFileChosen
    if words:
        refuse_what_cannot_be_sent(words, accepted=accepted)
    if len(uploads) > MOST_AT_ONCE:
        raise TooManyFiles
    looked = [look_at(upload) for upload in uploads]
    with stored_together() as names:
        names.extend(store(one.upload, now=now) for one in looked)
        return in_one_transaction(
            lambda: _send(seat, words, list(zip(looked, names, strict=True)), form_key, now)
        )


def attach(*, seat: Seat, upload: Upload, form_key: str, now: datetime) -> Attachment:
    """One file without words. Raises what `send` raises."""
    seq = send(seat=seat, words="", uploads=[upload], form_key=form_key, now=now)
    file = Attachment.objects.filter(thread=seat.thread_id, seq=seq).first()
    if file is None:
        raise FileIsGone
    return file


def take_back_file(*, seat: Seat, file: Attachment, now: datetime) -> int:
    """Take one's own file back, at any time: a tombstone stays, the content goes from the disk.

    Returns the number of that event. Raises FileIsGone, also for somebody else's.
    """
    with transaction.atomic():
        redaction = NewEvent(kind=EventKind.REDACTION, about=file.seq, may_follow_the_end=True)
        number = append(redaction, seat=seat, now=now)
        own = Attachment.objects.filter(
            pk=file.pk, thread=seat.thread_id, side=seat.side, counsellor=seat.counsellor_id
        )
        if not own.delete()[0]:
            raise FileIsGone
        Event.objects.filter(thread=seat.thread_id, seq=file.seq).update(
            changed=EventKind.REDACTION
        )
        delete_after_commit(file.stored_as)
    return number


def take_back_message(*, seat: Seat, seq: int, now: datetime) -> int:
    """Take a message back together with the files it was sent with, each with an event of its own.

    Returns the number of the message's redaction. Raises MessageIsGone.
    """
    with transaction.atomic():
        try:
            for file in sent_with(seat=seat, seq=seq):
                take_back_file(seat=seat, file=file, now=now)
        except FileIsGone as error:
            raise MessageIsGone from error
        return redact_message(seat=seat, seq=seq, now=now)


def _send(
    seat: Seat, words: str, files: list[tuple[Looked, str]], form_key: str, now: datetime
) -> int:
    earlier = claim_submission(form=FORM, key=form_key, body=_body(seat, words, files))
    if earlier is not None:
        return int(earlier.result)
    refuse_blocked_writer(seat, now=now)
    message = None
    if words:
        message = append(NewEvent(kind=EventKind.MESSAGE, words=words), seat=seat, now=now)
    numbers = [_write(seat, one, name, message, now) for one, name in files]
    adopt(name for _one, name in files)
    _refuse_what_no_longer_fits(seat)
    first = message or numbers[0]
    keep_result(form=FORM, key=form_key, result=str(first))
    _spend(seat, len(files), has_words=bool(words), now=now)
    wake_the_checker()
    return first


def _write(seat: Seat, one: Looked, stored_as: str, message: int | None, now: datetime) -> int:
    file = Attachment(
        thread_id=seat.thread_id,
        sent_with=message,
        side=seat.side,
        counsellor_id=seat.counsellor_id,
        name=one.name,
        kind=one.kind,
        stored_as=stored_as,
        size=one.size,
        sent_at=now,
        check_due_at=now,
    )
    file.seq = append(told(file, FileState.CHECKING), seat=seat, now=now)
    file.save(force_insert=True)
    return file.seq


def told(file: Attachment, state: FileState) -> NewEvent:
    """The event that says what has become of a file: its id and state, never its name."""
    return NewEvent(
        kind=EventKind.FILE,
        facts={"file": file.public_id, "state": state.value},
        may_follow_the_end=state != FileState.CHECKING,
    )


def _refuse_what_no_longer_fits(seat: Seat) -> None:
    """Asked after writing, while the thread's row is locked: nobody else can add to the sum."""
    kept = Attachment.objects.filter(thread=seat.thread_id).exclude(stored_as="")
    sums = kept.aggregate(files=Count("pk"), bytes=Sum("size"))
    if sums["files"] > MOST_IN_A_TALK or sums["bytes"] > LARGEST_TALK:
        raise TalkIsFull


def _spend(seat: Seat, files: int, *, has_words: bool, now: datetime) -> None:
    for _file in range(files):
        spend(FILES_PER_THREAD, subject=f"{seat.side}:{seat.public_id}", now=now)
    if has_words and seat.side == Side.CITIZEN:
        spend(MESSAGES_PER_THREAD, subject=seat.public_id, now=now)


def _body(seat: Seat, words: str, files: list[tuple[Looked, str]]) -> dict[str, object]:
    return {
        "thread": seat.public_id,
        "side": seat.side.value,
        "counsellor": seat.counsellor_id,
        "words": words,
        "files": [(one.name, one.digest) for one, _name in files],
    }
