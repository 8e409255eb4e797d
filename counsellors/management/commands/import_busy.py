from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, no_translations
from django.utils import timezone

from counsellors.availability.domain.busy import USUAL_SOURCE, BusyImport, import_busy
from counsellors.conversations.models import Conversation
from counsellors.people.models import Counsellor
from jobcenter.shared.calendar_files.limits import MAX_BYTES
from jobcenter.shared.calendar_files.reading import BusyInterval, CalendarUnreadable
from jobcenter.shared.periods import COPENHAGEN
from jobcenter.shared.refusals import Refusal


class Command(BaseCommand):
    help = (
        "Read a counsellor's calendar file (.ics) into busy times. Stores only start, end and a"
        " hash of each event's UID, removes what has disappeared from the file, and cancels"
        " nothing. A file that cannot be read changes nothing."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", help="the calendar file; - reads it from standard input")
        parser.add_argument("--counsellor", required=True, metavar="SLUG")
        parser.add_argument(
            "--source",
            default=USUAL_SOURCE,
            metavar="NAME",
            help="which of the counsellor's calendars this is, if there are several",
        )
        parser.add_argument(
            "--dry-run", action="store_true", help="only tell what would change, change nothing"
        )
        parser.add_argument("--json", action="store_true", help="answer in JSON")

    @no_translations
    def handle(self, *args: Any, **options: Any) -> None:
        counsellor = _counsellor(options["counsellor"])
        now = timezone.now()
        try:
            result = import_busy(
                counsellor=counsellor,
                source_name=options["source"],
                data=_contents(options["file"]),
                now=now,
                is_dry_run=options["dry_run"],
            )
        except CalendarUnreadable as refusal:
            if options["json"]:
                self.stdout.write(
                    json.dumps({"refused": {"line": refusal.line, "reason": refusal.reason}})
                )
            raise CommandError(str(refusal)) from refusal
        except Refusal as refusal:
            raise CommandError(str(refusal)) from refusal
        upcoming = Conversation.objects.upcoming(now).filter(counsellor=counsellor)
        touched = [each for each in upcoming.order_by("during") if _is_in(each, result.read.busy)]
        tell = self._tell_machines if options["json"] else self._tell_people
        tell(result, touched, counsellor, options)

    def _tell_people(
        self,
        result: BusyImport,
        touched: list[Conversation],
        counsellor: Counsellor,
        options: dict[str, Any],
    ) -> None:
        first, last = (f"{at:%d.%m.%Y}" for at in (result.window_from, result.window_to))
        events = _count(result.read.events_read, "event")
        times = _count(len(result.read.busy), "busy time")
        self.stdout.write(
            f"{counsellor.name}, “{options['source']}”:"
            f" {events} read, {times} from {first} to {last}."
        )
        self.stdout.write(
            f"{result.added} added, {result.removed} removed, {result.unchanged} unchanged"
            f"{f', {result.past} past ones forgotten' if result.past else ''}."
        )
        if result.read.ignored:
            reasons = ", ".join(
                f"{n} {why.replace('_', ' ')}" for why, n in result.read.ignored.items()
            )
            self.stdout.write(f"Keep nobody busy: {reasons}.")
        if touched:
            booked = _count(len(touched), "booked conversation")
            starts = ", ".join(f"{_starts(each):%d.%m.%Y %H:%M}" for each in touched)
            self.stdout.write(f"{booked} in busy time, still booked: {starts}.")
        if options["dry_run"]:
            self.stdout.write("This was a dry run: nothing was changed.")

    def _tell_machines(
        self,
        result: BusyImport,
        touched: list[Conversation],
        counsellor: Counsellor,
        options: dict[str, Any],
    ) -> None:
        answer = {
            "counsellor": counsellor.slug,
            "source": options["source"],
            "dry_run": options["dry_run"],
            "from": result.window_from.isoformat(),
            "to": result.window_to.isoformat(),
            "events_read": result.read.events_read,
            "busy": len(result.read.busy),
            "added": result.added,
            "removed": result.removed,
            "unchanged": result.unchanged,
            "past": result.past,
            "ignored": result.read.ignored,
            "booked_in_busy_time": [_starts(each).isoformat() for each in touched],
        }
        self.stdout.write(json.dumps(answer, ensure_ascii=False))


def _counsellor(slug: str) -> Counsellor:
    found = Counsellor.objects.filter(slug=slug).first()
    if found is None:
        slugs = Counsellor.objects.values_list("slug", flat=True).order_by("slug")
        near = get_close_matches(slug, slugs, n=5, cutoff=0.5)
        hint = f"Did you mean {', '.join(near)}?" if near else "No slug is similar."
        raise CommandError(f"There is no counsellor “{slug}”. {hint}")
    return found


def _contents(file: str) -> bytes:
    """What is read of a file that is too large is enough to refuse it."""
    try:
        if file == "-":
            return sys.stdin.buffer.read(MAX_BYTES + 1)
        with Path(file).open("rb") as opened:
            return opened.read(MAX_BYTES + 1)
    except OSError as error:
        raise CommandError(f"{file} cannot be opened: {error.strerror}.") from error


def _is_in(conversation: Conversation, busy: list[BusyInterval]) -> bool:
    during = conversation.during
    return any(each.start < during.upper and each.end > during.lower for each in busy)


def _starts(conversation: Conversation) -> Any:
    return conversation.during.lower.astimezone(COPENHAGEN)


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
