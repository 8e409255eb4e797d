"""Signing up without an account: for one date or for all of a series that are still to come."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import transaction

from events.activities.enums import Whereabouts
from events.activities.models import ActivityDate
from events.signups.enums import PlaceState
from events.signups.models import Place, SignUp, SignupAnswer, SignupTerms
from jobcenter.audit.domain import record_change
from jobcenter.audit.models import Change
from jobcenter.limits.domain import Limit, address_group, spend
from jobcenter.shared.periods import COPENHAGEN
from jobcenter.shared.secrets import hash_of_link, new_public_id
from jobcenter.shared.transactions import in_one_transaction
from jobcenter.submissions.domain import claim_submission, keep_result

from .first_seats import let_in, let_in_on_their_word, use_seat
from .notices import is_sensitive, tell_confirmed, tell_waiting
from .refusals import NoSignUpHere, SignedUpAlready, TooLateToSignUp, TooManyTogether
from .seats import MOST_DATES, is_all_or_none, is_on, lock_dates, settle
from .secrets import contact_hash_of, new_link_secret_for

if TYPE_CHECKING:
    from jobcenter.accounts.models import User

FORM = "signup"
# A library or a mobile operator shares one address among many people.
PER_ADDRESS = Limit("signup.made", 30, timedelta(hours=1))


@dataclass(frozen=True, slots=True, kw_only=True)
class SignUpRequest:
    """What somebody asks for. `answers` by question id; `name` may be a nickname. Of `email` and
    `phone` one at most; none when staff write them down."""

    name: str
    email: str = ""
    phone: str = ""
    people: int = 1
    takes_fewer: bool = False
    whole_series: bool = False
    wants_reminder: bool = True
    page_language: str = "da"
    answers: Mapping[int, str] = field(default_factory=dict)


def sign_up(
    *, one: ActivityDate, request: SignUpRequest, form_key: str, now: datetime, address: str = "",
    first_seat: bytes | None = None, on_their_word: bool = False, actor: User | None = None,
) -> SignUp:  # fmt: skip
    """A place where there is room, otherwise a place in the line; see `seats` for the rule.

    The same form sent again gives the same sign-up. `actor` is staff who write somebody down;
    `address` is the sender's otherwise, and is counted. `first_seat` is the hash of the link with
    which those who wished for it come first; `on_their_word` staff let somebody in without it.
    """

    def work() -> SignUp:
        body = asdict(request) | {"date": one.public_id}
        earlier = claim_submission(form=FORM, key=form_key, body=body)
        if earlier is not None:
            return SignUp.objects.get(public_id=earlier.result)
        dates = [
            row for row in lock_dates(_asked_for(one, request, now=now)) if is_on(row, now=now)
        ]
        if not dates:
            raise TooLateToSignUp
        seat = None
        if on_their_word and actor is not None:
            let_in_on_their_word(dates=dates, actor=actor, now=now)
        else:
            seat = let_in(dates=dates, link=first_seat, now=now)
        made = _write_down(one, request, now=now)
        use_seat(seat, made)
        for line in [dates] if is_all_or_none(one) else [[date] for date in dates]:
            enter(made, line, now=now)
        keep_result(form=FORM, key=form_key, result=made.public_id)
        _record(made, dates, actor)
        if actor is None:
            spend(PER_ADDRESS, subject=address_group(address), now=now)
        return made

    try:
        return in_one_transaction(work, one_place_per_person_and_date=SignedUpAlready)
    except SignedUpAlready:
        if actor is None:
            _count_although_refused(address, now=now)
        raise


def _count_although_refused(address: str, *, now: datetime) -> None:
    """Otherwise one could ask about one mail address after the other."""
    with transaction.atomic():
        spend(PER_ADDRESS, subject=address_group(address), now=now)


def enter(made: SignUp, dates: list[ActivityDate], *, now: datetime) -> list[Place]:
    """A place on these dates, which have one line, or in it; the caller holds their lock. Either
    on all of them or on none."""
    coming = [one for one in dates if is_on(one, now=now)]
    if not coming:
        raise TooLateToSignUp
    free = settle(coming, now=now)
    has_room = free is None or made.people <= free
    places = [
        Place.objects.create(
            sign_up=made, date=one, people=made.people, since=now,
            state=PlaceState.TAKEN if has_room else PlaceState.WAITING,
            contact_hash=contact_hash_on(one, made), **told(one, now=now),
        )
        for one in coming
    ]  # fmt: skip
    if has_room:
        for place in places:
            tell_confirmed(place, now=now)
    else:
        tell_waiting(places[0], now=now)
    settle(coming, now=now)
    return places


def told(one: ActivityDate, *, now: datetime) -> dict[str, object]:
    """What a person knows of the date once they were told this moment. The caller holds its lock:
    otherwise its sequence may rise unseen."""
    return {
        "told_at": now,
        "told_sequence": one.sequence,
        "told_title": "" if is_sensitive(one) else one.title,
        "told_address": address_in_words(one),
        "told_starts_at": one.starts_at,
        "told_ends_at": one.ends_at,
        "told_room": one.room.name if one.room else "",
        "told_centre_id": one.activity.centre_id,
        "told_whereabouts": one.activity.whereabouts,
        "told_online_address": one.online_address,
        "told_language": one.language,
        "told_price_kroner": one.price_kroner,
        "told_off": not is_planned(one),
    }


def address_in_words(one: ActivityDate) -> str:
    """The house and where it stands; nothing of what is only online. See `changes`, the same in
    SQL."""
    if one.activity.whereabouts == Whereabouts.ONLINE:
        return ""
    house = one.activity.centre
    return "\n".join((house.name, house.street, house.postcode, house.town))


def is_planned(one: ActivityDate) -> bool:
    return one.state in {"planned", "moved"}


def terms_of(one: ActivityDate) -> SignupTerms:
    terms = SignupTerms.objects.filter(activity=one.activity_id).first()
    if terms is None:
        raise NoSignUpHere
    return terms


def _asked_for(one: ActivityDate, request: SignUpRequest, *, now: datetime) -> list[int]:
    terms = terms_of(one)
    if request.people > terms.most_together:
        raise TooManyTogether
    wants_all = request.whole_series and terms.takes_whole_series
    if not (wants_all or terms.whole_series_only):
        return [one.pk]
    rows = ActivityDate.objects.filter(activity=one.activity_id, starts_at__gt=now)
    coming = rows.exclude(state__in=["cancelled", "postponed"]).order_by("starts_at", "pk")
    pks = list(coming.values_list("pk", flat=True)[:MOST_DATES])
    if not pks:
        raise TooLateToSignUp
    return pks


def _write_down(one: ActivityDate, request: SignUpRequest, *, now: datetime) -> SignUp:
    public_id = new_public_id()
    made = SignUp.objects.create(
        public_id=public_id, activity_id=one.activity_id, name=request.name, email=request.email,
        phone=request.phone, people=request.people, takes_fewer=request.takes_fewer,
        wants_reminder=request.wants_reminder, page_language=request.page_language,
        link_hash=hash_of_link(new_link_secret_for(public_id)), made_at=now,
    )  # fmt: skip
    today = now.astimezone(COPENHAGEN).date()
    asked = terms_of(one).questions.filter(pk__in=list(request.answers), kept_until__gte=today)
    SignupAnswer.objects.bulk_create(
        SignupAnswer(sign_up=made, question=question, words=request.answers[question.pk])
        for question in asked
        if request.answers[question.pk]
    )
    return made


def contact_hash_on(one: ActivityDate, made: SignUp) -> bytes | None:
    """What makes the same person on a date known twice; nothing in a sensitive group."""
    terms = getattr(one.activity, "signup_terms", None)
    if terms is None or terms.is_sensitive:
        return None
    return contact_hash_of(email=made.email, phone=made.phone)


def _record(made: SignUp, dates: list[ActivityDate], actor: User | None) -> None:
    for one in dates:
        record_change(
            "place.asked_for",
            subject=f"activity_date:{one.public_id}",
            actor=actor,
            actor_kind=Change.ActorKind.STAFF if actor else Change.ActorKind.CITIZEN,
            facts={"people": made.people},
        )


__all__ = ["FORM", "SignUpRequest", "contact_hash_on", "enter", "sign_up", "terms_of", "told"]
