"""manage.py seed_demo: a small invented country, or a national one for measuring."""

from __future__ import annotations

from argparse import ArgumentParser
from time import perf_counter
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from jobcenter.centres.models import Centre
from jobcenter.journeys.seeds.calendar import seed_calendar
from jobcenter.journeys.seeds.ideas import seed_ideas
from jobcenter.journeys.seeds.national import seed_national
from jobcenter.journeys.seeds.partners import seed_partners
from jobcenter.journeys.seeds.people import seed_people
from jobcenter.journeys.seeds.places import seed_places
from jobcenter.journeys.seeds.programme import seed_programme
from jobcenter.journeys.seeds.talks import seed_talks
from jobcenter.journeys.seeds.together import seed_together
from jobcenter.shared.periods import COPENHAGEN


class Command(BaseCommand):
    help = "Fill the database with invented houses, people and conversations."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--if-empty", action="store_true", help="do nothing when houses exist")
        parser.add_argument("--scale", choices=["small", "national"], default="small")
        parser.add_argument("--conversations", type=int, default=1_000_000, help="national scale")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError(
                "Invented people belong in demo mode only. Set DEMO=on outside production."
            )
        if options["if_empty"] and Centre.objects.exists():
            self.stdout.write("There are houses already; nothing was changed.")
            return
        started = perf_counter()
        today = timezone.now().astimezone(COPENHAGEN).date()
        if options["scale"] == "national":
            seed_national(today=today, conversations=options["conversations"])
        else:
            with transaction.atomic():
                seed_places(today=today)
                seed_people()
                seed_calendar(today=today)
                seed_together(now=timezone.now())
                seed_programme(now=timezone.now())
                seed_talks(now=timezone.now())
                seed_ideas(now=timezone.now())
                seed_partners(now=timezone.now())
        self.stdout.write(f"Seeded in {perf_counter() - started:.1f} s.")
