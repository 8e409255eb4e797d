from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from jobcenter.shared.refusals import Refusal
from jobcenter.ui.dates import when_in_words


class NoSignUpHere(Refusal):
    message = _("One cannot sign up for this.")
    next_step = _("Just come, or call the house.")


class TooLateToSignUp(Refusal):
    message = _("It has begun, or it does not happen.")
    next_step = _("Choose another day.")


class TooManyTogether(Refusal):
    message = _("That is more people than can sign up together.")
    next_step = _("Write fewer, or call the house.")


class SignedUpAlready(Refusal):
    message = _("You cannot sign up with this mail or phone number here.")
    next_step = _("Look for the link in your mail or on your phone, or call the house.")


class OfferIsOver(Refusal):
    message = _("The offer is not open any more, so the place went on to the next.")
    next_step = _("You can join the list again.")


class OfferTakenBack(Refusal):
    message = _("The places or the day have changed, so the offer does not stand any more.")
    next_step = _("You keep your place in the line.")


class NoPlaceFree(Refusal):
    message = _("There is no place free just now.")
    next_step = _("You keep your place in the line.")


class NotThatManyFree(Refusal):
    message = _("There are not that many places free.")
    next_step = _("What you have stands as it was.")


class PeopleHaveSignedUp(Refusal):
    message = _("Somebody has signed up already, so this cannot be changed now.")
    next_step = _("Let it be as it was, or cancel the dates first: then everybody hears of it.")


class OthersFirst(Refusal):
    message = _("Those who wished for this have the first seats.")
    next_step = _("Look again in a little while: then it says here when everybody can sign up.")

    def __init__(self, *, until: datetime | None = None) -> None:
        opens = _("Everybody can sign up from %(when)s.")
        super().__init__(next_step=opens % {"when": when_in_words(until)} if until else "")


class FirstSeatUsed(Refusal):
    message = _("Somebody has signed up with this link already.")
    next_step = _("Was it you? Then look for the link to your place in your mail or on your phone.")


class DateHoldsTooFew(Refusal):
    message = _("The new date has not room for all who have a place on the course.")
    next_step = _("Give it more places. Nothing is saved yet.")

    def __init__(
        self, *, people: int = 0, free: int = 0, starts_at: datetime | None = None
    ) -> None:
        said = _(
            "There is room for %(free)s more %(when)s, and %(people)s of the course come along."
        )
        facts = {"people": people, "free": free}
        when = when_in_words(starts_at) if starts_at else ""
        super().__init__(said % (facts | {"when": when}) if starts_at else "")
