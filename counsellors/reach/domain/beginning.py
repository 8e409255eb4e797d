"""What the start form asks for, made into a talk at a house that answers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import Count
from django.utils.translation import gettext_lazy as _

from citizens.people.models import Citizen
from counsellors.chat.domain.starting import FORM, Beginning, start_thread
from counsellors.chat.models import Thread
from counsellors.line.domain import route
from jobcenter.centres.models import Centre
from jobcenter.limits.domain import address_group
from jobcenter.shared.refusals import Refusal
from jobcenter.submissions.domain import FormAlreadyUsed
from jobcenter.submissions.models import Submission

from .doors import HouseHere, door_of, houses_here, with_hours

if TYPE_CHECKING:
    from jobcenter.accounts.models import User


class HouseIsClosed(Refusal):
    message = _("That house does not answer right now.")
    next_step = _("Choose a house that is open, or call. What you wrote is still here.")


class NobodyIsHere(Refusal):
    message = _("Nobody is here right now, in any house.")
    next_step = _("Call, or book a time. What you wrote is still here.")


class BrowserIsNew(Refusal):
    message = _("Your browser has just forgotten us.")
    next_step = _("Nothing was sent. What you wrote is still here: send it once more.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """`house`: None for whoever is here first. `speaks`: the language they want to write in,
    `language` that of the pages they read.
    """

    house: Centre | None
    words: str
    nickname: str
    speaks: str
    language: str
    accepted: frozenset[str] = frozenset()
    # See counsellors/safety/domain/flooding.py.
    work: str = ""


def begin_talk(
    *,
    asked: Asked,
    user: User | None,
    token_hash: bytes | None,
    form_key: str,
    address: str,
    now: datetime,
) -> Thread:
    """A talk in the line of the house; the same form again is the same talk.

    Raises HouseIsClosed, NobodyIsHere, AlreadyWaiting, the refusals of a message for the first
    words, and TooManyAttempts.
    """
    centre = _house_of(form_key) or _open_house(asked, now=now)
    citizen = Citizen.objects.filter(user=user).first() if user else None
    beginning = Beginning(
        centre=centre,
        words=asked.words,
        nickname=asked.nickname,
        language=asked.language,
        speaks=asked.speaks,
        user=user,
        token_hash=None if user else token_hash,
        accepted=asked.accepted,
        work=asked.work,
        route=route(citizen=citizen, centre=centre, language=asked.speaks, now=now),
    )
    subject = address_group(address)
    thread = start_thread(beginning=beginning, form_key=form_key, address=subject, now=now)
    if thread.erased_at is not None:
        # Sent once more after everything was deleted: the browser's Back button can do that.
        raise FormAlreadyUsed
    return thread


def house_of_whoever_is_here(language: str, *, now: datetime) -> Centre | None:
    """The house with the fewest people in line for each who answers, first among those where the
    language is spoken; of two alike the first by name. None: nobody is here.
    """
    here = houses_here(now=now)
    fitting = [house for house in here if language in house.languages] or here
    waiting = _waiting_at([house.centre for house in fitting])

    def crowd(house: HouseHere) -> float:
        return waiting.get(house.centre.pk, 0) / len(house.people)

    # Already in Danish order, and `min` takes the first of two alike.
    quietest = min(fitting, key=crowd, default=None)
    return with_hours(quietest.centre) if quietest else None


def _house_of(form_key: str) -> Centre | None:
    """Where the very same form began a talk before: whether that house is open now is no matter."""
    sent = Submission.objects.filter(form=FORM, key=form_key).values("result")
    return Centre.objects.filter(threads__public_id__in=sent).first()


def _open_house(asked: Asked, *, now: datetime) -> Centre:
    if asked.house is None:
        found = house_of_whoever_is_here(asked.speaks, now=now)
        if found is None:
            raise NobodyIsHere
        return found
    if not door_of(centre=asked.house, language=asked.speaks, now=now).can_be_written_to:
        raise HouseIsClosed
    return asked.house


def _waiting_at(houses: list[Centre]) -> dict[int, int]:
    waiting = Thread.objects.in_line().filter(centre__in=houses)
    return dict(waiting.values_list("centre").annotate(people=Count("pk")).order_by())
