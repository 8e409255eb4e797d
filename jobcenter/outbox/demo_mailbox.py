"""The demo's mailbox: a folder of .eml files that `manage.py receive_mail` fills over real SMTP."""

from __future__ import annotations

import re
import secrets
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email import policy
from email.message import EmailMessage
from email.parser import BytesHeaderParser, BytesParser
from pathlib import Path

from django.conf import settings

MOST_KEPT = 500
# Nanoseconds of arrival, so that the names sort by age, and a few signs against collisions.
MAIL_ID = re.compile(r"\d{20}-[0-9a-f]{8}")


@dataclass(frozen=True, slots=True)
class Arrival:
    id: str
    recipient: str
    subject: str
    at: datetime


def keep_mail(content: bytes) -> str:
    """Store one mail for good (a reader never sees half of one) and forget the oldest."""
    folder = _folder()
    mail_id = f"{time.time_ns():020d}-{secrets.token_hex(4)}"
    unfinished = folder / f"{mail_id}.unfinished"
    unfinished.write_bytes(content)
    unfinished.rename(folder / f"{mail_id}.eml")
    for path in _newest_first()[MOST_KEPT:]:
        path.unlink(missing_ok=True)
    return mail_id


def newest_mails(*, most: int) -> Iterator[Arrival]:
    for path in _newest_first()[:most]:
        headers = BytesHeaderParser(policy=policy.default).parsebytes(path.read_bytes())
        yield Arrival(path.stem, str(headers["To"]), str(headers["Subject"]), arrived_at(path.stem))


def mail_with_id(mail_id: str) -> EmailMessage | None:
    """None for an id that is not ours or has been forgotten."""
    path = _folder() / f"{mail_id}.eml"
    if not MAIL_ID.fullmatch(mail_id) or not path.exists():
        return None
    return BytesParser(policy=policy.default).parsebytes(path.read_bytes())


def arrived_at(mail_id: str) -> datetime:
    return datetime.fromtimestamp(int(mail_id.partition("-")[0]) / 1e9, UTC)


def part_of(mail: EmailMessage, content_type: str) -> str:
    """The first part of that type as text; empty when there is none."""
    for part in mail.walk():
        if part.get_content_type() == content_type:
            return str(part.get_content()).replace("\r\n", "\n")
    return ""


def _newest_first() -> list[Path]:
    return sorted(_folder().glob("*.eml"), reverse=True)


def _folder() -> Path:
    folder: Path = settings.MAILBOX_DIR
    folder.mkdir(parents=True, exist_ok=True)
    return folder
