from __future__ import annotations

from datetime import datetime

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from citizens.people.models import Citizen
from counsellors.availability.enums import Mode, Need, PartOfDay
from counsellors.people.models import Counsellor
from jobcenter.centres.enums import Weekday
from jobcenter.centres.models import Centre, Room, Topic
from jobcenter.shared.languages import SpokenLanguage
from jobcenter.shared.retention import kept_for
from jobcenter.shared.secrets import new_public_id

from .enums import Status

OCCUPIES_TIME = Q(status=Status.BOOKED)


class ConversationQuerySet(models.QuerySet["Conversation"]):
    def booked(self) -> ConversationQuerySet:
        return self.filter(status=Status.BOOKED)

    def upcoming(self, now: datetime) -> ConversationQuerySet:
        """Booked and not begun: what can still be moved or cancelled."""
        return self.booked().filter(during__startswith__gt=now)

    def not_over(self, now: datetime) -> ConversationQuerySet:
        return self.booked().filter(during__endswith__gt=now)

    def begun(self, now: datetime) -> ConversationQuerySet:
        return self.booked().filter(during__startswith__lte=now)

    def kept(self, now: datetime) -> ConversationQuerySet:
        """Their retention date has not come, and nothing of them has been erased before."""
        kept_since = now - kept_for("conversations")
        return self.filter(erased_at=None, during__endswith__gt=kept_since)

    def with_people_and_place(self) -> ConversationQuerySet:
        return self.select_related("counsellor", "centre", "room", "topic", "citizen", "booked_by")


class Conversation(models.Model):
    """One voluntary conversation. Moving it makes a new row and cancels this one, together.

    The new row takes over `calendar_uid`, `link_hash` and `spoken_code_hash`, so the calendar
    entry, the secret link and the spoken code stay the same for life.
    """

    public_id = models.CharField(max_length=32, unique=True, default=new_public_id, editable=False)
    status = models.CharField(max_length=10, choices=Status, default=Status.BOOKED)
    counsellor = models.ForeignKey(
        Counsellor, on_delete=models.PROTECT, related_name="conversations"
    )
    centre = models.ForeignKey(Centre, on_delete=models.PROTECT, related_name="conversations")
    room = models.ForeignKey(
        Room, null=True, blank=True, on_delete=models.PROTECT, related_name="conversations"
    )
    topic = models.ForeignKey(Topic, on_delete=models.PROTECT, related_name="conversations")
    mode = models.CharField(max_length=10, choices=Mode)
    during = DateTimeRangeField()
    # `during` plus the counsellor's buffers as they were at booking: what blocks the calendar.
    occupies = DateTimeRangeField()

    # Who it is for. Emptied when the retention date comes (`erased_at`); the row stays as a count.
    citizen = models.ForeignKey(
        Citizen, null=True, blank=True, on_delete=models.PROTECT, related_name="conversations"
    )
    name = models.CharField(_("name or nickname"), max_length=80, blank=True)
    email = models.EmailField(_("mail"), blank=True)
    phone = models.CharField(_("phone"), max_length=16, blank=True)
    agenda = models.TextField(_("what you would like to talk about"), max_length=2000, blank=True)
    needs = ArrayField(models.CharField(max_length=12, choices=Need), default=list, blank=True)
    interpreter_language = models.CharField(max_length=40, blank=True)
    language = models.CharField(max_length=3, choices=SpokenLanguage, default=SpokenLanguage.DANISH)
    page_language = models.CharField(max_length=7, default="da")
    wants_reminder = models.BooleanField(default=True)

    link_hash = models.BinaryField(max_length=32, null=True)
    spoken_code_hash = models.BinaryField(max_length=32, null=True)
    calendar_uid = models.CharField(max_length=80)
    # iTIP SEQUENCE: rises with every change the citizen's calendar must notice.
    sequence = models.PositiveIntegerField(default=0)
    moved_from = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="moved_to"
    )
    # Who booked it for them, on the phone or at the desk; nobody, where they did it themselves.
    booked_by = models.ForeignKey(
        Counsellor,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        # Nothing asks for "all that somebody booked for others", and nothing should.
        db_index=False,
        related_name="booked_for_others",
    )
    # Such as "only after work": what makes this time right although it is not on offer.
    outside_hours = models.CharField(max_length=120, blank=True, default="", db_default="")
    booked_at = models.DateTimeField(db_default=Now())
    cancelled_at = models.DateTimeField(null=True, blank=True)
    erased_at = models.DateTimeField(null=True, blank=True)
    # When the citizen was asked to choose another time, because the counsellor cannot come then.
    choices_offered_at = models.DateTimeField(null=True, blank=True)

    objects = ConversationQuerySet.as_manager()

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="one_conversation_at_a_time_per_counsellor",
                expressions=[
                    ("counsellor", RangeOperators.EQUAL),
                    ("occupies", RangeOperators.OVERLAPS),
                ],
                condition=OCCUPIES_TIME,
            ),
            ExclusionConstraint(
                name="one_conversation_at_a_time_per_citizen",
                expressions=[
                    ("citizen", RangeOperators.EQUAL),
                    ("during", RangeOperators.OVERLAPS),
                ],
                condition=OCCUPIES_TIME,
            ),
            ExclusionConstraint(
                name="one_conversation_at_a_time_per_room",
                expressions=[
                    ("room", RangeOperators.EQUAL),
                    ("during", RangeOperators.OVERLAPS),
                ],
                condition=OCCUPIES_TIME & Q(room__isnull=False),
            ),
            models.CheckConstraint(
                condition=Q(
                    during__isempty=False,
                    during__lower_inf=False,
                    during__upper_inf=False,
                    occupies__lower_inf=False,
                    occupies__upper_inf=False,
                    occupies__contains=models.F("during"),
                ),
                name="a_conversation_has_a_length_within_what_it_occupies",
            ),
            models.CheckConstraint(
                condition=~Q(mode=Mode.IN_PERSON) | Q(room__isnull=False),
                name="a_conversation_in_person_has_a_room",
            ),
            models.CheckConstraint(
                condition=Q(mode=Mode.IN_PERSON) | Q(room=None),
                name="only_a_conversation_in_person_takes_a_room",
            ),
            models.CheckConstraint(
                condition=Q(erased_at__isnull=False) | (Q(citizen__isnull=False) & ~Q(name="")),
                name="a_conversation_has_a_citizen_until_it_is_erased",
            ),
            models.CheckConstraint(
                condition=Q(erased_at=None)
                | Q(
                    citizen=None,
                    name="",
                    email="",
                    phone="",
                    agenda="",
                    needs=[],
                    link_hash=None,
                    spoken_code_hash=None,
                    interpreter_language="",
                    booked_by=None,
                    outside_hours="",
                ),
                name="an_erased_conversation_holds_nothing_personal",
            ),
            models.CheckConstraint(
                condition=Q(status=Status.BOOKED, cancelled_at=None)
                | Q(status=Status.CANCELLED, cancelled_at__isnull=False),
                name="a_cancelled_conversation_says_when",
            ),
            models.CheckConstraint(
                condition=Q(outside_hours="") | Q(booked_by__isnull=False),
                name="only_staff_book_outside_the_hours_on_offer",
            ),
            models.UniqueConstraint(fields=["link_hash"], name="one_conversation_per_secret_link"),
            models.UniqueConstraint(
                fields=["calendar_uid"],
                condition=OCCUPIES_TIME,
                name="one_booked_conversation_per_calendar_uid",
            ),
        ]
        indexes = [
            models.Index(fields=["citizen", "status"], name="conversations_of_a_citizen"),
        ]

    def __str__(self) -> str:
        return f"{self.counsellor} {self.during}"

    @property
    def starts_at(self) -> datetime:
        starts_at: datetime = self.during.lower
        return starts_at

    @property
    def ends_at(self) -> datetime:
        ends_at: datetime = self.during.upper
        return ends_at

    @property
    def kept_until(self) -> datetime:
        """The night after this moment, all that is about a person is erased."""
        return self.ends_at + kept_for("conversations")

    @property
    def can_be_written_to(self) -> bool:
        """Did they leave a way? Somebody who booked face to face need not."""
        return bool(self.email or self.phone)

    @property
    def can_be_answered(self) -> bool:
        """May an offer reach them: by mail, on their phone, or in an account? Needs the citizen."""
        has_account = self.citizen is not None and self.citizen.user_id is not None
        return has_account or self.can_be_written_to

    def is_upcoming(self, now: datetime) -> bool:
        return self.status == Status.BOOKED and self.starts_at > now

    def has_choices(self, now: datetime) -> bool:
        """The counsellor cannot come: a colleague then, another time, or the phone."""
        return self.is_upcoming(now) and self.choices_offered_at is not None

    def has_begun(self, now: datetime) -> bool:
        """Begun and still kept: there may be a note about it."""
        return self.status == Status.BOOKED and self.starts_at <= now < self.kept_until


class WishQuerySet(models.QuerySet["Wish"]):
    def waiting(self) -> WishQuerySet:
        return self.filter(answered_at=None, erased_at=None)


class Wish(models.Model):
    """None of the times suit me: which would? Counted per centre as unmet demand."""

    public_id = models.CharField(max_length=32, unique=True, default=new_public_id, editable=False)
    centre = models.ForeignKey(Centre, on_delete=models.PROTECT, related_name="wishes")
    topic = models.ForeignKey(Topic, null=True, blank=True, on_delete=models.PROTECT)
    counsellor = models.ForeignKey(Counsellor, null=True, blank=True, on_delete=models.SET_NULL)
    citizen = models.ForeignKey(Citizen, null=True, blank=True, on_delete=models.PROTECT)
    name = models.CharField(_("name or nickname"), max_length=80, blank=True)
    email = models.EmailField(_("mail"), blank=True)
    phone = models.CharField(_("phone"), max_length=16, blank=True)
    modes = ArrayField(models.CharField(max_length=10, choices=Mode), default=list, blank=True)
    weekdays = ArrayField(
        models.PositiveSmallIntegerField(choices=Weekday), default=list, blank=True
    )
    parts_of_day = ArrayField(
        models.CharField(max_length=10, choices=PartOfDay), default=list, blank=True
    )
    words = models.TextField(_("other wishes"), max_length=2000, blank=True)
    page_language = models.CharField(max_length=7, default="da")
    made_at = models.DateTimeField(db_default=Now())
    answered_at = models.DateTimeField(null=True, blank=True)
    erased_at = models.DateTimeField(null=True, blank=True)

    objects = WishQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(erased_at__isnull=False)
                | (~Q(name="") & (~Q(email="") | ~Q(phone=""))),
                name="a_wish_can_be_answered_until_it_is_erased",
            ),
        ]
        indexes = [models.Index(fields=["centre", "made_at"], name="wishes_of_a_centre")]

    def __str__(self) -> str:
        return self.public_id

    def suits_in_words(self) -> list[str]:
        """Days, parts of the day and ways of meeting, as they were ticked."""
        return [
            *(str(Weekday(day).label) for day in self.weekdays),
            *(str(PartOfDay(part).label) for part in self.parts_of_day),
            *(str(Mode(mode).label) for mode in self.modes),
        ]
