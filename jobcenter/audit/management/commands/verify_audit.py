"""manage.py verify_audit [--month 2026-11] [--head FILE]"""

from __future__ import annotations

from argparse import ArgumentParser, ArgumentTypeError
from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from jobcenter.audit.domain.heads import HeadFileUnreadable, read_heads
from jobcenter.audit.domain.verifying import verify_readings


def a_month(text: str) -> date:
    try:
        return date.fromisoformat(f"{text}-01")
    except ValueError:
        raise ArgumentTypeError(f"{text!r} is no month. Write it like 2026-11.") from None


class Command(BaseCommand):
    help = "Look for rows of the read log that were changed, removed, swapped or cut off."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--month", type=a_month, help="only this month, e.g. 2026-11")
        parser.add_argument(
            "--head",
            type=Path,
            default=Path(settings.AUDIT_HEAD_FILE),
            help="the file the heads were kept in; by default AUDIT_HEAD_FILE",
        )

    def handle(self, *args: Any, month: date | None, head: Path, **options: Any) -> None:
        try:
            kept = read_heads(head)
        except HeadFileUnreadable as error:
            raise CommandError(str(error)) from error
        if not kept:
            self.stderr.write(
                f"{head} holds no head of the read log: an end that was cut off together with its"
                " head in the database would not be found."
            )
        verified = verify_readings(now=timezone.now(), kept=kept, only=month)
        for finding in verified.findings:
            self.stdout.write(str(finding))
        if verified.findings:
            raise CommandError(
                f"{len(verified.findings)} things are not as they were written."
                f" {verified.rows} rows were read."
            )
        self.stdout.write(f"{verified.rows} rows are as they were written.")
