"""While somebody floods us with talks, each new one without an account costs some work.

The measure is the whole installation's: how many talks without an account were begun lately,
counted in Postgres. Below `calm` nobody notices anything; it grows with the number of houses, so
that an ordinary Monday of all of them is no flood. The work is a number `n` such that
SHA-256(form key + ":" + n) begins with `BITS` zero bits; static/js/puzzle.js finds it. The form key
is signed, one form's only, and used once (jobcenter/submissions), so the work is, too.
Method: Adam Back, Hashcash (2002).
"""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta

from django.conf import settings
from django.core.signing import BadSignature, TimestampSigner
from django.utils.translation import gettext_lazy as _

from counsellors.safety.models import Sighting
from jobcenter.centres.models import Centre
from jobcenter.shared.refusals import Refusal

LATELY = timedelta(minutes=10)
# Whatever few houses there are.
CALM_AT_LEAST = 60
BITS = 16
# Work done ahead of time and stored for a flood goes stale.
FRESH = timedelta(minutes=30)
LONGEST_ANSWER = 20


class WorkFirst(Refusal):
    """Shown while a flood lasts, to a browser that could not do the work."""

    message = _("Very many are writing to us right now, more than people can.")
    next_step = _(
        "Send it once more in a moment. If your browser runs no scripts: call us, or let us call"
        " you. What you wrote is still here."
    )
    # Pages put the way to a call beside it: that asks for no work.
    offers_call = True


def calm() -> int:
    """So many talks without an account in `LATELY` are no flood. CALM_TALKS_PER_HOUSE is what five
    people in a house can take up in that time, who talk for twelve minutes with each.
    """
    houses = Centre.objects.published().count()
    return max(CALM_AT_LEAST, houses * settings.CALM_TALKS_PER_HOUSE)


def is_flooded(*, now: datetime) -> bool:
    """Two queries; that of the talks is on an index that holds those without an account only, and
    stops counting at `calm`.
    """
    most = calm()
    lately = Sighting.objects.filter(has_account=False, at__gt=now - LATELY)
    return len(lately.values_list("pk", flat=True)[: most + 1]) > most


def refuse_without_work(*, form: str, key: str, answer: str, now: datetime) -> None:
    """Raises WorkFirst while the house is flooded and `answer` is no work done for this form."""
    if is_flooded(now=now) and not is_solved(form=form, key=key, answer=answer):
        raise WorkFirst


def is_solved(*, form: str, key: str, answer: str) -> bool:
    is_number = answer.isascii() and answer.isdecimal() and len(answer) <= LONGEST_ANSWER
    if not is_number:
        return False
    try:
        TimestampSigner(salt=form).unsign(key, max_age=FRESH)
    except BadSignature:
        return False
    digest = hashlib.sha256(f"{key}:{answer}".encode()).digest()
    return int.from_bytes(digest[:4]) >> (32 - BITS) == 0
