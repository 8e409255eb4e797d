from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from counsellors.people.models import Counsellor
from jobcenter.shared.secrets import new_public_id

from .enums import Kind, Problem


class CalendarSubscriptionQuerySet(models.QuerySet["CalendarSubscription"]):
    def due(self, now: datetime) -> CalendarSubscriptionQuerySet:
        return self.filter(due_at__lte=now)


class CalendarSubscription(models.Model):
    """A calendar a counsellor keeps elsewhere and lets us read: when it is taken, never with what.

    `sealed` holds the address (which often is a secret itself), and for CalDAV the user name and
    the app password, encrypted. `name` is also the name of the busy calendar it is read into.
    When the next reading is due stands here and nowhere else.
    """

    public_id = models.CharField(max_length=32, unique=True, default=new_public_id, editable=False)
    counsellor = models.ForeignKey(
        Counsellor, on_delete=models.CASCADE, related_name="calendar_subscriptions"
    )
    name = models.CharField(_("name"), max_length=80)
    kind = models.CharField(max_length=10, choices=Kind)
    sealed = models.TextField()
    # Of the pages it was added in: mails about it are written in that one.
    page_language = models.CharField(max_length=7, default="da", db_default="da")
    # Shown to the counsellor instead of the address.
    host = models.CharField(max_length=253)
    etag = models.CharField(max_length=200, blank=True)
    last_modified = models.CharField(max_length=60, blank=True)
    due_at = models.DateTimeField()
    # The last time everything went well: the age of the busy times.
    read_at = models.DateTimeField(null=True, blank=True)
    failing_since = models.DateTimeField(null=True, blank=True)
    failures = models.PositiveSmallIntegerField(default=0)
    problem = models.CharField(max_length=20, choices=Problem, blank=True)
    told_at = models.DateTimeField(null=True, blank=True)
    added_at = models.DateTimeField(db_default=Now())

    objects = CalendarSubscriptionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["counsellor", "name"], name="calendar_names_differ_per_counsellor"
            ),
            models.CheckConstraint(
                condition=Q(failing_since=None, failures=0, problem="", told_at=None)
                | (Q(failing_since__isnull=False, failures__gt=0) & ~Q(problem="")),
                name="a_failing_calendar_says_since_when_and_why",
            ),
        ]
        indexes = [models.Index(fields=["due_at"], name="calendars_by_next_reading")]

    def __str__(self) -> str:
        return self.name

    @property
    def is_failing(self) -> bool:
        return self.failing_since is not None


class CalendarFeed(models.Model):
    """The secret address under which a counsellor's own calendar program reads the conversations.

    Like a conversation's link the secret is derived from `nonce` with the house's key and only its
    hash is stored; a new nonce is a new address, and the old one opens nothing from then on.
    """

    counsellor = models.OneToOneField(
        Counsellor, on_delete=models.CASCADE, related_name="calendar_feed"
    )
    nonce = models.CharField(max_length=32, default=new_public_id)
    secret_hash = models.BinaryField(max_length=32)
    made_at = models.DateTimeField()
    # One word for each line that was handed out last, so that only new ones are written down.
    handed_out = models.TextField(blank=True, default="", db_default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["secret_hash"], name="one_feed_per_secret_address"),
        ]

    def __str__(self) -> str:
        return f"{self.counsellor}"
