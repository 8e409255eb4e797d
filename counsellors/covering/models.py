from __future__ import annotations

from datetime import datetime, timedelta

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import F, Q

from counsellors.conversations.models import Conversation
from counsellors.people.models import Counsellor
from jobcenter.shared.secrets import new_public_id

LONGEST_REASON = 500
LONGEST_OPENING = timedelta(hours=1)


class OpeningQuerySet(models.QuerySet["Opening"]):
    def standing(self, now: datetime) -> OpeningQuerySet:
        """Found or opened, and its time is not over."""
        return self.filter(during__contains=now)


class Opening(models.Model):
    """A counsellor looks at a colleague's conversation, because its person called or came.

    First it is found (`opened_at` empty: nothing is shown yet), then a reason in words opens it,
    for a short while. What stays is the line in the read log; this row goes after a day.
    """

    public_id = models.CharField(max_length=32, unique=True, default=new_public_id, editable=False)
    counsellor = models.ForeignKey(Counsellor, on_delete=models.CASCADE, related_name="openings")
    conversation = models.ForeignKey(
        Conversation, on_delete=models.CASCADE, related_name="openings"
    )
    during = DateTimeRangeField()
    opened_at = models.DateTimeField(null=True, blank=True)
    words = models.CharField(max_length=LONGEST_REASON, blank=True)

    objects = OpeningQuerySet.as_manager()

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="one_opening_at_a_time_per_counsellor_and_conversation",
                expressions=[
                    ("counsellor", RangeOperators.EQUAL),
                    ("conversation", RangeOperators.EQUAL),
                    ("during", RangeOperators.OVERLAPS),
                ],
            ),
            models.CheckConstraint(
                condition=Q(opened_at=None, words="") | (Q(opened_at__isnull=False) & ~Q(words="")),
                name="an_opening_says_why",
            ),
            models.CheckConstraint(
                condition=Q(
                    during__isempty=False,
                    during__lower_inf=False,
                    during__upper_inf=False,
                    during__endswith__lte=F("during__startswith") + LONGEST_OPENING,
                ),
                name="an_opening_lasts_an_hour_at_most",
            ),
        ]

    def __str__(self) -> str:
        return self.public_id

    @property
    def ends_at(self) -> datetime:
        ends_at: datetime = self.during.upper
        return ends_at


class TakenOn(models.Model):
    """A colleague has said "I take it" of one conversation that its counsellor cannot hold.

    From then on they see what whoever covers sees. The row goes a day after the conversation.
    """

    # The constraint's index is the one that is needed.
    conversation = models.ForeignKey(
        Conversation, on_delete=models.CASCADE, related_name="taken_on", db_index=False
    )
    counsellor = models.ForeignKey(Counsellor, on_delete=models.CASCADE, related_name="taken_on")
    taken_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["conversation"], name="one_colleague_takes_on_a_conversation"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.conversation}"
