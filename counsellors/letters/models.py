from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models import Q

from counsellors.chat.models import Thread
from jobcenter.shared.secrets import new_public_id


class LetterQuerySet(models.QuerySet["Letter"]):
    def unanswered(self) -> LetterQuerySet:
        """Nobody has taken the talk yet."""
        return self.filter(thread__counsellor=None, thread__ended_at=None, thread__erased_at=None)

    def due(self, by: datetime) -> LetterQuerySet:
        return self.unanswered().filter(reply_by__lte=by)


class Letter(models.Model):
    """A talk whose answer may come later: where it is sent, and by when it was promised.

    `email` is where somebody asked us to write, empty for an account (whose own address counts) and
    for somebody we cannot write to. Its link is derived from `public_id` and `edition`, only its
    hash is stored. It goes with the words of its talk: a trigger sees to that, whoever deletes
    them.
    """

    public_id = models.CharField(max_length=32, unique=True, default=new_public_id, editable=False)
    thread = models.OneToOneField(Thread, on_delete=models.CASCADE, related_name="letter")
    email = models.EmailField(blank=True)
    link_hash = models.BinaryField(max_length=32, null=True)
    edition = models.PositiveSmallIntegerField(default=1)
    # The link was used: whoever reads that mail box has been here.
    proven_at = models.DateTimeField(null=True)
    written_at = models.DateTimeField()
    reply_by = models.DateTimeField()
    # The house was told that the promise is about to run out.
    reminded_at = models.DateTimeField(null=True)

    objects = LetterQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["link_hash"], name="a_link_opens_one_letter"),
            models.CheckConstraint(
                condition=Q(email="", link_hash=None, proven_at=None)
                | (~Q(email="") & Q(link_hash__isnull=False)),
                name="a_link_is_sent_to_an_address",
            ),
            models.CheckConstraint(
                condition=Q(reply_by__gt=models.F("written_at")),
                name="a_reply_is_promised_for_later",
            ),
        ]
        indexes = [models.Index(fields=["reply_by"], name="letters_by_promise")]

    def __str__(self) -> str:
        return self.public_id
