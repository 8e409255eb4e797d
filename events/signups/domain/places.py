"""What somebody does with a place they have, wait for or are offered; staff do it for them on the
phone. Each act locks the dates of the line, reads the place again, and settles the line. Of a
course, which is all dates or none, it is done on all that are to come."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import Q

from events.activities.models import ActivityDate
from events.signups.enums import LIVING, PlaceState
from events.signups.models import Place, SignUp
from jobcenter.audit.domain import record_change
from jobcenter.audit.models import Change
from jobcenter.shared.transactions import in_one_transaction

from .notices import (
    tell_confirmed,
    tell_given_up,
    withdraw_lapsed_letter,
    withdraw_offer_letter,
    withdraw_reminder,
)
from .refusals import (
    NoPlaceFree,
    NotThatManyFree,
    OfferIsOver,
    OfferTakenBack,
    SignedUpAlready,
    TooLateToSignUp,
    TooManyTogether,
)
from .seats import dates_of_line, fitting, is_first_come, is_on, let_go, lock_dates, settle
from .signing_up import enter, terms_of

if TYPE_CHECKING:
    from jobcenter.accounts.models import User


def give_up_place(*, place: Place, now: datetime, actor: User | None = None) -> Place:
    """A place, an offer or a turn in the line goes back; of a course on all its dates. Done twice
    it is done once."""

    def give_up(row: Place, line: Line) -> None:
        if row.state_at(now) not in LIVING:
            return
        if row.date.starts_at is not None and row.date.starts_at <= now:
            raise TooLateToSignUp
        had_invitation = row.state == PlaceState.TAKEN
        withdraw_offer_letter(row)
        let_go(row, to=PlaceState.GIVEN_UP, actor=actor)
        _count_up(row)
        if had_invitation:
            tell_given_up(row, now=now)

    return _write(place, give_up, now=now)


def accept_offer(*, place: Place, now: datetime, actor: User | None = None) -> Place:
    """Yes to an offer while it stands; twice is once.

    Raises OfferIsOver when its deadline has passed, and OfferTakenBack when there are fewer places
    than it was made of; whether the clockwork came by or not.
    """

    def accept(row: Place, line: Line) -> None:
        if row.state == PlaceState.TAKEN:
            return
        if row.state == PlaceState.WAITING:
            raise OfferTakenBack
        if row.state_at(now) != PlaceState.OFFERED or not is_on(row.date, now=now):
            raise OfferIsOver
        withdraw_offer_letter(row)
        _take(row, row.people, now=now, actor=actor)

    return _write(place, accept, now=now, settles_first=True)


def take_free_place(*, place: Place, now: datetime, actor: User | None = None) -> Place:
    """Too late for offers: who waits takes what is free, whoever comes first."""

    def take(row: Place, line: Line) -> None:
        if row.state == PlaceState.TAKEN:
            return
        people = fitting(row, line.free)
        if row.state != PlaceState.WAITING or not is_on(row.date, now=now):
            raise TooLateToSignUp
        if not people or not is_first_come(line.first, now=now):
            raise NoPlaceFree
        _take(row, people, now=now, actor=actor)

    return _write(place, take, now=now, settles_first=True)


def change_people(*, place: Place, people: int, now: datetime) -> Place:
    """We are fewer or more than we said. More only while there is room; who waits can only be
    fewer, because more would need another turn. Fewer frees seats for the line at once."""

    def change(row: Place, line: Line) -> None:
        if not 1 <= people <= terms_of(row.date).most_together:
            raise TooManyTogether
        if row.state not in {PlaceState.TAKEN, PlaceState.WAITING} or not is_on(row.date, now=now):
            raise TooLateToSignUp
        more = people - row.people
        if more > 0 and not _has_room(row, line, more):
            raise NotThatManyFree
        if more == 0:
            return
        record_change(
            "place.resized",
            subject=f"activity_date:{row.date.public_id}",
            facts={"people": people, "was": row.people},
        )
        row.people = people
        row.save(update_fields=["people"])
        if row.state == PlaceState.WAITING:
            SignUp.objects.filter(pk=row.sign_up_id).update(people=people)
            return
        _count_up(row)
        withdraw_reminder(row)
        tell_confirmed(row, now=now)

    return _write(place, change, now=now, settles_first=True)


def _has_room(row: Place, line: Line, more: int) -> bool:
    """Nobody grows past those who wait: they were asked first, when the line was settled."""
    if row.state == PlaceState.WAITING:
        return False
    return line.free is None or more <= line.free


def join_again(*, place: Place, now: datetime) -> Place:
    """After giving up or letting an offer pass: to the end of the line, or into a free place."""

    def work() -> Place:
        dates = lock_dates(dates_of_line(place.date_id, now=now))
        living = Place.objects.living().filter(sign_up=place.sign_up_id, date=place.date_id)
        for row in living.select_related("sign_up"):
            if row.state_at(now) in LIVING:
                return row
        settle(dates, now=now)
        for row in Place.objects.filter(sign_up=place.sign_up_id, date__in=dates):
            withdraw_lapsed_letter(row)
        entered = {row.date_id: row for row in enter(place.sign_up, dates, now=now)}
        if place.date_id not in entered:
            raise TooLateToSignUp
        return entered[place.date_id]

    return in_one_transaction(work, one_place_per_person_and_date=SignedUpAlready)


def stop_reminders(*, sign_up: SignUp) -> None:
    """Idempotent."""

    def stop() -> None:
        SignUp.objects.filter(pk=sign_up.pk).update(wants_reminder=False)
        for place in sign_up.places.all():  # type: ignore[attr-defined]
            withdraw_reminder(place)

    in_one_transaction(stop)


def _take(row: Place, people: int, *, now: datetime, actor: User | None) -> None:
    row.state, row.people, row.offer_until = PlaceState.TAKEN, people, None
    row.save(update_fields=["state", "people", "offer_until"])
    record_change(
        "place.taken",
        subject=f"activity_date:{row.date.public_id}",
        actor=actor,
        actor_kind=Change.ActorKind.STAFF if actor else Change.ActorKind.CITIZEN,
        facts={"people": people},
    )
    _count_up(row)
    tell_confirmed(row, now=now)


def _count_up(row: Place) -> None:
    row.sequence += 1
    row.save(update_fields=["sequence"])


@dataclass(frozen=True, slots=True)
class Line:
    """The first of the dates that share one line, and what was free on each of them before
    anything changed (None: as many as come, or nobody asked)."""

    first: ActivityDate
    free: int | None


def _write(
    place: Place,
    change: Callable[[Place, Line], None],
    *,
    now: datetime,
    settles_first: bool = False,
) -> Place:
    """Lock, change what this person has on every date of the line, settle. What asks for seats
    `settles_first`: those who wait were asked, and offers beyond the places are gone."""

    def work() -> Place:
        dates = lock_dates(dates_of_line(place.date_id, now=now))
        line = Line(
            min(dates, key=lambda one: (one.starts_at or one.planned_at, one.pk)),
            settle(dates, now=now) if settles_first else None,
        )
        for row in _rows_of(place, dates):
            change(row, line)
        settle(dates, now=now)
        return Place.objects.select_related("sign_up", "date").get(pk=place.pk)

    return in_one_transaction(work)


def _rows_of(place: Place, dates: list[ActivityDate]) -> list[Place]:
    """Their place on this date, and of a course what they have besides, the first date first."""
    by_pk = {one.pk: one for one in dates}
    on_the_line = Place.objects.living().filter(sign_up=place.sign_up_id, date__in=dates)
    rows = Place.objects.filter(Q(pk=place.pk) | Q(pk__in=on_the_line)).select_related("sign_up")
    for row in rows:
        row.date = by_pk[row.date_id]
    return sorted(rows, key=lambda row: (row.date.starts_at or row.date.planned_at, row.pk))
