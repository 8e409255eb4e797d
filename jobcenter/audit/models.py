from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models.functions import Now


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
