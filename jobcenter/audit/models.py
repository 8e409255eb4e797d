from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Cast, Now, TruncMonth

from jobcenter.shared.periods import COPENHAGEN
from jobcenter.shared.secrets import new_public_id

from .enums import Kind, Way, Why


class Change(models.Model):
    """One change somebody made, written in the transaction that made it. Append-only by trigger.

    `facts` never holds names, addresses or free text: it must be able to outlive an erasure.
    """

    class ActorKind(models.TextChoices):
        CITIZEN = "citizen"
        STAFF = "staff"
        SYSTEM = "system"

    action = models.CharField(max_length=60)
    actor_kind = models.CharField(max_length=10, choices=ActorKind)
    # db_constraint off: a deleted account must neither block nor rewrite the trail.
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.DO_NOTHING, db_constraint=False
    )
    subject = models.CharField(max_length=80)
    facts = models.JSONField(default=dict)
    at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(action__regex=r"^[a-z_]+\.[a-z_]+$"),
                name="audit_action_is_noun_dot_past_tense",
            ),
        ]
        indexes = [models.Index(fields=["subject", "at"], name="changes_of_one_subject")]

    def __str__(self) -> str:
        return f"{self.action} {self.subject}"


class ReadingQuerySet(models.QuerySet["Reading"]):
    def about(self, citizens: list[str]) -> ReadingQuerySet:
        """What was seen of these citizens (public ids), the latest first."""
        return self.filter(citizen__in=citizens).order_by("-at", "-month", "-number")


class Reading(models.Model):
    """Somebody who works here saw something about somebody. Append-only by trigger.

    Partitioned by month; within a month the rows are numbered and chained: `hash` is SHA-256 of the
    row before and this one (`domain/chain.py`). Nobody is named by a foreign key, so no erasure is
    blocked, and the reader stands here as they were called on the day.
    """

    pk = models.CompositePrimaryKey("month", "number")
    month = models.DateField()
    number = models.BigIntegerField()
    public_id = models.CharField(max_length=32, default=new_public_id, editable=False)
    at = models.DateTimeField()
    reader_id = models.BigIntegerField()
    reader_name = models.CharField(max_length=120)
    # A value of RoleKind, which lives in a room above this one.
    reader_role = models.CharField(max_length=20)
    centre_id = models.BigIntegerField(null=True)
    # The citizen's public id. Empty for a search that found nobody.
    citizen = models.CharField(max_length=40, blank=True)
    way = models.CharField(max_length=10, choices=Way)
    kinds = ArrayField(models.CharField(max_length=10, choices=Kind))
    why = models.CharField(max_length=12, choices=Why)
    words = models.CharField(max_length=500, blank=True)
    searched_for = models.CharField(max_length=200, blank=True)
    hash = models.BinaryField(max_length=32)

    objects = ReadingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    month=Cast(TruncMonth("at", tzinfo=COPENHAGEN), output_field=models.DateField())
                ),
                name="a_reading_lies_in_its_month",
            ),
            models.CheckConstraint(
                condition=~Q(citizen="") | Q(way=Way.SEARCH),
                name="a_reading_is_about_somebody_or_a_search",
            ),
            models.CheckConstraint(
                condition=~Q(way=Way.SEARCH) | ~Q(searched_for=""),
                name="a_search_says_what_was_searched_for",
            ),
            models.CheckConstraint(
                condition=~Q(why=Why.ASKED) | ~Q(words=""),
                name="a_reading_without_a_relation_says_why",
            ),
        ]
        indexes = [models.Index(fields=["citizen", "-at"], name="readings_about_one_citizen")]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m}/{self.number}"


class ReadingMonth(models.Model):
    """The head of one month's chain: how many rows it has and the hash of the last.

    Stays when the month's rows are dropped (`dropped_at`), as the proof that they were there.
    """

    month = models.DateField(primary_key=True)
    count = models.BigIntegerField()
    last_hash = models.BinaryField(max_length=32)
    dropped_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(month__day=1), name="a_month_is_named_by_its_first_day"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m}"
