from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from jobcenter.shared.refusals import Refusal


class NoSupportHere(Refusal):
    message = _("This wish has its answer already.")
    next_step = _("Look at the other wishes, or write one of your own.")


class YourOwnWish(Refusal):
    message = _("It is your own wish, so you are counted already.")
    next_step = _("Let others know of it, if you like.")


class SupportedAlready(Refusal):
    message = _("Somebody supports this wish with that mail or phone number already.")
    next_step = _("You are counted. You can leave the fields empty.")


class AnsweredAlready(Refusal):
    message = _("Somebody of your house has answered this already.")
    next_step = _("Yours was not sent. You see the answer below.")


class NoReason(Refusal):
    message = _("A no needs a reason: it is read by somebody who hoped.")
    next_step = _("Write in a few words why, and what they can do instead.")


class NoDay(Refusal):
    message = _("“Not yet” needs the day on which you answer again.")
    next_step = _("Choose a day that is still to come, within a year.")


class NotOfThisHouse(Refusal):
    message = _("That activity belongs to another house, or it is over.")
    next_step = _("Choose one from the list.")
