"""What can stand in the way of writing, in words that help."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from jobcenter.shared.refusals import Refusal
from jobcenter.shared.sensitive import PassagesNamed


class HoleInThread(RuntimeError):
    """A number between two others is missing: a fault of ours, never of the reader's."""


class ThreadIsOver(Refusal):
    message = _("This talk has ended.")
    next_step = _("Nothing was sent. You can always begin a new one.")


class AlreadyWaiting(Refusal):
    message = _("You are already waiting for somebody.")
    next_step = _("You keep your place. Go on in the talk you have begun.")


class NothingWritten(Refusal):
    message = _("There is nothing to send yet.")
    next_step = _("Write a few words first.")


class MessageTooLong(Refusal):
    message = _("The message is too long to be sent at once.")
    next_step = _("Send it in two parts. Nothing you wrote is lost.")


class MessageIsGone(Refusal):
    message = _("That message cannot be changed any more.")
    next_step = _("Write a new message instead.")


class TooLateToChange(MessageIsGone):
    message = _("A message can be changed for a quarter of an hour. That time is over.")
    next_step = _("Write a new message instead. You can still take this one back.")


class NotYoursToClaim(Refusal):
    message = _("This talk belongs to somebody else.")
    next_step = _("Begin a new one. Your own talks are on your page.")


class HoldsCprNumber(PassagesNamed):
    message = _("There is a CPR number in the text. We never keep those.")
    next_step = _("Take it out, and send again. Nothing was sent.")


class MayHoldCprNumber(PassagesNamed):
    """Numbers alone are asked about here; a note, which stays, asks about diagnoses too."""

    message = _("Some of this looks like a CPR number.")
    next_step = _("We do not need it to help. You decide: take it out, or send it as it is.")
    can_be_kept = True


class NotYourTalkAnyMore(Refusal):
    message = _("This talk is not with you any more.")
    next_step = _("Nothing was changed. Your desk shows who has it now.")


class ColleagueIsAway(Refusal):
    message = _("That colleague meets nobody at the moment.")
    next_step = _("Choose somebody else, or put the talk back in line.")


class AlreadyHere(Refusal):
    message = _("That colleague is in the talk already.")
    next_step = _("They can read and write with you.")


class LendForAWhile(Refusal):
    message = _("That time has passed.")
    next_step = _("Choose a later one, or hand the talk over for good.")


class TheyWaitElsewhere(Refusal):
    message = _("This person already waits in another talk.")
    next_step = _("One place in line is enough. Answer them there, or end this talk.")
