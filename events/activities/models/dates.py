"""One date of a series, with what it has of its own."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from events.activities.enums import WRITTEN_STATES, DateState, Whereabouts
from jobcenter.centres.models import Room
from jobcenter.shared.languages import SpokenLanguage
from jobcenter.shared.secrets import new_public_id

from .series import ADDRESS_CHARS, HTTPS, LONG_CHARS, TITLE_CHARS, Activity

# A date put off without a new day is waited for this long, and then it came to nothing.
POSTPONED_WAITS = timedelta(days=60)


class ActivityDateQuerySet(models.QuerySet["ActivityDate"]):
    def public(self) -> ActivityDateQuerySet:
        return self.filter(
            activity__published_at__isnull=False, activity__centre__is_published=True
        )

    def upcoming(self, now: datetime) -> ActivityDateQuerySet:
        """Not over yet, cancelled ones too; and the postponed, as long as they are waited for."""
        since = now - POSTPONED_WAITS
        awaited = Q(planned_at__gt=since) | Q(changed_at__gt=since)
        return self.filter(Q(ends_at__gt=now) | awaited & Q(state=DateState.POSTPONED))

    def following_the_rule(self) -> ActivityDateQuerySet:
        """As the rule made or moved them: nobody wrote anything about this one date."""
        as_planned = Q(state=DateState.PLANNED)
        by_the_rule = Q(state=DateState.MOVED, starts_at=F("planned_at"))
        return self.filter(
            as_planned | by_the_rule, is_extra=False, own_title="", own_text="", own_room=None,
            own_places=None, own_language="", own_price_kroner=None, own_online_address="",
        )  # fmt: skip


class ActivityDate(models.Model):
    """One date. What is empty in `own_…` is as in the series.

    `public_id` and `calendar_uid` are for life. `planned_at` is where the rule has it: only another
    rule changes it, never a person who moves this one date. `sequence` rises with every change, as
    calendars want it.
    """

    public_id = models.CharField(max_length=32, unique=True, default=new_public_id, editable=False)
    activity = models.ForeignKey(Activity, on_delete=models.CASCADE, related_name="dates")
    planned_at = models.DateTimeField()
    starts_at = models.DateTimeField(null=True)
    ends_at = models.DateTimeField(null=True)
    state = models.CharField(max_length=12, choices=DateState, default=DateState.PLANNED)
    is_full = models.BooleanField(default=False)
    reason = models.CharField(max_length=200, blank=True)
    own_title = models.CharField(max_length=TITLE_CHARS, blank=True)
    own_text = models.TextField(max_length=LONG_CHARS, blank=True)
    own_room = models.ForeignKey(Room, on_delete=models.SET_NULL, null=True, blank=True)
    own_online_address = models.CharField(
        max_length=ADDRESS_CHARS, blank=True, default="", db_default=""
    )
    own_places = models.PositiveIntegerField(null=True, blank=True)
    own_language = models.CharField(max_length=8, choices=SpokenLanguage, blank=True)
    own_price_kroner = models.PositiveIntegerField(null=True, blank=True)
    # Beside the rule, which does not make it and so does not take it away either.
    is_extra = models.BooleanField(default=False)
    # Cancelled because the rule no longer makes it: comes back when the rule makes it again.
    is_left_out = models.BooleanField(default=False, db_default=False)
    sequence = models.PositiveIntegerField(default=0)
    changed_at = models.DateTimeField()

    objects = ActivityDateQuerySet.as_manager()

    class Meta:
        verbose_name = _("date of an activity")
        verbose_name_plural = _("dates of activities")
        ordering: ClassVar = ["starts_at", "pk"]
        indexes: ClassVar = [
            models.Index(fields=["starts_at", "id"], name="activity_dates_in_order"),
            models.Index(fields=["ends_at"], name="activity_dates_by_end"),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["activity", "planned_at"], name="one_date_of_an_activity_per_planned_start"
            ),
            models.CheckConstraint(
                condition=Q(state=DateState.POSTPONED, starts_at=None, ends_at=None)
                | Q(
                    ~Q(state=DateState.POSTPONED),
                    starts_at__isnull=False,
                    ends_at__isnull=False,
                    ends_at__gt=F("starts_at"),
                ),
                name="only_a_postponed_date_has_no_time",
            ),
            models.CheckConstraint(
                condition=Q(state__in=WRITTEN_STATES), name="full_and_held_are_never_written_down"
            ),
            models.CheckConstraint(
                condition=~Q(state=DateState.CANCELLED) | ~Q(reason=""),
                name="a_cancelled_date_says_why",
            ),
            models.CheckConstraint(
                condition=Q(is_left_out=False) | Q(state=DateState.CANCELLED),
                name="what_the_rule_leaves_out_is_cancelled",
            ),
            models.CheckConstraint(
                condition=Q(own_places=None) | Q(own_places__gte=1),
                name="limited_places_of_a_date_are_one_or_more",
            ),
            models.CheckConstraint(
                condition=Q(own_online_address="") | Q(own_online_address__startswith=HTTPS),
                name="an_online_address_of_a_date_is_https",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} {self.starts_at or '–'}"

    def state_at(self, now: datetime) -> DateState:
        """What people are told: cancelled stays cancelled, what is over was held."""
        written = DateState(self.state)
        if written in {DateState.CANCELLED, DateState.POSTPONED}:
            return written
        if self.ends_at is not None and self.ends_at <= now:
            return DateState.HELD
        return DateState.FULL if self.is_full else written

    @property
    def calendar_uid(self) -> str:
        """For life, whatever this house's address will be; 128 random bits need no host."""
        return f"date-{self.public_id}"

    @property
    def title(self) -> str:
        return self.own_title or self.activity.title

    @property
    def text(self) -> str:
        return self.own_text or self.activity.text

    @property
    def room(self) -> Room | None:
        return self.own_room or self.activity.room

    @property
    def online_address(self) -> str:
        """Where one clicks to take part. In the house there is nothing to click."""
        if self.activity.whereabouts == Whereabouts.IN_HOUSE:
            return ""
        return self.own_online_address or self.activity.online_address

    @property
    def places(self) -> int | None:
        return self.activity.places if self.own_places is None else self.own_places

    @property
    def language(self) -> str:
        return self.own_language or self.activity.language

    @property
    def language_name(self) -> str:
        return str(SpokenLanguage(self.language).label)

    @property
    def price_kroner(self) -> int:
        own = self.own_price_kroner
        return self.activity.price_kroner if own is None else own

    @property
    def length(self) -> timedelta:
        return timedelta(minutes=self.activity.minutes)
