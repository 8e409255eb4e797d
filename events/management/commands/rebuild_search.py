"""Write again what everything in the programme is found by."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from events.activities.domain import rewrite_entries


class Command(BaseCommand):
    help = "Write the search entries of the programme again, after names or words of ours changed."

    def handle(self, *args: Any, **options: Any) -> None:
        changed = rewrite_entries()
        self.stdout.write(f"{changed} entries changed.")
