"""How one signs up for an activity, and what is asked: written by whoever organises it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime

from django.db.models import Q

from events.activities.enums import DateState
from events.activities.models import Activity, ActivityDate
from events.signups.models import Place, SignupQuestion, SignupTerms
from jobcenter.shared.transactions import in_one_transaction

from .refusals import PeopleHaveSignedUp
from .seats import lock_dates


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """See `SignupTerms`, the same columns."""

    most_together: int = 1
    takes_whole_series: bool = False
    whole_series_only: bool = False
    is_sensitive: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One question. `kept_until` is the last day on which its answers are kept."""

    words: str
    purpose: str
    kept_until: date


def set_terms(
    *, activity: Activity, terms: Terms | None, questions: Sequence[Asked] = (), now: datetime
) -> None:
    """Sets a state: the same twice is the same. No terms is drop-in.

    A question is known by its words: with other words it is another one, and the answers to the
    old one go. Raises PeopleHaveSignedUp for what would take places from people or mean something
    else than they said yes to.
    """

    def work() -> None:
        dates = _locked_dates(activity, now=now)
        has_people = Place.objects.living().filter(date__in=dates).exists()
        was = SignupTerms.objects.filter(activity=activity).first()
        if has_people and was is not None and not _is_the_same_to_people(was, terms):
            raise PeopleHaveSignedUp
        if terms is None:
            SignupTerms.objects.filter(activity=activity).delete()
            return
        row, _made = SignupTerms.objects.update_or_create(activity=activity, defaults=asdict(terms))
        _ask(row, questions)
        if terms.is_sensitive:
            # Otherwise a refusal would tell strangers who is there.
            Place.objects.filter(date__in=dates).update(contact_hash=None)

    in_one_transaction(work)


def has_places_taken(activity: Activity, *, now: datetime) -> bool:
    """Does somebody count on a date that is to come: with a place, an offer or a turn. Not those
    who were told that it is cancelled.

    Locks those dates, so that the answer holds until the caller has written what follows of it.
    """
    dates = _locked_dates(activity, now=now)
    told = Q(told_off=True, date__state=DateState.CANCELLED)
    return Place.objects.living().filter(date__in=dates).exclude(told).exists()


def _locked_dates(activity: Activity, *, now: datetime) -> list[ActivityDate]:
    """Those that are not over, also without a time: people wait to hear when a postponed one is."""
    not_over = Q(ends_at__gt=now) | Q(ends_at=None)
    rows = activity.dates.filter(not_over)  # type: ignore[attr-defined]
    return lock_dates(rows.values_list("pk", flat=True))


def _is_the_same_to_people(was: SignupTerms, terms: Terms | None) -> bool:
    return terms is not None and was.whole_series_only == terms.whole_series_only


def _ask(row: SignupTerms, questions: Sequence[Asked]) -> None:
    words = [one.words for one in questions]
    SignupQuestion.objects.filter(terms=row).exclude(words__in=words).delete()
    for one in questions:
        SignupQuestion.objects.update_or_create(
            terms=row,
            words=one.words,
            defaults={"purpose": one.purpose, "kept_until": one.kept_until},
        )
