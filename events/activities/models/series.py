"""A series: what it is, by which rule its dates come, and where."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from events.activities.enums import ActivityKind, Repeats, Whereabouts
from events.search.models import SearchEntry
from jobcenter.accounts.models import User
from jobcenter.centres.models import MINUTES_OF_A_DAY, Centre, Partner, Room, Topic
from jobcenter.shared.languages import SpokenLanguage
from jobcenter.shared.secrets import new_public_id

LONGEST_MINUTES = 14 * MINUTES_OF_A_DAY
FURTHEST_INTERVAL = 12
NTH_OF_MONTH = (1, 2, 3, 4, -1)
LONG_CHARS, TITLE_CHARS, ADDRESS_CHARS = 4_000, 120, 500
HTTPS = "https://"


class ActivityQuerySet(models.QuerySet["Activity"]):
    def published(self) -> ActivityQuerySet:
        return self.filter(published_at__isnull=False, centre__is_published=True)


class Activity(models.Model):
    """A series, also when it has one date only: what its dates have in common.

    The rule says on which local days and at which wall-clock minute dates begin; `dates` holds
    them materialised. Open to all, voluntary and reported to nobody, or never public.
    """

    public_id = models.CharField(max_length=32, unique=True, default=new_public_id, editable=False)
    centre = models.ForeignKey(Centre, on_delete=models.PROTECT, related_name="activities")
    room = models.ForeignKey(Room, on_delete=models.SET_NULL, null=True, blank=True)
    partner = models.ForeignKey(Partner, on_delete=models.SET_NULL, null=True, blank=True)
    kind = models.CharField(max_length=16, choices=ActivityKind)
    title = models.CharField(max_length=TITLE_CHARS)
    text = models.TextField(max_length=LONG_CHARS, blank=True)
    topics = models.ManyToManyField(Topic, related_name="activities", blank=True)
    language = models.CharField(max_length=8, choices=SpokenLanguage, default=SpokenLanguage.DANISH)
    whereabouts = models.CharField(max_length=8, choices=Whereabouts, default=Whereabouts.IN_HOUSE)
    # Of the meeting. Never public: see `domain.online`.
    online_address = models.CharField(
        max_length=ADDRESS_CHARS, blank=True, default="", db_default=""
    )
    price_kroner = models.PositiveIntegerField(default=0)
    places = models.PositiveIntegerField(null=True, blank=True)

    who_meets_you = models.CharField(max_length=200, blank=True)
    how_many_come = models.CharField(max_length=120, blank=True)
    first_five_minutes = models.CharField(max_length=300, blank=True)
    companion_welcome = models.BooleanField(default=True)

    repeats = models.CharField(max_length=12, choices=Repeats)
    every = models.PositiveSmallIntegerField(default=1)
    weekdays = ArrayField(models.PositiveSmallIntegerField(), default=list, blank=True)
    nth_of_month = models.SmallIntegerField(null=True, blank=True)
    first_on = models.DateField(null=True, blank=True)
    last_on = models.DateField(null=True, blank=True)
    begins_at_minute = models.PositiveSmallIntegerField()
    minutes = models.PositiveIntegerField()
    pauses_on_holidays = models.BooleanField(default=True)

    # "Open to all, voluntary, and reported to nobody": who said so, and when.
    attested_by = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    attested_at = models.DateTimeField(null=True, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    # Once it was: its dates stand in calendars and are never deleted again.
    was_public = models.BooleanField(default=False, db_default=False, editable=False)
    entry = models.OneToOneField(
        SearchEntry, on_delete=models.SET_NULL, null=True, related_name="activity", editable=False
    )
    # The same for things that look the same in a list: see `domain.folding`.
    fold_key = models.BigIntegerField(db_index=True, editable=False)

    objects = ActivityQuerySet.as_manager()

    class Meta:
        verbose_name = _("activity")
        verbose_name_plural = _("activities")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(published_at=None) | Q(attested_at__isnull=False),
                name="a_public_activity_is_open_voluntary_and_unreported",
            ),
            models.CheckConstraint(condition=~Q(title=""), name="an_activity_has_a_title"),
            models.CheckConstraint(
                condition=~Q(whereabouts=Whereabouts.IN_HOUSE) | Q(online_address=""),
                name="an_activity_in_the_house_has_no_online_address",
            ),
            models.CheckConstraint(
                condition=Q(online_address="") | Q(online_address__startswith=HTTPS),
                name="an_online_address_is_https",
            ),
            models.CheckConstraint(
                condition=Q(begins_at_minute__lt=MINUTES_OF_A_DAY),
                name="an_activity_begins_at_a_minute_of_the_day",
            ),
            models.CheckConstraint(
                condition=Q(minutes__gte=5, minutes__lte=LONGEST_MINUTES),
                name="an_activity_lasts_from_five_minutes_to_two_weeks",
            ),
            models.CheckConstraint(
                condition=Q(places=None) | Q(places__gte=1), name="limited_places_are_one_or_more"
            ),
            models.CheckConstraint(
                condition=Q(every__gte=1, every__lte=FURTHEST_INTERVAL),
                name="a_rule_leaves_out_eleven_weeks_or_months_at_most",
            ),
            models.CheckConstraint(
                condition=Q(repeats=Repeats.IRREGULAR)
                | Q(first_on__isnull=False, last_on__gte=F("first_on")),
                name="a_rule_has_a_first_and_a_last_day",
            ),
            models.CheckConstraint(
                condition=~Q(repeats__in=[Repeats.WEEKLY, Repeats.MONTHLY])
                | Q(weekdays__len__gte=1, weekdays__contained_by=[1, 2, 3, 4, 5, 6, 7]),
                name="a_rule_names_its_weekdays",
            ),
            models.CheckConstraint(
                condition=~Q(repeats=Repeats.MONTHLY)
                | Q(nth_of_month__isnull=False, nth_of_month__in=NTH_OF_MONTH),
                name="a_monthly_rule_says_which_weekday_of_the_month",
            ),
        ]

    def __str__(self) -> str:
        return self.title
