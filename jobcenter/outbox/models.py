from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models.functions import Greatest, Now
from django.utils.translation import gettext_lazy as _

# PostgreSQL's GREATEST skips NULL: the moment a relay may (again) take the notice.
READY_AT = Greatest("due_at", "leased_until")


class NoticeQuerySet(models.QuerySet["Notice"]):
    def undelivered(self) -> NoticeQuerySet:
        return self.filter(state=Notice.State.QUEUED)

    def ready(self, now: datetime) -> NoticeQuerySet:
        """Queued, its time has come, and no lease and no pause after a failure holds it back."""
        return self.undelivered().annotate(ready_at=READY_AT).filter(ready_at__lte=now)

    def next_in_line(self, now: datetime) -> NoticeQuerySet:
        """Ready, and nothing older about the same subject still waits for the same recipient.

        A CANCEL that arrives before its REQUEST leaves a ghost in the calendar. An older notice
        whose time has not come (a reminder) holds nothing back.
        """
        older = self.model.objects.undelivered().filter(
            subject=models.OuterRef("subject"),
            channel=models.OuterRef("channel"),
            recipient=models.OuterRef("recipient"),
            due_at__lte=now,
            pk__lt=models.OuterRef("pk"),
        )
        return self.ready(now).filter(models.Q(subject="") | ~models.Exists(older))


class Notice(models.Model):
    """One message to one person: every mail and SMS leaves the house through this table.

    Written in the transaction that makes it true; delivered later by the relay, once per
    `effect_key`. `payload` holds the few facts the message needs, frozen at commit, so that the
    relay never asks a room above this one; it is emptied as soon as the message is sent or
    withdrawn. `subject` names what the message is about for as long as that thing lives: notices
    with the same subject reach a recipient in the order they were written.
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
    # After this moment the message would only confuse: it is withdrawn instead of sent.
    useful_until = models.DateTimeField(null=True, blank=True)
    # One relay has it until then; after a failure, the moment of the next attempt.
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
            models.CheckConstraint(
                condition=models.Q(state__in=["queued", "dead"]) | models.Q(payload={}),
                name="a_notice_that_is_over_keeps_no_facts",
            ),
        ]
        indexes = [
            # Only the unfinished: the relay's question stays cheap however many were sent, and
            # those that pause after a failure stand at the back.
            models.Index(READY_AT, condition=models.Q(state="queued"), name="notices_ready"),
            models.Index(fields=["subject"], name="notices_of_one_subject"),
            models.Index(fields=["created_at"], name="notices_by_age"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.state}"


class Heartbeat(models.Model):
    """When a clockwork last ticked; `/readyz` reads it."""

    name = models.CharField(max_length=40, primary_key=True)
    beat_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name
