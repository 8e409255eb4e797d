from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from events.activities.enums import Whereabouts
from events.activities.models import ADDRESS_CHARS, TITLE_CHARS, Activity, ActivityDate
from jobcenter.centres.models import Centre
from jobcenter.shared.secrets import new_public_id

from .enums import LIVING, PlaceState

MOST_TOGETHER = 10
# Name, street, postcode and town of a house.
MOST_OF_AN_ADDRESS = 300


class SignupTerms(models.Model):
    """How one signs up for an activity. Without terms it is drop-in: people just come."""

    activity = models.OneToOneField(Activity, on_delete=models.CASCADE, related_name="signup_terms")
    most_together = models.PositiveSmallIntegerField(default=1)
    takes_whole_series = models.BooleanField(default=False)
    # A course: one comes to all its dates or to none, and the line is one for all of them.
    whole_series_only = models.BooleanField(default=False, db_default=False)
    # Grief, debt, addiction: a nickname is enough, and no letter or calendar names the group.
    is_sensitive = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("terms of signing up")
        verbose_name_plural = _("terms of signing up")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(most_together__gte=1, most_together__lte=MOST_TOGETHER),
                name="one_to_ten_people_sign_up_together",
            ),
            models.CheckConstraint(
                condition=Q(whole_series_only=False) | Q(takes_whole_series=True),
                name="all_dates_or_none_is_for_the_whole_series",
            ),
        ]

    def __str__(self) -> str:
        return str(self.activity)


class SignupQuestion(models.Model):
    """Something the organiser asks. Everybody reads what for; the answers go on the day named."""

    terms = models.ForeignKey(SignupTerms, on_delete=models.CASCADE, related_name="questions")
    words = models.CharField(max_length=200)
    purpose = models.CharField(max_length=200)
    kept_until = models.DateField()

    class Meta:
        verbose_name = _("question when signing up")
        verbose_name_plural = _("questions when signing up")
        ordering: ClassVar = ["pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=~Q(words="") & ~Q(purpose=""), name="a_question_says_what_for"
            ),
        ]

    def __str__(self) -> str:
        return self.words


class SignUp(models.Model):
    """Somebody, as they call themselves, with one secret link: for one date or for a whole series.

    The link is derived from `public_id` with the house's key; only its hash is stored.
    """

    public_id = models.CharField(max_length=32, unique=True, default=new_public_id, editable=False)
    activity = models.ForeignKey(Activity, on_delete=models.PROTECT, related_name="sign_ups")
    name = models.CharField(max_length=80)
    email = models.EmailField(blank=True)
    phone = models.CharField(max_length=16, blank=True)
    page_language = models.CharField(max_length=7, default="da")
    people = models.PositiveSmallIntegerField(default=1)
    # Otherwise it is all of them or none: "two or none".
    takes_fewer = models.BooleanField(default=False)
    wants_reminder = models.BooleanField(default=True)
    link_hash = models.BinaryField(max_length=32)
    made_at = models.DateTimeField()

    class Meta:
        verbose_name = _("sign-up")
        verbose_name_plural = _("sign-ups")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["link_hash"], name="one_sign_up_per_secret_link"),
            models.CheckConstraint(
                condition=Q(people__gte=1, people__lte=MOST_TOGETHER),
                name="a_sign_up_is_for_one_to_ten_people",
            ),
            models.CheckConstraint(
                condition=~Q(name="") & (Q(email="") | Q(phone="")),
                name="a_sign_up_has_a_name_and_at_most_one_channel",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class SignupAnswer(models.Model):
    """What somebody answered to one question of the organiser."""

    sign_up = models.ForeignKey(SignUp, on_delete=models.CASCADE, related_name="answers")
    question = models.ForeignKey(SignupQuestion, on_delete=models.CASCADE, related_name="answers")
    words = models.CharField(max_length=500)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["sign_up", "question"], name="one_answer_per_sign_up_and_question"
            ),
        ]

    def __str__(self) -> str:
        return self.words


class PlaceQuerySet(models.QuerySet["Place"]):
    def living(self) -> PlaceQuerySet:
        """Has a place, waits for one or is offered one."""
        return self.filter(state__in=LIVING)

    def holding(self, now: datetime) -> PlaceQuerySet:
        """What counts as taken: places, and offers that can still be answered."""
        pending = Q(state=PlaceState.OFFERED, offer_until__gt=now)
        return self.filter(pending | Q(state=PlaceState.TAKEN))

    def lapsed_unseen(self, now: datetime) -> PlaceQuerySet:
        return self.filter(state=PlaceState.OFFERED, offer_until__lte=now)

    def in_line(self) -> PlaceQuerySet:
        """Those who wait, in the one fair order: who came first."""
        return self.filter(state=PlaceState.WAITING).order_by("since", "pk")


class Place(models.Model):
    """What one sign-up has on one date. `people` is for how many: of an offer, how many it offers.

    `sequence` is that of the invitation, which has `calendar_uid` for life. `told_…` is what the
    person was told last: what differs from the date now is still to be told. `told_sequence` is the
    date's as they know it: which of two writes came first, no clock can say.
    """

    public_id = models.CharField(max_length=32, unique=True, default=new_public_id, editable=False)
    sign_up = models.ForeignKey(SignUp, on_delete=models.CASCADE, related_name="places")
    date = models.ForeignKey(ActivityDate, on_delete=models.PROTECT, related_name="signed_up")
    state = models.CharField(max_length=10, choices=PlaceState)
    people = models.PositiveSmallIntegerField()
    # A keyed hash of mail or phone: the same person twice on a date. None in sensitive groups,
    # where it would tell strangers who is there.
    contact_hash = models.BinaryField(max_length=32, null=True)
    since = models.DateTimeField()
    offer_until = models.DateTimeField(null=True, blank=True)
    sequence = models.PositiveIntegerField(default=0)
    told_at = models.DateTimeField()
    told_sequence = models.PositiveIntegerField(default=0, db_default=0)
    # Of a sensitive group nothing; nor of rows from before either was remembered.
    told_title = models.CharField(max_length=TITLE_CHARS, blank=True, default="", db_default="")
    told_address = models.CharField(
        max_length=MOST_OF_AN_ADDRESS, blank=True, default="", db_default=""
    )
    told_starts_at = models.DateTimeField(null=True)
    told_ends_at = models.DateTimeField(null=True)
    told_room = models.CharField(max_length=200, blank=True)
    told_centre = models.ForeignKey(
        Centre, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", db_index=False
    )
    told_whereabouts = models.CharField(
        max_length=8, choices=Whereabouts, blank=True, default="", db_default=""
    )
    told_online_address = models.CharField(
        max_length=ADDRESS_CHARS, blank=True, default="", db_default=""
    )
    told_language = models.CharField(max_length=8, blank=True, default="", db_default="")
    told_price_kroner = models.PositiveIntegerField(default=0, db_default=0)
    told_off = models.BooleanField(default=False)

    objects = PlaceQuerySet.as_manager()

    class Meta:
        verbose_name = _("place")
        verbose_name_plural = _("places")
        indexes: ClassVar = [
            models.Index(fields=["date", "since", "id"], name="places_of_a_date_in_line"),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["sign_up", "date"],
                condition=Q(state__in=LIVING),
                name="one_place_per_sign_up_and_date",
            ),
            models.UniqueConstraint(
                fields=["date", "contact_hash"],
                condition=Q(state__in=LIVING, contact_hash__isnull=False),
                name="one_place_per_person_and_date",
            ),
            models.CheckConstraint(
                condition=Q(state=PlaceState.OFFERED, offer_until__isnull=False)
                | Q(~Q(state=PlaceState.OFFERED), offer_until=None),
                name="an_offer_and_nothing_else_has_a_deadline",
            ),
            models.CheckConstraint(
                condition=Q(people__gte=1, people__lte=MOST_TOGETHER),
                name="a_place_is_for_one_to_ten_people",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.state} {self.date_id}"

    @property
    def calendar_uid(self) -> str:
        return f"place-{self.public_id}"

    def state_at(self, now: datetime) -> PlaceState:
        """An offer past its deadline has lapsed, whether the clockwork came by or not."""
        if self.state == PlaceState.OFFERED and self.offer_until and self.offer_until <= now:
            return PlaceState.LAPSED
        return PlaceState(self.state)


class SignupCount(models.Model):
    """All that stays of the sign-ups of a date that is over."""

    date = models.OneToOneField(ActivityDate, on_delete=models.CASCADE, related_name="count")
    people = models.PositiveIntegerField()
    waiting = models.PositiveIntegerField()

    class Meta:
        verbose_name = _("count of a date")
        verbose_name_plural = _("counts of dates")

    def __str__(self) -> str:
        return f"{self.people} + {self.waiting}"


class FirstSeats(models.Model):
    """Those who wished for an activity may sign up before everybody else.

    `until` is written when they are told; before that nobody can sign up, and at `until` this ends
    by itself: it is compared when it is read.
    """

    activity = models.OneToOneField(Activity, on_delete=models.CASCADE, related_name="first_seats")
    until = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("first seats")
        verbose_name_plural = _("first seats")

    def __str__(self) -> str:
        return f"{self.activity_id} {self.until or '–'}"


class FirstSeat(models.Model):
    """Whoever holds this link may sign up first, once. Who that is, this room does not know."""

    first_seats = models.ForeignKey(FirstSeats, on_delete=models.CASCADE, related_name="seats")
    link_hash = models.BinaryField(max_length=32)
    sign_up = models.OneToOneField(
        SignUp, on_delete=models.SET_NULL, null=True, blank=True, related_name="first_seat"
    )

    class Meta:
        verbose_name = _("first seat")
        verbose_name_plural = _("first seats of people")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["first_seats", "link_hash"], name="one_first_seat_per_link_and_activity"
            ),
        ]

    def __str__(self) -> str:
        return str(self.first_seats_id)
