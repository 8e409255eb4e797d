"""Read a programme into a house, or tell what that would do."""

from __future__ import annotations

from argparse import ArgumentParser
from datetime import datetime
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, no_translations
from django.utils import timezone

from events.activities.enums import ActivityKind
from events.imports.domain.contents import fetched, read_items
from events.imports.domain.mapping import read_mapping
from events.imports.domain.origins import (
    ReadFromElsewhere,
    is_address,
    origin_of,
    source_from,
)
from events.imports.domain.planning import Plan, make_plan, must_ask
from events.imports.domain.reporting import lines_of
from events.imports.domain.running import take_plan
from events.imports.domain.saying import Unreadable
from events.imports.enums import OnGone, SourceKind
from events.imports.models import ImportFile, ImportSource
from jobcenter.centres.models import Centre, Partner
from jobcenter.shared.fetching.addresses import read_address
from jobcenter.shared.fetching.client import MOST_BYTES
from jobcenter.shared.fetching.sealing import Way
from jobcenter.shared.refusals import Refusal


class Command(BaseCommand):
    help = (
        "Read a calendar (ICS), or a JSON list by a mapping, into the programme of a house. What"
        " is read stays a draft until an editor has attested it. A file that cannot be read"
        " changes nothing; exit status 1. Read the same file again: only differences are written."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("where", metavar="FILE|URL")
        parser.add_argument("--centre", required=True, metavar="SLUG")
        parser.add_argument(
            "--json", metavar="MAPPING.json", help="the file is a JSON list, read by this mapping"
        )
        parser.add_argument("--partner", default="", metavar="NAME", help="whose programme it is")
        parser.add_argument(
            "--source", default="", metavar="NAME",
            help="what it is called here; usually the name of the file or the host",
        )  # fmt: skip
        parser.add_argument(
            "--from-now-on", action="store_true",
            help="the source of that name was read from elsewhere, and is read from here now",
        )  # fmt: skip
        parser.add_argument(
            "--kind", default=ActivityKind.INFORMATION, choices=ActivityKind.values,
            help="what kind of activities a new source brings",
        )  # fmt: skip
        parser.add_argument(
            "--remove-gone", action="store_true",
            help="also when more than five and more than a fifth would vanish",
        )  # fmt: skip
        parser.add_argument(
            "--dry-run", action="store_true", help="only tell what would change, change nothing"
        )

    @no_translations
    def handle(self, *args: Any, **options: Any) -> None:
        now = timezone.now()
        try:
            source = _source(options, now=now)
            data = _contents(options["where"], source)
            plan = make_plan(source, read_items(source, data, now=now), now=now)
        except Unreadable as error:
            raise CommandError(f"{options['where']}: {error.said} Nothing was changed.") from error
        except Refusal as refusal:
            raise CommandError(f"{refusal} Nothing was changed.") from refusal
        self.stdout.write(f"Source: {source.name}{'' if source.pk else ' (new)'}.")
        self._tell(plan)
        if options["dry_run"]:
            self.stdout.write("This was a dry run: nothing was changed.")
            return
        if must_ask(plan, source) and not options["remove_gone"]:
            raise CommandError(
                f"{plan.vanishing} of {plan.known} dates would vanish. Nothing was changed."
                " If that is right, say --remove-gone."
            )
        source.save()
        if not source.sealed:
            defaults = {"name": source.name, "data": data, "handed_in_at": now}
            ImportFile.objects.update_or_create(source=source, defaults=defaults)
        take_plan(source, plan, now=now)

    def _tell(self, plan: Plan) -> None:
        for line in lines_of(plan):
            self.stdout.write(f"{line.effect.value:9} {line.title}: {line.reason}")
        counts = plan.counts()
        told = ("new", "changed", "cancelled", "gone", "kept", "refused", "same")
        self.stdout.write(", ".join(f"{counts[name]} {name}" for name in told) + ".")


def _source(options: dict[str, Any], *, now: datetime) -> ImportSource:
    """The house's source that is read from there, or a new one that is not stored yet."""
    centre = _centre(options["centre"])
    kind = SourceKind.JSON if options["json"] else SourceKind.ICS
    mapping = (
        read_mapping(_file(options["json"]).decode("utf-8", "replace"))
        if kind == SourceKind.JSON
        else {}
    )
    try:
        source = source_from(
            origin_of(options["where"]), centre=centre, name=options["source"],
            may_rewire=options["from_now_on"],
        )  # fmt: skip
    except ReadFromElsewhere as taken:
        raise CommandError(
            f"{centre} has a source “{taken}” already, and it is not read from {options['where']}."
            " Nothing was changed. Say --source with another name for a new one, or"
            f" --source “{taken}” --from-now-on to read that one from there."
        ) from taken
    if source.pk is None:
        source.activity_kind = options["kind"]
    source.kind, source.mapping, source.due_at = kind, mapping, now
    source.partner = _partner(options["partner"]) or source.partner
    if options["remove_gone"]:
        source.on_gone = OnGone.REMOVE
    return source


def _contents(where: str, source: ImportSource) -> bytes:
    if is_address(where):
        return fetched(Way(read_address(where).url), kind=SourceKind(source.kind))
    return _file(where)


def _file(path: str) -> bytes:
    """What is read of a file that is too large is enough to refuse it."""
    try:
        with Path(path).open("rb") as opened:
            return opened.read(MOST_BYTES + 1)
    except OSError as error:
        raise CommandError(f"{path} cannot be opened: {error.strerror}.") from error


def _centre(slug: str) -> Centre:
    found = Centre.objects.filter(slug=slug).first()
    if found is None:
        near = get_close_matches(slug, Centre.objects.values_list("slug", flat=True), n=5)
        hint = f" Did you mean {', '.join(near)}?" if near else ""
        raise CommandError(f"There is no house “{slug}”.{hint}")
    return found


def _partner(name: str) -> Partner | None:
    if not name:
        return None
    found = Partner.objects.filter(name__iexact=name).first()
    if found is None:
        raise CommandError(f"There is no partner “{name}”.")
    return found
