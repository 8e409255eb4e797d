"""Short addresses: six signs to read off a wall, say on the phone and type with a thumb."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse

from events.activities.models import Activity, ActivityDate
from events.posters.models import CODE_CHARS, ShortAddress

# Small letters that look like nothing else and sound like nothing else, and so the digits.
LETTERS = "acehjkruxy2346789"
TRIES = 5


def code_of_date(one: ActivityDate) -> str:
    """The code of this date; the first time somebody prints it, a new one."""
    return codes_of([one])[one.pk]


def code_of_series(activity: Activity) -> str:
    for _try in range(TRIES):
        row = ShortAddress.objects.filter(activity=activity).values_list("code", flat=True).first()
        if row:
            return row
        fresh = ShortAddress(code=new_code(), activity=activity)
        ShortAddress.objects.bulk_create([fresh], ignore_conflicts=True)
    raise RuntimeError("no free code: the codes have become too short")


def codes_of(dates: Sequence[ActivityDate]) -> dict[int, str]:
    """Codes by the key of the date: two questions for any number of them, three when some have
    none yet. Two that print the same date at once get the same code."""
    wanted = {one.pk for one in dates}
    found: dict[int, str] = {}
    for _try in range(TRIES):
        rows = ShortAddress.objects.filter(date__in=wanted).values_list("date_id", "code")
        found = {pk: code for pk, code in rows if pk is not None}
        missing = wanted - found.keys()
        if not missing:
            return found
        # Ours may already be somebody's, and somebody may have been quicker: then once more.
        fresh = [ShortAddress(code=new_code(), date_id=pk) for pk in sorted(missing)]
        ShortAddress.objects.bulk_create(fresh, ignore_conflicts=True)
    raise RuntimeError("no free code: the codes have become too short")


def new_code() -> str:
    """17⁶ = 24 million: a mistyped sign leads nowhere rather than to another date."""
    return "".join(secrets.choice(LETTERS) for _ in range(CODE_CHARS))


def tidy_code(typed: str) -> str:
    """As people type it: capitals, spaces, a dash."""
    return typed.lower().replace(" ", "").replace("-", "").replace(".", "")


def full_address(code: str) -> str:
    """What the square holds, in the language that is active."""
    return f"{settings.SITE_URL}{reverse('posters:short', args=[code])}"


def printed_address(code: str) -> str:
    """What stands beside it: without what browsers add by themselves."""
    return without_scheme(full_address(code))


def without_scheme(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.netloc.removeprefix('www.')}{parts.path}".rstrip("/")
