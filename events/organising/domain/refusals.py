from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from jobcenter.shared.refusals import Refusal


class NeedsTrust(Refusal):
    message = _("It is public, and the house said yes to it as it stands.")
    next_step = _("You can move and cancel dates. Call the house to change the rest.")


class WaitsAlready(Refusal):
    message = _("It waits for the house already, or it is public.")
    next_step = _("You get a mail as soon as the house has answered.")


class AnsweredAlready(Refusal):
    message = _("Somebody has answered it already.")
    next_step = _("What was answered stands below.")


class ReadItAgain(Refusal):
    message = _("The organisation has changed it since you opened the page.")
    next_step = _("How it stands now is shown below. Read it, and answer again.")


class SaysNoWhy(Refusal):
    message = _("Nobody would know why.")
    next_step = _("Write a few words. The organisation and everybody else can read them.")


class PeopleHavePlaces(Refusal):
    message = _("Somebody has signed up for it.")
    next_step = _("Cancel the dates first: then everybody hears of it. Then take it out.")


class NoPartnerAnyMore(Refusal):
    message = _("Your organisation does not work with this house any more.")
    next_step = _("The house looks after it now. Call the house when something has to change.")


class MemberAlready(Refusal):
    message = _("That person makes activities for the organisation already.")
    next_step = _("They log in with their mail, and it is all there.")


class TooLateToJoin(Refusal):
    message = _("The invitation is too old, or it was taken back.")
    next_step = _("Ask the house for a new one.")


class TrustedAlready(Refusal):
    message = _("The house trusts the organisation already.")
    next_step = _("There is nothing to do.")


class NotTrusted(Refusal):
    message = _("The house does not trust the organisation with that at present.")
    next_step = _("There is nothing to take back.")
