"""What can stand in the way of booking, moving or cancelling, in words that help."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import cached_property
from typing import Self

from django.utils.translation import gettext_lazy as _

from counsellors.availability.domain.offers import Question, Rule, TimeNotOffered
from jobcenter.shared.refusals import Refusal
from jobcenter.ui.dates import clock_in_words

from .alternatives import Alternative, alternatives_to


class TimeRefused(Refusal):
    """This time cannot be had. `alternatives` are the nearest ones that can, at most three.

    They are looked up when somebody asks for them, after the refused transaction has ended: inside
    it the answer would be wrong, and 199 of 200 people at one slot would make the house slow.
    `question` is what was asked for, where the rows behind it were at hand when it was refused.
    """

    question: Question | None = None
    _asked: tuple[Callable[[], Question], datetime, datetime] | None = None

    def about(self, question: Question) -> Self:
        self.question = question
        return self

    def remember(self, question: Callable[[], Question], *, start: datetime, now: datetime) -> None:
        """Keep what was asked for; `question` is only called when somebody looks, if at all."""
        self._asked = (question, start, now)

    @cached_property
    def alternatives(self) -> list[Alternative]:
        if self._asked is None:
            return []
        question, start, now = self._asked
        return alternatives_to(self.question or question(), start=start, now=now)


class TimeAlreadyTaken(TimeRefused):
    message = _("Somebody else has just booked that time.")
    next_step = _("Choose another time. What you wrote is kept.")


class TimeIsNotOnOffer(TimeRefused):
    message = _("That time can no longer be booked.")
    next_step = _("Choose another time. What you wrote is kept.")


class NoRoomFree(TimeRefused):
    message = _("All our rooms are taken at that time.")
    next_step = _("Choose another time, or talk by phone or video.")


class RoomJustTaken(NoRoomFree):
    """The room was taken between looking and locking: the same work may find another one."""

    may_go_better_next_time = True


class ColleagueIsAway(TimeRefused):
    message = _("Your colleague is away or busy at that time.")
    next_step = _("Choose another time, or ask your colleague first.")


class TimeIsPast(Refusal):
    message = _("That time has passed.")
    next_step = _("Choose a time that lies ahead.")


class TimeIsTooFarAhead(Refusal):
    message = _("That time is more than a year ahead.")
    next_step = _("Look at the date once more, and choose an earlier one.")


class NotNow(Refusal):
    """This counsellor cannot begin a conversation this minute; a colleague perhaps can."""


class AlreadyTalking(NotNow):
    next_step = _("Perhaps a colleague is free. Or book a time together.")

    def __init__(self, until: datetime) -> None:
        until_words = clock_in_words(until)
        super().__init__(_("You have a conversation until %(time)s.") % {"time": until_words})


class NextOneIsComing(NotNow):
    next_step = _("Perhaps a colleague is free. Or book a time together.")

    def __init__(self, at: datetime) -> None:
        words = clock_in_words(at)
        super().__init__(_("Your next conversation needs you from %(time)s.") % {"time": words})


def refusal_of(refusal: TimeNotOffered) -> TimeRefused:
    """The engine's no, with alternatives; its words name the rule."""
    if refusal.rule == Rule.BOOKED:
        return TimeAlreadyTaken()
    if refusal.rule == Rule.NO_ROOM:
        return NoRoomFree()
    return TimeIsNotOnOffer(refusal.message)


class ContactRefused(Refusal):
    """Something about this contact's own conversations stands in the way.

    Only ever shown as it is to the account the contact belongs to. Everybody else is told
    `CannotBookWithThisContact`, whatever the reason: a stranger who types Amal's address must not
    learn that she has a conversation, nor when.
    """


class CannotBookWithThisContact(ContactRefused):
    message = _("We cannot book this time with this mail address or phone number.")
    next_step = _(
        "Do you already have a conversation? Then use the link in your mail, or call us. "
        "We are glad to help."
    )


class AlreadyHaveAConversationThen(ContactRefused):
    message = _("You already have a conversation at that time.")
    next_step = _("Choose another time, or move the one you have. You find it in My conversations.")


class TheyHaveAConversationThen(ContactRefused):
    """To staff, who are talking with the person; that they were told stands in the read log."""

    message = _("This person already has a conversation at that time.")
    next_step = _("Ask them whether they would like to move it, or choose another time.")


class PersonCannotThen(Refusal):
    """What a counsellor is told: not what the person has elsewhere, nor whether it is with us."""

    message = _("That time does not suit this person.")
    next_step = _("Choose another time, or call and find one together.")


class EnoughConversationsAhead(ContactRefused):
    message = _("You already have three conversations ahead of you.")
    next_step = _("When the first is over you can book again. You can always move or cancel one.")


class BookedOftenJustNow(ContactRefused):
    message = _("You have booked many times within an hour, so we have paused it here.")
    next_step = _("Wait an hour, or call us: a human can always do it for you.")


class EnoughWishesWaiting(Refusal):
    message = _("We cannot keep one more wish for this mail address or phone number.")
    next_step = _("A human answers the wishes we have. Or call us: we find a time together.")


class ManyAreBookingNow(Refusal):
    """So many unproven bookings with one counsellor that some may not be meant."""

    log_in_helps = True
    message = _("Unusually many people are booking with this counsellor right now.")
    next_step = _(
        "Log in with a code by mail, and the time is yours. "
        "Or choose another counsellor, or call us."
    )


class ThatIsTheTimeYouHave(Refusal):
    message = _("That is the time you already have.")
    next_step = _("Choose another one, or keep it: then you need not do anything.")


class ConversationHasChanged(Refusal):
    message = _("Your conversation has just been changed in another window.")
    next_step = _("Load the page again and see how it stands now.")


class ConversationIsCancelled(Refusal):
    message = _("This conversation is cancelled.")
    next_step = _("You can book a new one whenever you like.")


class ConversationHasBegun(Refusal):
    message = _("This conversation has begun, so it can no longer be changed here.")
    next_step = _("Call us if you cannot come. It has no consequences.")


class CodeDoesNotFit(Refusal):
    message = _("We find no conversation with that phone number and that code.")
    next_step = _("Look at your receipt once more. Or call us: we find it together.")


class NotAName(Refusal):
    message = _("We cannot use that as a name, because it looks like a web address.")
    next_step = _("Write what we may call you. A nickname is fine.")


class FilledByAProgram(Refusal):
    """The hidden field was filled in: people never see it."""

    message = _("This looks like a program, so nothing was saved.")
    next_step = _("Are you a person? Then call us, and we do it together.")
