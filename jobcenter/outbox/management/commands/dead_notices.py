"""manage.py dead_notices [--kind conversation_booked] [--revive]"""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.db.models import Count

from jobcenter.outbox.domain.reviving import dead_notices, revive_dead_notices
from jobcenter.outbox.hints import relay


class Command(BaseCommand):
    help = (
        "Count the notices that could not be delivered, by kind and reason; --revive tries again."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--kind", action="append", default=[], help="only of this kind")
        parser.add_argument("--revive", action="store_true", help="put them back in line")

    def handle(self, *args: Any, kind: list[str], revive: bool, **options: Any) -> None:
        reasons = list(
            dead_notices(kinds=kind)
            .values("kind", "last_error")
            .annotate(count=Count("pk"))
            .order_by("kind", "-count")
        )
        for reason in reasons:
            self.stdout.write(f"{reason['count']} × {reason['kind']}: {reason['last_error']}")
        if not reasons:
            of_kind = f" of the kind {' or '.join(kind)}" if kind else ""
            self.stdout.write(f"No notice{of_kind} was given up.")
        elif revive:
            self.stdout.write(f"Back in line: {revive_dead_notices(kinds=kind)}.")
            relay.give()
