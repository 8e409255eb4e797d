"""Look whether any date has more people than places."""

from __future__ import annotations

import sys
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from events.signups.domain import check_places


class Command(BaseCommand):
    help = "Compare places, offers and lines of all dates to come; exit status 1 on trouble."

    def handle(self, *args: Any, **options: Any) -> None:
        found = check_places(now=timezone.now())
        for trouble in found:
            self.stdout.write(f"{trouble.date}: {trouble.what}")
        if found:
            sys.exit(1)
        self.stdout.write("All places agree.")
