"""Who answers now. One row for each counsellor on duty, and none afterwards.

An open page of work renews the lease; a browser that is gone does not. So nobody is shown as here
for longer than `LEASE` after they were, whatever else stands still; where no script runs, for no
longer than `WHILE_WRITING` after they last opened a talk or sent something.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Case, F, Value, When
from django.db.models.functions import Greatest
from django.utils.translation import gettext_lazy as _

from counsellors.duty.models import Duty
from counsellors.people.models import Counsellor
from jobcenter.centres.models import Centre
from jobcenter.shared.bells import ring_desk
from jobcenter.shared.danish import danish_order
from jobcenter.shared.refusals import Refusal

# The page renews it three times in that time: two that are lost on the way end no duty.
LEASE = timedelta(minutes=2)
# A browser without scripts renews nothing by itself while somebody writes an answer in it.
WHILE_WRITING = timedelta(minutes=15)


class NotYourHouse(Refusal):
    message = _("You can only answer for a house you work in.")
    next_step = _("Choose one of your own houses.")


def go_on_duty(*, counsellor: Counsellor, centre: Centre, now: datetime) -> Duty:
    """Answer for `centre` from now on; whoever answered for another house leaves that one.

    Raises NotYourHouse.
    """
    works_there = counsellor.is_active and counsellor.centres.filter(pk=centre.pk).exists()
    if not works_there:
        raise NotYourHouse
    with transaction.atomic():
        before = Duty.objects.select_for_update().filter(counsellor=counsellor).first()
        duty, _is_new = Duty.objects.update_or_create(
            counsellor=counsellor,
            defaults={
                "centre": centre, "since": now, "lease_until": now + LEASE, "has_scripts": False,
            },
        )  # fmt: skip
        _ring({centre.pk, *([before.centre_id] if before else [])})
    return duty


def stay_on_duty(*, counsellor: Counsellor, now: datetime) -> bool:
    """A script of an open page of work says so: from now on it is the script that renews. False
    when the duty has ended meanwhile: it does not begin again by itself, because the people who
    waited have been told that nobody is here.
    """
    lasting = Duty.objects.filter(counsellor=counsellor, lease_until__gt=now)
    return bool(lasting.update(lease_until=now + LEASE, has_scripts=True))


def look_in(*, counsellor_id: int, now: datetime, lasts: timedelta = LEASE) -> bool:
    """A page of work was asked for. Where no script has said that it runs, the duty lasts for
    `lasts` from now, and is never made shorter. False as for `stay_on_duty`.
    """
    lasting = Duty.objects.filter(counsellor=counsellor_id, lease_until__gt=now)
    long = Greatest(F("lease_until"), Value(now + lasts))
    until = Case(When(has_scripts=True, then=Value(now + LEASE)), default=long)
    return bool(lasting.update(lease_until=until))


def go_off_duty(*, counsellor: Counsellor, now: datetime) -> bool:
    """Not here any more. True when there was a duty to end.

    Threads that are open are not looked at: `counsellors.line.domain.leave_duty` does both.
    """
    with transaction.atomic():
        duty = Duty.objects.select_for_update().filter(counsellor=counsellor).first()
        if duty is None:
            return False
        duty.delete()
        _ring({duty.centre_id})
    return True


def end_if_run_out(*, duty: Duty, now: datetime) -> bool:
    """End this duty unless it was renewed. The condition is part of the DELETE: of a renewal and an
    end at the same moment exactly one happens.
    """
    with transaction.atomic():
        ended, _rows = Duty.objects.run_out(now).filter(pk=duty.pk).delete()
        if ended:
            _ring({duty.centre_id})
    return bool(ended)


def duty_of(*, counsellor: Counsellor, now: datetime) -> Duty | None:
    return Duty.objects.lasting(now).filter(counsellor=counsellor).select_related("centre").first()


def here_now(*, centre: Centre, now: datetime) -> list[Counsellor]:
    """Whoever answers for the house now, by name in Danish order. One query."""
    on_duty = Duty.objects.lasting(now).filter(centre=centre).select_related("counsellor")
    return sorted((duty.counsellor for duty in on_duty), key=lambda one: danish_order(one.name))


def on_duty_among(counsellors: Iterable[Counsellor], *, now: datetime) -> set[int]:
    """The ids of those of them who answer now, for any house. One query."""
    lasting = Duty.objects.lasting(now).filter(counsellor__in=list(counsellors))
    return set(lasting.values_list("counsellor", flat=True))


def houses_with_somebody(*, now: datetime) -> list[Centre]:
    """Public houses in which somebody answers now, in Danish order, opening hours loaded."""
    on_duty = Duty.objects.lasting(now).values("centre")
    houses = Centre.objects.published().filter(pk__in=on_duty)
    loaded = houses.prefetch_related("opening_hours", "opening_exceptions")
    return sorted(loaded, key=lambda house: danish_order(house.name))


def languages_here(*, now: datetime) -> dict[int, set[str]]:
    """The languages spoken by whoever is on duty, for each house by its id. One query."""
    spoken: dict[int, set[str]] = {}
    on_duty = Duty.objects.lasting(now).values_list("centre", "counsellor__languages")
    for centre, languages in on_duty:
        spoken.setdefault(centre, set()).update(languages)
    return spoken


def _ring(houses: set[int]) -> None:
    """Colleagues see at once who is with them. A bell that is lost costs them seconds."""

    def ring_all() -> None:
        for house in sorted(houses):
            ring_desk(desk=f"centre:{house}")

    transaction.on_commit(ring_all, robust=True)
