"""What can stand in the way of a call, in words that help."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from jobcenter.shared.refusals import Refusal


class WindowIsFull(Refusal):
    message = _("All calls of that time are taken now.")
    next_step = _("Choose another time. The number you wrote is still here.")


class PlaceInWindowTaken(WindowIsFull):
    """Somebody was quicker by a moment; another place may be left."""

    may_go_better_next_time = True


class CallAlreadyAsked(Refusal):
    message = _("You have already asked us to call.")
    next_step = _("You can choose another time for that call, or say that you do not need it.")


class NoCallToChange(Refusal):
    message = _("There is no call to change any more.")
    next_step = _("You can ask us to call again whenever you like.")


class SomebodyCallsNow(Refusal):
    message = _("We are calling you right now.")
    next_step = _("Look at your phone. Nothing was changed.")


class NotInLine(Refusal):
    message = _("You do not stand in line any more.")
    next_step = _("Choose a time instead, and we call you then.")


class NoSecretKept(Refusal):
    message = _("Your browser does not keep what it needs to find this talk again.")
    next_step = _("Allow cookies for this page, or call us: a human answers.")


class ColleagueCalls(Refusal):
    """The slower of two is told who makes the call."""

    message = _("A colleague calls already.")
    next_step = _("You need do nothing. The number was not shown to you.")

    def __init__(self, name: str = "") -> None:
        said = _("%(name)s calls already.") % {"name": name} if name else ""
        super().__init__(said)


class CallIsOver(Refusal):
    message = _("This call is over, or it was called off.")
    next_step = _("The number is deleted. What happened stands in the talk.")


class TakeItFirst(Refusal):
    message = _("Nobody is calling right now.")
    next_step = _("Press “I call now” first. Nothing was changed.")
