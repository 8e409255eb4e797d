"""Where the content lies, and that nothing is left of what should be gone.

A file and its row cannot be written in one act. So the name stands in `Leftover` before the file is
written, and leaves it in the transaction that writes the row; and when a row goes, by whatever
hand, a trigger writes its name there. Whoever dies in between leaves a name, and the clockwork
deletes what it leads to.
"""

from __future__ import annotations

import logging
import secrets
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from django.core.files.base import ContentFile, File
from django.core.files.storage import default_storage
from django.db import transaction

from counsellors.files.models import Attachment, Leftover

from .refusals import StorageIsFull

logger = logging.getLogger(__name__)

FOLDER = "talks"
# Longer than any upload or check takes between writing a file and writing its row.
ADOPTED_WITHIN = timedelta(hours=1)
STRAY_AFTER = timedelta(days=1)
SLICE = 200


def store(content: File[bytes], *, now: datetime) -> str:
    """Write `content` under a random name, which is the one to keep. Raises StorageIsFull.

    Unless `adopt` is called within the hour, the clockwork deletes it again.
    """
    name = f"{FOLDER}/{secrets.token_hex(1)}/{secrets.token_urlsafe(24)}"
    Leftover.objects.create(stored_as=name, delete_from=now + ADOPTED_WITHIN)
    content.seek(0)
    try:
        kept = default_storage.save(name, content)
    except OSError as error:
        logger.error("a file could not be stored: %s", type(error).__name__)
        _delete([name])
        raise StorageIsFull from error
    if kept != name:
        raise RuntimeError("a random name of 192 bits was taken")
    return name


def store_bytes(content: bytes, *, now: datetime) -> str:
    return store(ContentFile(content), now=now)


def adopt(names: Iterable[str]) -> None:
    """These have rows now. Call it in the transaction that writes them."""
    Leftover.objects.filter(stored_as__in=list(names)).delete()


def content_of(file: Attachment) -> bytes | None:
    """None when the storage has lost it."""
    try:
        with default_storage.open(file.stored_as) as stored:
            return bytes(stored.read())
    except FileNotFoundError:
        return None


@contextmanager
def stored_together() -> Iterator[list[str]]:
    """Names of files stored on the way; when the block ends, those without a row are deleted."""
    names: list[str] = []
    try:
        yield names
    finally:
        _delete_unless_adopted(names)


def delete_after_commit(*names: str) -> None:
    """What this transaction leaves without a row goes right after it; if not, by the clockwork."""
    transaction.on_commit(lambda: _delete_unless_adopted(names), robust=True)


def delete_leftovers(*, now: datetime) -> int:
    """Delete the content of all that has lost its row. Idempotent; returns how many went."""
    total = 0
    while True:
        due = Leftover.objects.filter(delete_from__lte=now).order_by("delete_from")
        names = list(due.values_list("stored_as", flat=True)[:SLICE])
        total += _delete(names)
        if len(names) < SLICE:
            return total


def delete_strays(*, now: datetime) -> int:
    """Delete what lies in the folder and no row knows, e.g. after the database was restored to an
    earlier moment. Returns how many went.
    """
    total = 0
    for name in list(_all_stored()):
        is_known = (
            Attachment.objects.filter(stored_as=name).exists()
            or Leftover.objects.filter(stored_as=name).exists()
        )
        if not is_known and default_storage.get_modified_time(name) < now - STRAY_AFTER:
            default_storage.delete(name)
            total += 1
    return total


def _delete_unless_adopted(names: Iterable[str]) -> None:
    unused = Leftover.objects.filter(stored_as__in=list(names))
    _delete(list(unused.values_list("stored_as", flat=True)))


def _delete(names: list[str]) -> int:
    """File first, name last: whoever dies in between does it once more."""
    gone = []
    for name in names:
        try:
            default_storage.delete(name)
        except OSError as error:
            logger.error("a file could not be deleted: %s", type(error).__name__)
            continue
        gone.append(name)
    Leftover.objects.filter(stored_as__in=gone).delete()
    return len(gone)


def _all_stored() -> Iterator[str]:
    try:
        folders, _files = default_storage.listdir(FOLDER)
    except FileNotFoundError:
        return
    for folder in folders:
        _folders, files = default_storage.listdir(f"{FOLDER}/{folder}")
        yield from (f"{FOLDER}/{folder}/{name}" for name in files)
