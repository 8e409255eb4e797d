from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import IntegerRangeField, RangeOperators
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from jobcenter.centres.enums import HoursKind, Illustration, Weekday

MINUTES_OF_A_DAY = 24 * 60


class Topic(models.Model):
    """What one can talk about. Topics have no order of importance: lists are alphabetical."""

    slug = models.SlugField(unique=True)
    name_da = models.CharField(_("name in Danish"), max_length=80)
    name_en = models.CharField(_("name in English"), max_length=80)
    about_da = models.CharField(_("one sentence in Danish"), max_length=200)
    about_en = models.CharField(_("one sentence in English"), max_length=200)
    minutes = models.PositiveSmallIntegerField(_("length of a conversation in minutes"), default=45)

    class Meta:
        verbose_name = _("topic")
        verbose_name_plural = _("topics")
        constraints = [
            models.CheckConstraint(
                condition=Q(minutes__gte=10, minutes__lte=180),
                name="conversation_length_is_between_10_and_180_minutes",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return self.name_en if get_language() == "en" else self.name_da

    @property
    def about(self) -> str:
        return self.about_en if get_language() == "en" else self.about_da


class CentreQuerySet(models.QuerySet["Centre"]):
    def published(self) -> CentreQuerySet:
        return self.filter(is_published=True)

    def with_palette(self) -> CentreQuerySet:
        return self.prefetch_related(
            "opening_hours", "opening_exceptions", "partners", "topics", "rooms"
        )


class Centre(models.Model):
    """One house with a name of its own, and the rules for the times it puts on offer."""

    slug = models.SlugField(unique=True)
    name = models.CharField(_("name"), max_length=80, unique=True)
    about_da = models.TextField(_("about the house, in Danish"), blank=True)
    about_en = models.TextField(_("about the house, in English"), blank=True)
    street = models.CharField(_("street and number"), max_length=120, blank=True)
    postcode = models.CharField(
        _("postcode"), max_length=4, blank=True, validators=[RegexValidator(r"^\d{4}$")]
    )
    town = models.CharField(_("town"), max_length=60, blank=True)
    municipality = models.CharField(_("municipality"), max_length=40, blank=True)
    latitude = models.FloatField(
        _("latitude"), validators=[MinValueValidator(54.5), MaxValueValidator(57.8)]
    )
    longitude = models.FloatField(
        _("longitude"), validators=[MinValueValidator(8.0), MaxValueValidator(15.3)]
    )
    email = models.EmailField(_("mail"), blank=True)
    phone = models.CharField(_("phone"), max_length=16, blank=True)
    has_chat = models.BooleanField(_("answers chat"), default=False)
    has_hotline = models.BooleanField(_("answers the hotline"), default=True)
    how_to_get_here_da = models.TextField(_("how to get here, in Danish"), blank=True)
    how_to_get_here_en = models.TextField(_("how to get here, in English"), blank=True)
    illustration = models.CharField(
        _("drawing"), max_length=12, choices=Illustration, default=Illustration.ARCH
    )
    topics = models.ManyToManyField(Topic, verbose_name=_("topics"), related_name="centres")
    is_published = models.BooleanField(_("is public"), default=False)
    is_invented = models.BooleanField(_("is invented for the demo"), default=False)

    minimum_notice_minutes = models.PositiveIntegerField(
        _("minimum notice in minutes"), default=120
    )
    horizon_days = models.PositiveSmallIntegerField(_("days ahead that can be booked"), default=60)
    grid_minutes = models.PositiveSmallIntegerField(
        _("start times lie this many minutes apart"), default=15
    )
    closed_on_holidays = models.BooleanField(_("closed on public holidays"), default=True)

    objects = CentreQuerySet.as_manager()

    class Meta:
        verbose_name = _("house")
        verbose_name_plural = _("houses")
        constraints = [
            models.CheckConstraint(
                condition=Q(grid_minutes__in=[5, 10, 15, 20, 30, 60]),
                name="start_grid_divides_the_hour",
            ),
            models.CheckConstraint(
                condition=Q(horizon_days__gte=1, horizon_days__lte=366),
                name="horizon_is_between_one_day_and_a_year",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def about(self) -> str:
        return (self.about_en if get_language() == "en" else "") or self.about_da

    @property
    def how_to_get_here(self) -> str:
        return (
            self.how_to_get_here_en if get_language() == "en" else ""
        ) or self.how_to_get_here_da


class Ceiling(models.Model):
    """How many people one counsellor of the house may have and why: all of it public.

    The newest one holds. Empty means that the house has set none.
    """

    centre = models.ForeignKey(Centre, on_delete=models.CASCADE, related_name="ceilings")
    most_people = models.PositiveSmallIntegerField(
        _("most people for one counsellor"), null=True, blank=True
    )
    reason = models.CharField(_("why"), max_length=300)
    set_at = models.DateTimeField()

    class Meta:
        verbose_name = _("ceiling")
        verbose_name_plural = _("ceilings")
        ordering = ["-set_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(most_people=None) | Q(most_people__gte=1),
                name="a_ceiling_leaves_room_for_one_person",
            ),
            models.CheckConstraint(
                condition=~Q(reason=""), name="a_ceiling_is_never_changed_without_a_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.centre}: {self.most_people or '–'}"


def is_a_stretch_of_one_day(field: str) -> Q:
    """Minutes since local midnight, [from, to), at least one minute, within the day."""
    return Q(
        **{
            f"{field}__isempty": False,
            f"{field}__startswith__gte": 0,
            f"{field}__endswith__lte": MINUTES_OF_A_DAY,
        }
    )


class OpeningHours(models.Model):
    """Weekly hours, e.g. the phone on Mondays from minute 540 (9.00) to 900 (15.00)."""

    centre = models.ForeignKey(Centre, on_delete=models.CASCADE, related_name="opening_hours")
    kind = models.CharField(_("what"), max_length=8, choices=HoursKind)
    weekday = models.PositiveSmallIntegerField(_("weekday"), choices=Weekday)
    minutes = IntegerRangeField(_("minutes since midnight"))

    class Meta:
        verbose_name = _("opening hours")
        verbose_name_plural = _("opening hours")
        constraints = [
            ExclusionConstraint(
                name="opening_hours_of_a_kind_do_not_overlap",
                expressions=[
                    ("centre", RangeOperators.EQUAL),
                    ("kind", RangeOperators.EQUAL),
                    ("weekday", RangeOperators.EQUAL),
                    ("minutes", RangeOperators.OVERLAPS),
                ],
            ),
            models.CheckConstraint(
                condition=is_a_stretch_of_one_day("minutes"),
                name="opening_hours_lie_within_one_day",
            ),
            models.CheckConstraint(
                condition=Q(weekday__gte=1, weekday__lte=7), name="opening_weekday_is_iso"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.centre}: {self.get_kind_display()} {self.get_weekday_display()}"


class OpeningException(models.Model):
    """One date that differs. No minutes: the whole house is closed that day."""

    centre = models.ForeignKey(Centre, on_delete=models.CASCADE, related_name="opening_exceptions")
    on_date = models.DateField(_("date"))
    minutes = IntegerRangeField(_("open instead, minutes since midnight"), null=True, blank=True)
    note_da = models.CharField(_("why, in Danish"), max_length=120, blank=True)
    note_en = models.CharField(_("why, in English"), max_length=120, blank=True)

    class Meta:
        verbose_name = _("day that differs")
        verbose_name_plural = _("days that differ")
        constraints = [
            models.UniqueConstraint(
                fields=["centre", "on_date"], name="one_exception_per_centre_and_date"
            ),
            models.CheckConstraint(
                condition=Q(minutes=None) | is_a_stretch_of_one_day("minutes"),
                name="exception_hours_lie_within_one_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.centre} {self.on_date}"

    @property
    def note(self) -> str:
        return (self.note_en if get_language() == "en" else "") or self.note_da


class Partner(models.Model):
    """An organisation in the neighbourhood and the person to ask for there."""

    name = models.CharField(_("name"), max_length=120, unique=True)
    offers_da = models.CharField(_("what one can get there, in Danish"), max_length=240)
    offers_en = models.CharField(
        _("what one can get there, in English"), max_length=240, blank=True
    )
    contact_person = models.CharField(_("contact person"), max_length=120)
    phone = models.CharField(_("phone"), max_length=16, blank=True)
    email = models.EmailField(_("mail"), blank=True)
    centres = models.ManyToManyField(Centre, related_name="partners", verbose_name=_("centres"))

    class Meta:
        verbose_name = _("partner")
        verbose_name_plural = _("partners")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=~Q(contact_person=""), name="every_partner_has_a_contact_person"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def offers(self) -> str:
        return (self.offers_en if get_language() == "en" else "") or self.offers_da
