"""Run with pretix' own Python: makes so many published events with something to sign up for, and
says their addresses as one line of JSON. Nothing of ours is imported here.
"""

from __future__ import annotations

import json
import os
import sys
from datetime import timedelta

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pretix.settings")
django.setup()

from django.utils import timezone  # noqa: E402
from django_scopes import scopes_disabled  # noqa: E402
from pretix.base.models import Event, Item, Organizer, Quota  # noqa: E402

TEXT = "Come as you are. We make coffee, and you may leave whenever you like."


def make_events(many: int) -> list[str]:
    organizer, _new = Organizer.objects.get_or_create(slug="houses", defaults={"name": "Houses"})
    tomorrow = timezone.now() + timedelta(days=1)
    for n in range(many):
        begins = tomorrow + timedelta(days=n % 150, minutes=n % 10 * 60)
        event = Event.objects.create(
            organizer=organizer, name=f"Language café with neighbours {n}", slug=f"e{n}",
            date_from=begins, date_to=begins + timedelta(minutes=90), currency="DKK", live=True,
            is_public=True, location="Havnegade 1, 8000 Aarhus", plugins="",
            all_sales_channels=True,
        )  # fmt: skip
        event.settings.frontpage_text = TEXT
        item = Item.objects.create(event=event, name="A place", default_price=0, active=True)
        quota = Quota.objects.create(event=event, name="Places", size=20)
        quota.items.add(item)
    return [f"/houses/e{n}/" for n in range(many)]


if __name__ == "__main__":
    with scopes_disabled():
        print(json.dumps(make_events(int(sys.argv[1]))))
