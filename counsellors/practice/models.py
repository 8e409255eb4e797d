from __future__ import annotations

from datetime import datetime, timedelta

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from counsellors.conversations.models import Conversation
from jobcenter.shared.secrets import new_public_id

from .enums import Author, Doer

LONGEST_DRAFT = timedelta(hours=24)
LONGEST_WORDS = 4000
LONGEST_STEP = 200


class SharedNote(models.Model):
    """What the two of one conversation agreed on. There is none when neither wrote anything.

    `version` rises with every change of words or steps. Each yes is a yes to one version, so a
    later edit by either takes the mark *agreed* away without anybody touching the other's yes.
    What the counsellor wrote is seen by the citizen from `visible_at` on: the moment it was shared,
    or a day after it was begun, whichever comes first. Nothing has to run for that to come true.
    """

    conversation = models.OneToOneField(Conversation, on_delete=models.CASCADE, related_name="note")
    version = models.PositiveIntegerField(default=0)
    counsellor_agreed_to = models.PositiveIntegerField(null=True, blank=True)
    citizen_agreed_to = models.PositiveIntegerField(null=True, blank=True)
    drafted_at = models.DateTimeField(null=True, blank=True)
    visible_at = models.DateTimeField(null=True, blank=True)
    # When the latest message about it goes or went to the citizen.
    citizen_told_at = models.DateTimeField(null=True, blank=True)
    # Since when there are words of the citizen that the counsellor has not had on screen, and when
    # the counsellor was written to about them. Both emptied when the counsellor opens the page.
    reply_waits_since = models.DateTimeField(null=True, blank=True)
    counsellor_told_at = models.DateTimeField(null=True, blank=True)
    # The citizen's wish: whoever becomes their counsellor later does not see it.
    is_hidden = models.BooleanField(default=False)
    deleted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(drafted_at=None, visible_at=None)
                | Q(
                    drafted_at__isnull=False,
                    visible_at__isnull=False,
                    visible_at__gte=F("drafted_at"),
                    visible_at__lte=F("drafted_at") + LONGEST_DRAFT,
                ),
                name="a_draft_is_kept_back_for_a_day_at_most",
            ),
            models.CheckConstraint(
                condition=(Q(counsellor_agreed_to=None) | Q(counsellor_agreed_to__lte=F("version")))
                & (Q(citizen_agreed_to=None) | Q(citizen_agreed_to__lte=F("version"))),
                name="nobody_agrees_to_words_still_to_come",
            ),
            models.CheckConstraint(
                condition=Q(counsellor_told_at=None) | Q(reply_waits_since__isnull=False),
                name="a_counsellor_is_told_of_replies_that_wait",
            ),
        ]
        indexes = [
            models.Index(
                fields=["reply_waits_since"],
                condition=Q(reply_waits_since__isnull=False),
                name="notes_with_a_waiting_reply",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.conversation_id} {self.version}"

    def is_shared(self, now: datetime) -> bool:
        """Does the citizen see what the counsellor wrote?"""
        return self.visible_at is not None and self.visible_at <= now

    def has_yes_of(self, author: Author) -> bool:
        agreed_to = {
            Author.COUNSELLOR: self.counsellor_agreed_to,
            Author.CITIZEN: self.citizen_agreed_to,
        }
        return agreed_to[author] == self.version

    @property
    def is_agreed(self) -> bool:
        return self.has_yes_of(Author.COUNSELLOR) and self.has_yes_of(Author.CITIZEN)


class NotePart(models.Model):
    """The words of one of the two. `edition` rises with each edit: two open tabs are noticed."""

    note = models.ForeignKey(SharedNote, on_delete=models.CASCADE, related_name="parts")
    author = models.CharField(max_length=10, choices=Author)
    words = models.TextField(_("words"), max_length=LONGEST_WORDS, blank=True)
    edition = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["note", "author"], name="one_part_of_a_note_each"),
            models.CheckConstraint(
                condition=Q(author__in=Author.values), name="a_note_is_written_by_the_two_who_met"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.author} {self.edition}"


class PastWords(models.Model):
    """What a part said before, for the two of them. A draft the citizen never saw leaves none."""

    part = models.ForeignKey(NotePart, on_delete=models.CASCADE, related_name="past")
    words = models.TextField(_("words"), max_length=LONGEST_WORDS)
    replaced_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.part_id} {self.replaced_at}"


class AgreedStep(models.Model):
    """What happens next, who does it, and by when. Ticking it off is no report to anybody."""

    public_id = models.CharField(max_length=32, unique=True, default=new_public_id, editable=False)
    note = models.ForeignKey(SharedNote, on_delete=models.CASCADE, related_name="steps")
    made_by = models.CharField(max_length=10, choices=Author)
    what = models.CharField(_("what"), max_length=LONGEST_STEP)
    by_whom = models.CharField(max_length=10, choices=Doer, default=Doer.COUNSELLOR)
    by_day = models.DateField(_("by when"), null=True, blank=True)
    is_done = models.BooleanField(default=False)
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(by_whom__in=Doer.values), name="a_step_is_taken_by_those_who_met"
            ),
            models.CheckConstraint(
                condition=Q(made_by__in=Author.values), name="a_step_is_written_by_those_who_met"
            ),
            models.CheckConstraint(condition=~Q(what=""), name="a_step_says_what_is_to_be_done"),
        ]

    def __str__(self) -> str:
        return self.public_id
