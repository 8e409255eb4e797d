from __future__ import annotations

from datetime import date, datetime, timedelta

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from counsellors.people.models import Counsellor
from jobcenter.centres.models import Centre, Room
from jobcenter.shared.retention import kept_for
from jobcenter.shared.secrets import new_public_id
from jobcenter.shared.temporal import WithoutOverlaps

from .enums import HoldKind

LONGEST_QUESTION = 600
LONGEST_MINUTES = 20_000
ONE_DAY = timedelta(days=1)


class CoverQuerySet(models.QuerySet["Cover"]):
    def on(self, day: date) -> CoverQuerySet:
        return self.filter(during__contains=day)

    def not_over(self, today: date) -> CoverQuerySet:
        return self.filter(during__endswith__gt=today)


class Cover(models.Model):
    """Dorte covers for Bent, Monday to Wednesday. It holds from when Dorte has said yes.

    No reason, and no hours: who is asked for whom on which days. A no leaves no row.
    """

    public_id = models.CharField(max_length=32, unique=True, default=new_public_id, editable=False)
    centre = models.ForeignKey(Centre, on_delete=models.CASCADE, related_name="covers")
    absent = models.ForeignKey(Counsellor, on_delete=models.CASCADE, related_name="covered_by")
    covering = models.ForeignKey(Counsellor, on_delete=models.CASCADE, related_name="covers_for")
    during = DateRangeField(_("days"))
    made_at = models.DateTimeField()
    said_yes_at = models.DateTimeField(null=True, blank=True)

    objects = CoverQuerySet.as_manager()

    class Meta:
        constraints = [
            WithoutOverlaps(
                name="one_cover_per_counsellor_and_day", same=["absent"], during="during"
            ),
            models.CheckConstraint(
                condition=~Q(absent=F("covering")), name="nobody_covers_for_themselves"
            ),
            models.CheckConstraint(
                condition=Q(
                    during__isempty=False, during__lower_inf=False, during__upper_inf=False
                ),
                name="a_cover_has_a_first_and_a_last_day",
            ),
        ]

    def __str__(self) -> str:
        return self.public_id

    @property
    def first(self) -> date:
        first: date = self.during.lower
        return first

    @property
    def last(self) -> date:
        """Included."""
        end: date = self.during.upper
        return end - ONE_DAY


class SparringQuerySet(models.QuerySet["SparringQuestion"]):
    def open(self, now: datetime) -> SparringQuerySet:
        """Not closed (then it is gone) and not too old; nothing has to run for that."""
        return self.filter(asked_at__gt=now - kept_for("sparring"))

    def seen_by(self, counsellor: Counsellor) -> SparringQuerySet:
        """Asked by or of this counsellor, or of everybody in the house."""
        return self.filter(Q(asked=None) | Q(asked=counsellor) | Q(asked_by=counsellor))


class SparringQuestion(models.Model):
    """A counsellor asks a colleague, or all of a house, to think along. About no named person."""

    public_id = models.CharField(max_length=32, unique=True, default=new_public_id, editable=False)
    centre = models.ForeignKey(Centre, on_delete=models.CASCADE, related_name="sparring")
    asked_by = models.ForeignKey(
        Counsellor, on_delete=models.CASCADE, related_name="sparring_asked_for"
    )
    # Nobody: all the counsellors of the house.
    asked = models.ForeignKey(
        Counsellor,
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="sparring_asked_of",
    )
    words = models.TextField(_("question"), max_length=LONGEST_QUESTION)
    asked_at = models.DateTimeField()

    objects = SparringQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(words=""), name="a_sparring_question_asks_something"
            ),
            models.CheckConstraint(
                condition=Q(asked=None) | ~Q(asked=F("asked_by")),
                name="nobody_asks_themselves_for_sparring",
            ),
        ]
        indexes = [models.Index(fields=["centre", "asked_at"], name="sparring_of_a_house")]

    def __str__(self) -> str:
        return self.public_id

    @property
    def kept_until(self) -> datetime:
        return self.asked_at + kept_for("sparring")


class SparringAnswer(models.Model):
    """What a colleague answers. It goes with the question."""

    question = models.ForeignKey(SparringQuestion, on_delete=models.CASCADE, related_name="answers")
    by = models.ForeignKey(Counsellor, on_delete=models.CASCADE, related_name="sparring_answers")
    words = models.TextField(_("answer"), max_length=LONGEST_QUESTION)
    answered_at = models.DateTimeField()

    class Meta:
        ordering = ["answered_at", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(words=""), name="a_sparring_answer_says_something"),
        ]

    def __str__(self) -> str:
        return f"{self.question_id} {self.answered_at}"


class RoomHoldQuerySet(models.QuerySet["RoomHold"]):
    def reserved(self) -> RoomHoldQuerySet:
        return self.filter(kind=HoldKind.RESERVED)

    def out_of_use(self) -> RoomHoldQuerySet:
        return self.filter(kind=HoldKind.OUT_OF_USE)

    def not_over(self, now: datetime) -> RoomHoldQuerySet:
        return self.filter(Q(during__endswith__gt=now) | Q(during__upper_inf=True))


class RoomHold(models.Model):
    """A stretch of time in which no conversation is booked in a room. It holds a room, nobody's
    time: no counsellor stands on it.

    Two triggers (migration 0007) keep it and the conversations apart, see also
    docs/decisions/0046-rooms.md: `a_room_is_not_booked_while_it_is_held` and
    `a_room_is_not_reserved_while_it_is_taken`. The engine reads the table by its name, in
    counsellors/availability/domain/tables.py.
    """

    public_id = models.CharField(max_length=32, unique=True, default=new_public_id, editable=False)
    room = models.ForeignKey(Room, on_delete=models.CASCADE, related_name="holds")
    kind = models.CharField(max_length=12, choices=HoldKind)
    during = DateTimeRangeField(_("from and until"))
    what_for = models.CharField(_("what for"), max_length=120, blank=True)
    made_at = models.DateTimeField()

    objects = RoomHoldQuerySet.as_manager()

    class Meta:
        constraints = [
            # A broken room is out of use also where a meeting was planned: per kind.
            ExclusionConstraint(
                name="a_room_is_held_once_at_a_time_in_each_way",
                expressions=[
                    ("room", RangeOperators.EQUAL),
                    ("kind", RangeOperators.EQUAL),
                    ("during", RangeOperators.OVERLAPS),
                ],
            ),
            models.CheckConstraint(
                condition=Q(during__isempty=False, during__lower_inf=False)
                & (Q(kind=HoldKind.OUT_OF_USE) | Q(during__upper_inf=False)),
                name="a_room_is_held_from_a_moment_on_and_reserved_until_one",
            ),
            models.CheckConstraint(
                condition=Q(kind=HoldKind.OUT_OF_USE) | ~Q(what_for=""),
                name="a_reservation_says_what_for",
            ),
        ]

    def __str__(self) -> str:
        return self.public_id


class Minutes(models.Model):
    """What a team meeting talked about and agreed on: for those who work in the house."""

    public_id = models.CharField(max_length=32, unique=True, default=new_public_id, editable=False)
    centre = models.ForeignKey(Centre, on_delete=models.CASCADE, related_name="minutes")
    title = models.CharField(_("title"), max_length=120)
    held_on = models.DateField(_("held on"))
    words = models.TextField(_("minutes"), max_length=LONGEST_MINUTES)
    written_at = models.DateTimeField()

    class Meta:
        ordering = ["-held_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(title="") & ~Q(words=""), name="minutes_have_a_title_and_words"
            ),
        ]

    def __str__(self) -> str:
        return self.title
