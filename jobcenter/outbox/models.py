from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _


class NoticeQuerySet(models.QuerySet["Notice"]):
    def due(self, now: datetime) -> NoticeQuerySet:
        """Queued, its time has come, and no relay holds a living lease on it."""
        return self.filter(state=Notice.State.QUEUED, due_at__lte=now).filter(
            models.Q(leased_until=None) | models.Q(leased_until__lt=now)
        )


class Notice(models.Model):
    """One message to one person: every mail and SMS leaves the house through this table.

    Written in the transaction that makes it true; delivered later by the relay, once per
    `effect_key`. `payload` holds the few facts the message needs, frozen at commit, so that the
    relay never asks a room above this one.
    """

    class Channel(models.TextChoices):
        MAIL = "mail", _("Mail")
        SMS = "sms", _("SMS")

    class State(models.TextChoices):
        QUEUED = "queued", _("Queued")
        SENT = "sent", _("Sent")
        WITHDRAWN = "withdrawn", _("Withdrawn")
        DEAD = "dead", _("Could not be delivered")

    kind = models.CharField(max_length=60)
    channel = models.CharField(max_length=4, choices=Channel)
    recipient = models.CharField(max_length=254)
    language = models.CharField(max_length=7, default="da")
    payload = models.JSONField(default=dict)
    effect_key = models.CharField(max_length=120)
    subject = models.CharField(max_length=80, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.QUEUED)
    due_at = models.DateTimeField()
    leased_until = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    last_error = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField(db_default=Now())
    sent_at = models.DateTimeField(null=True, blank=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["effect_key"], name="each_notice_has_one_effect"),
            models.CheckConstraint(
                condition=models.Q(state="sent", sent_at__isnull=False)
                | (~models.Q(state="sent") & models.Q(sent_at=None)),
                name="a_sent_notice_says_when",
            ),
        ]
        indexes = [
            # Only the unfinished: the relay's question stays cheap however many were sent.
            models.Index(
                fields=["due_at"], condition=models.Q(state="queued"), name="notices_waiting"
            ),
            models.Index(fields=["subject"], name="notices_of_one_subject"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.state}"


class Heartbeat(models.Model):
    """When a clockwork last ticked; `/readyz` reads it."""

    name = models.CharField(max_length=40, primary_key=True)
    beat_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name
