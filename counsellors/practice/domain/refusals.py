"""What can stand in the way of writing together, in words that help."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from jobcenter.shared.refusals import Refusal


class NoteIsGone(Refusal):
    message = _("There is no shared note for this conversation any more.")
    next_step = _("What was about it is erased.")


class NoteIsDeleted(Refusal):
    message = _("What was written here has been deleted.")
    next_step = _("Nothing more can be written here. You can always book a new conversation.")


class NothingToShare(Refusal):
    message = _("There is nothing to share yet.")
    next_step = _("You need not write anything. A conversation is complete without a note.")


class NothingToAgreeOn(Refusal):
    message = _("There is nothing to say yes to yet.")
    next_step = _("Wait until the counsellor has shared what was written.")


class NoteHasChanged(Refusal):
    message = _("Something was changed while you were reading.")
    next_step = _("Read it once more. Then say yes if you agree.")


class StepIsGone(Refusal):
    message = _("That step is not there any more.")
    next_step = _("Look at the list once more.")


class EnoughSteps(Refusal):
    message = _("There are already many steps.")
    next_step = _("Remove one that is no longer needed. Then add the new one.")


class WrittenMeanwhile(Refusal):
    """The same part was saved from another window. Both texts are at hand: nothing is lost."""

    message = _("You have saved another text in the meantime, perhaps in another window.")
    next_step = _("Both texts stand below. Put them together, and save again.")

    def __init__(self, *, saved: str, edition: int) -> None:
        super().__init__()
        self.saved = saved
        self.edition = edition
