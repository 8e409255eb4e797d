"""What can stand in the way of having one's own counsellor, in words that help."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from jobcenter.shared.refusals import Refusal


class CounsellorHasEnoughPeople(Refusal):
    """The ceiling of the house: whoever comes now is shown the next free colleague."""

    message = _("This counsellor has as many people as there is time for.")
    next_step = _("You can still book a conversation. Or choose a colleague to be your own.")


class ColleagueHasEnoughPeople(CounsellorHasEnoughPeople):
    """The same, to the counsellor who writes the card: nobody is asked to say yes in vain."""

    message = _("Your colleague has as many people as there is time for.")
    next_step = _("Choose another colleague.")


class CounsellorMeetsNobodyNow(Refusal):
    message = _("This counsellor does not meet people right now.")
    next_step = _("Choose somebody else. Or call us, and we find somebody together.")


class ChangedMeanwhile(Refusal):
    """Two changes at the same instant: the later one is told, and the first one holds."""

    message = _("Your own counsellor was changed in another window just now.")
    next_step = _("Load the page again and see how it stands now.")
    may_go_better_next_time = True


class OfferIsOver(Refusal):
    message = _("This offer no longer stands.")
    next_step = _("You can choose your own counsellor yourself at any time.")


class HandoverIsOver(Refusal):
    message = _("This handover no longer stands.")
    next_step = _("Nothing was changed. You can choose your own counsellor yourself at any time.")


class OneHandoverWaits(Refusal):
    message = _("You have already proposed a colleague to this person.")
    next_step = _("Take that proposal back first, if it is to be somebody else.")


class HandoverToOneself(Refusal):
    message = _("You are this person's own counsellor already.")
    next_step = _("Choose a colleague.")


class NotYourPersonAnyMore(Refusal):
    message = _("This person has another own counsellor now, or none.")
    next_step = _("Nothing was sent.")


class NothingToOffer(Refusal):
    """Before the two have met, or when the person is the counsellor's own already."""

    message = _("There is nothing to offer here.")
    next_step = _(
        "You can offer it once your conversation has begun, to somebody who is not yours."
    )
