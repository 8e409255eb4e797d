from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from jobcenter.shared.refusals import Refusal


class AlreadyCovered(Refusal):
    message = _("Somebody is already asked to cover on one of those days.")
    next_step = _("Choose other days, or take the other one back first.")


class CoversForThemselves(Refusal):
    message = _("Nobody can cover for themselves.")
    next_step = _("Choose a colleague.")


class NotInThisHouse(Refusal):
    message = _("That colleague does not work in this house any more.")
    next_step = _("Choose somebody else.")


class CoverIsGone(Refusal):
    message = _("This has been taken back meanwhile.")
    next_step = _("Load the page again and see how it stands now.")


class QuestionIsGone(Refusal):
    message = _("This question is closed.")
    next_step = _("Your answer was not sent. Talk with your colleague instead.")


class MinutesAreGone(Refusal):
    message = _("These minutes have been deleted meanwhile.")
    next_step = _("What you typed is kept here. Copy it if you want to write them anew.")


class HoldsPersonalData(Refusal):
    """`found` are the passages, as they stand in the text."""

    next_step = _("Ask without saying whom it is about. Nothing was saved.")

    def __init__(self, found: Sequence[str]) -> None:
        self.found = list(found)
        passages = ", ".join(f"“{one}”" for one in self.found)
        super().__init__(_("Take this out: %(passages)s.") % {"passages": passages})


class RoomNameTaken(Refusal):
    message = _("Another room of the house already has this name.")
    next_step = _("Choose a name of its own.")


class RoomIsReserved(Refusal):
    message = _("The room is reserved for something else in that time.")
    next_step = _("Choose another time, or another room.")


class RoomIsTaken(Refusal):
    message = _("Somebody has booked a conversation in that room then, or it is out of use.")
    next_step = _("Choose another time, or another room. Nobody's conversation was changed.")


class AlreadyOutOfUse(Refusal):
    message = _("The room is already out of use for some of that time.")
    next_step = _("Take it into use again first.")


class ReservationIsPast(Refusal):
    message = _("That time has already passed.")
    next_step = _("Choose a time that is still to come.")
