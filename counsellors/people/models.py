from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from jobcenter.centres.models import Centre, Topic
from jobcenter.shared.languages import SpokenLanguage

# The database's half of the rule, in characters every collation knows: at least two signs, no
# digits ("LC75P"), and not all capitals ("LCP"). The other half is `must_be_a_persons_name`.
NAME_PATTERN = r"^[^0-9_@#]{2,}$"
ALL_CAPITALS_PATTERN = r"^[A-ZÆØÅ]{3,}$"


def must_be_a_persons_name(value: str) -> None:
    """A name with a face, never a staff code such as LC75P."""
    letters = [sign for sign in value if sign not in " .'’-"]
    if len(letters) < 2 or not all(sign.isalpha() for sign in letters):
        raise ValidationError(
            _("“%(value)s” is not a person's name. Write the name people call you by."),
            params={"value": value},
        )
    if len(letters) > 2 and value.isupper():
        raise ValidationError(
            _("“%(value)s” looks like a code. Write it as a name: %(name)s."),
            params={"value": value, "name": value.title()},
        )


class CounsellorQuerySet(models.QuerySet["Counsellor"]):
    def active(self) -> CounsellorQuerySet:
        return self.filter(is_active=True)

    def at_centre(self, centre: Centre) -> CounsellorQuerySet:
        return self.filter(centres=centre)

    def knowing(self, topic: Topic) -> CounsellorQuerySet:
        return self.filter(topics=topic)


class Counsellor(models.Model):
    """A professional with a name and a face."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="counsellor",
    )
    slug = models.SlugField(unique=True)
    first_name = models.CharField(
        _("first name"), max_length=60, validators=[must_be_a_persons_name]
    )
    last_name = models.CharField(_("last name"), max_length=60, validators=[must_be_a_persons_name])
    portrait = models.ImageField(_("photograph"), upload_to="portraits", blank=True)
    portrait_seed = models.CharField(_("seed of the drawn portrait"), max_length=60, blank=True)
    languages = ArrayField(
        models.CharField(max_length=3, choices=SpokenLanguage),
        verbose_name=_("languages"),
        default=list,
    )
    knows_da = models.TextField(_("what I know, in Danish"), blank=True)
    knows_en = models.TextField(_("what I know, in English"), blank=True)
    topics = models.ManyToManyField(Topic, verbose_name=_("topics"), related_name="counsellors")
    centres = models.ManyToManyField(Centre, verbose_name=_("centres"), related_name="counsellors")
    phone = models.CharField(_("direct phone"), max_length=16, blank=True)
    buffer_before_minutes = models.PositiveSmallIntegerField(
        _("minutes kept free before"), default=0
    )
    buffer_after_minutes = models.PositiveSmallIntegerField(
        _("minutes kept free after"), default=10
    )
    is_active = models.BooleanField(_("meets people"), default=True)
    # Said once, by whoever leaves: from then on nobody new becomes theirs. See caseload's leaving.
    last_day = models.DateField(_("last day"), null=True, blank=True)

    objects = CounsellorQuerySet.as_manager()

    class Meta:
        verbose_name = _("counsellor")
        verbose_name_plural = _("counsellors")
        constraints = [
            models.CheckConstraint(
                condition=Q(first_name__regex=NAME_PATTERN, last_name__regex=NAME_PATTERN)
                & ~Q(first_name__regex=ALL_CAPITALS_PATTERN)
                & ~Q(last_name__regex=ALL_CAPITALS_PATTERN),
                name="counsellor_has_a_persons_name_and_no_code",
            ),
            models.CheckConstraint(
                condition=Q(buffer_before_minutes__lte=120, buffer_after_minutes__lte=120),
                name="buffers_are_at_most_two_hours",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return f"{self.first_name} {self.last_name}"

    @property
    def knows(self) -> str:
        return (self.knows_en if get_language() == "en" else "") or self.knows_da
