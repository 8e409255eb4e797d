from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from jobcenter.shared.refusals import Refusal


class NotAttested(Refusal):
    message = _("Nobody has said yet that this is open to all, voluntary and reported to nobody.")
    next_step = _("Say so first. What is not, does not belong in this programme.")


class NoDates(Refusal):
    message = _("There is no date yet that people can come to.")
    next_step = _("Write a date, or mend the rule, and publish again.")


class RuleTooLong(Refusal):
    message = _("A series can be planned for two years at a time.")
    next_step = _("Choose an earlier last day. You can make it longer later.")


class DateIsOver(Refusal):
    message = _("That date is over, so it cannot be changed.")
    next_step = _("Choose a date that is still to come.")


class EndsBeforeItBegins(Refusal):
    message = _("It would end before it begins.")
    next_step = _("Choose an end after the beginning.")


class AlreadyThatDate(Refusal):
    message = _("The activity has that date already.")
    next_step = _("Choose another time.")


class ReasonMissing(Refusal):
    message = _("Nobody would know why it was cancelled.")
    next_step = _("Write the reason in a few words. It stands beside the date.")


class PeriodsOverlap(Refusal):
    message = _("The house has a holiday period on some of those days already.")
    next_step = _("Choose other days, or remove the other period first.")


class NotAMeetingAddress(Refusal):
    message = _("One cannot click on that to take part.")
    next_step = _("Copy the whole link from your meeting. It begins with https://.")


class NothingToClickInTheHouse(Refusal):
    message = _("What happens in the house only has no link.")
    next_step = _("Choose that one can take part online, or empty the link.")
