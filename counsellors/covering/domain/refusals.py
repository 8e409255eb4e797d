"""What this room says no to, and what one can do instead."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from jobcenter.shared.refusals import Refusal


class NothingFound(Refusal):
    message = _("We found no conversation at your house with that on that day.")
    next_step = _(
        "Ask for the very mail address, number or code they booked with, and for the day. "
        "Your own conversations stand under “My day”."
    )


class FoundMeanwhile(Refusal):
    """The same counsellor found the same conversation in another window: look again."""

    message = NothingFound.message
    next_step = NothingFound.next_step
    may_go_better_next_time = True


class NoLongerOpen(Refusal):
    message = _("It took too long, so the page was closed again.")
    next_step = _("Look for the conversation once more.")


class ReasonHoldsCprNumber(Refusal):
    message = _("There is a CPR number in your words, so we have not kept them.")
    next_step = _("Take it out, and send it again.")
