"""Looking through the sample: what a team lead sees of each look, and what they say of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from citizens.oversight.enums import Verdict
from citizens.oversight.models import Sample, SampledReading
from citizens.rights.domain.lines import kinds_in_words, role_in_words
from jobcenter.accounts.models import User
from jobcenter.audit.domain import record_change
from jobcenter.audit.enums import Why
from jobcenter.audit.models import Reading
from jobcenter.centres.models import Centre
from jobcenter.outbox.domain import queue_notice
from jobcenter.outbox.models import Notice
from jobcenter.shared.languages import LANGUAGE_OF_THE_HOUSE
from jobcenter.shared.refusals import Refusal
from jobcenter.shared.transactions import in_one_transaction


class YourOwnLook(Refusal):
    message = _("This was your own look.")
    next_step = _("Let another team lead say what they think of it.")


class SaidAlready(Refusal):
    message = _("Somebody has already said what they think of this look.")
    next_step = _("Load the page again to see it.")


class SayWhatYouAsk(Refusal):
    message = _("Write what you would like to know.")
    next_step = _("The one who looked reads it.")


@dataclass(frozen=True, slots=True)
class Look:
    """One line of the sample. There is no name of a citizen in it, and nothing leads to one."""

    sampled: SampledReading
    reading: Reading
    role: str
    kinds: list[str]


def looks_of(sample: Sample) -> list[Look]:
    """In the order of the draw, which is no order. What the log has dropped by now is left out."""
    sampled = list(sample.readings.order_by("place"))
    found = Reading.objects.filter(pk__in=[(one.month, one.number) for one in sampled])
    readings = {(line.month, line.number): line for line in found}
    return [
        _look(one, readings[one.month, one.number])
        for one in sampled
        if (one.month, one.number) in readings
    ]


def say_of_look(
    *, sampled: SampledReading, verdict: Verdict, words: str, by: User, now: datetime
) -> SampledReading:
    """Mark one look. Asking writes to who looked and to the house, once; said twice, it is said.

    Raises YourOwnLook, SaidAlready or SayWhatYouAsk.
    """
    said = words if verdict == Verdict.ASK else ""
    if verdict == Verdict.ASK and not said:
        raise SayWhatYouAsk
    return in_one_transaction(lambda: _say(sampled, verdict, said, by=by, now=now))


def _look(sampled: SampledReading, reading: Reading) -> Look:
    return Look(sampled, reading, role_in_words(reading.reader_role), kinds_in_words(reading))


def _say(
    sampled: SampledReading, verdict: Verdict, words: str, *, by: User, now: datetime
) -> SampledReading:
    held = SampledReading.objects.select_for_update(of=("self",)).get(pk=sampled.pk)
    reading = Reading.objects.get(month=held.month, number=held.number)
    if reading.reader_id == by.pk:
        raise YourOwnLook
    name = str(by)[:120]
    if held.verdict:
        if (held.verdict, held.words, held.looked_by) != (verdict, words, name):
            raise SaidAlready
        return held
    held.verdict, held.words, held.looked_by, held.looked_at = verdict, words, name, now
    held.save(update_fields=["verdict", "words", "looked_by", "looked_at"])
    record_change("sampled_look.marked", subject=f"look:{held.public_id}", actor=by)
    if verdict == Verdict.ASK:
        _ask(held, reading, now=now)
    return held


def _ask(sampled: SampledReading, reading: Reading, *, now: datetime) -> None:
    """To the one who looked, and to the house, so that it is no talk between two."""
    with override(LANGUAGE_OF_THE_HOUSE):
        payload = _facts(sampled, reading)
    for address in _whom_to_ask(reading):
        queue_notice(
            "look_asked_about",
            channel=Notice.Channel.MAIL,
            recipient=address,
            language=LANGUAGE_OF_THE_HOUSE,
            payload=payload,
            effect_key=f"look_asked_about:{sampled.public_id}:{address}",
            subject=f"look:{sampled.public_id}",
            due_at=now,
        )


def _whom_to_ask(reading: Reading) -> list[str]:
    reader = User.objects.filter(pk=reading.reader_id, is_active=True).exclude(email=None)
    house = Centre.objects.filter(pk=reading.centre_id or 0).exclude(email="")
    addresses = [*reader.values_list("email", flat=True), *house.values_list("email", flat=True)]
    return sorted({address for address in addresses if address})


def _facts(sampled: SampledReading, reading: Reading) -> dict[str, str]:
    return {
        "asked_by": sampled.looked_by,
        "reader": reading.reader_name,
        "starts_at": reading.at.isoformat(),
        "kinds": ", ".join(kinds_in_words(reading)),
        "why": str(Why(reading.why).label),
        "words": sampled.words,
    }
