from __future__ import annotations

from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from events.activities.models import Activity
from jobcenter.centres.models import Centre
from jobcenter.shared.secrets import new_public_id

from .enums import FINAL, Answer, IdeaKind, Wrong

TITLE_CHARS, TEXT_CHARS, LINE_CHARS = 100, 600, 200


class IdeaQuerySet(models.QuerySet["Idea"]):
    def public(self) -> IdeaQuerySet:
        """Wishes that everybody can read."""
        shown = self.filter(kind=IdeaKind.WISH, shown_at__isnull=False, taken_down_at=None)
        return shown.filter(centre__is_published=True)

    def open(self) -> IdeaQuerySet:
        """Can still be supported: neither refused nor told of as something that happens."""
        return self.exclude(answer=Answer.REFUSED).filter(told_at=None)

    def unanswered(self) -> IdeaQuerySet:
        """Waits for the house: nothing was said yet, or "not yet"."""
        return self.exclude(answer__in=FINAL).filter(taken_down_at=None)

    def due_on_or_before(self, day: date) -> IdeaQuerySet:
        return self.unanswered().filter(due_on__lte=day)

    def with_supporters(self) -> IdeaQuerySet:
        """`wished_by`: how many, the one who wrote it among them."""
        others = models.Count("supports")
        author = models.Case(models.When(has_author=True, then=1), default=0)
        return self.annotate(wished_by=others + author)


class Idea(models.Model):
    """A wish, or something somebody could hold. A wish stands in public without a name.

    The link is derived from `public_id` with the house's key; only its hash is stored. `due_on` is
    the local day by which the house answers; after "not yet" it is the day it named itself.
    """

    public_id = models.CharField(max_length=32, unique=True, default=new_public_id, editable=False)
    centre = models.ForeignKey(Centre, on_delete=models.PROTECT, related_name="ideas")
    kind = models.CharField(max_length=8, choices=IdeaKind)
    title = models.CharField(max_length=TITLE_CHARS)
    text = models.TextField(max_length=TEXT_CHARS, blank=True)
    for_whom = models.CharField(max_length=LINE_CHARS, blank=True)
    suits = models.CharField(max_length=LINE_CHARS, blank=True)
    name = models.CharField(max_length=80, blank=True)
    email = models.EmailField(blank=True)
    phone = models.CharField(max_length=16, blank=True)
    page_language = models.CharField(max_length=7, default="da")
    link_hash = models.BinaryField(max_length=32)
    # A keyed hash of the browser's secret: who wrote it does not support it as well.
    browser_hash = models.BinaryField(max_length=32, null=True)
    # Whoever wrote it may leave; a wish that others support stays without them.
    has_author = models.BooleanField(default=True)
    written_at = models.DateTimeField()
    due_on = models.DateField()
    reminded_at = models.DateTimeField(null=True, blank=True)
    shown_at = models.DateTimeField(null=True, blank=True)
    taken_down_at = models.DateTimeField(null=True, blank=True)
    taken_down_why = models.CharField(max_length=300, blank=True)
    reported_at = models.DateTimeField(null=True, blank=True)
    reported_why = models.CharField(max_length=8, choices=Wrong, blank=True)
    answer = models.CharField(max_length=8, choices=Answer, blank=True)
    answer_words = models.TextField(max_length=TEXT_CHARS, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    activity = models.ForeignKey(
        Activity, on_delete=models.SET_NULL, null=True, blank=True, related_name="ideas"
    )
    # When everybody who wished for it was told that it happens.
    told_at = models.DateTimeField(null=True, blank=True)

    objects = IdeaQuerySet.as_manager()

    class Meta:
        verbose_name = _("idea of a citizen")
        verbose_name_plural = _("ideas of citizens")
        indexes: ClassVar = [
            models.Index(fields=["centre", "-written_at"], name="ideas_of_a_house_newest_first"),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["link_hash"], name="one_idea_per_secret_link"),
            models.CheckConstraint(condition=~Q(title=""), name="an_idea_says_what"),
            models.CheckConstraint(
                condition=Q(email="") | Q(phone=""), name="an_idea_keeps_one_channel_at_most"
            ),
            models.CheckConstraint(
                condition=Q(kind=IdeaKind.WISH)
                | Q(has_author=False)
                | (~Q(name="") & (~Q(email="") | ~Q(phone=""))),
                name="a_proposal_says_whom_to_answer",
            ),
            models.CheckConstraint(
                condition=Q(kind=IdeaKind.WISH) | Q(shown_at=None),
                name="only_wishes_are_shown_to_everybody",
            ),
            models.CheckConstraint(
                condition=Q(taken_down_at=None) | ~Q(taken_down_why=""),
                name="what_is_taken_down_says_why",
            ),
            models.CheckConstraint(
                condition=Q(answer="", answered_at=None)
                | (~Q(answer="") & Q(answered_at__isnull=False)),
                name="an_answer_says_when",
            ),
            models.CheckConstraint(
                condition=~Q(answer=Answer.REFUSED) | ~Q(answer_words=""),
                name="a_refused_idea_has_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(activity=None) | Q(answer=Answer.TAKEN_ON),
                name="only_what_is_taken_on_becomes_an_activity",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def is_open(self) -> bool:
        """See `IdeaQuerySet.open`."""
        return self.answer != Answer.REFUSED and self.told_at is None

    @property
    def can_be_read_by_all(self) -> bool:
        return self.shown_at is not None and self.taken_down_at is None


class IdeaOffer(models.Model):
    """A partner does it: the activity its people have made of a wish, until it is public or the
    wish has its answer. Several may try; the first one the house says yes to is the one."""

    idea = models.ForeignKey(Idea, on_delete=models.CASCADE, related_name="offers")
    activity = models.OneToOneField(Activity, on_delete=models.CASCADE, related_name="idea_offer")
    made_at = models.DateTimeField()

    class Meta:
        verbose_name = _("offer to do what somebody wishes for")
        verbose_name_plural = _("offers to do what people wish for")

    def __str__(self) -> str:
        return f"{self.idea_id} {self.activity_id}"


class Support(models.Model):
    """Somebody wishes for the same. A channel only if they want to be told."""

    public_id = models.CharField(max_length=32, unique=True, default=new_public_id, editable=False)
    idea = models.ForeignKey(Idea, on_delete=models.CASCADE, related_name="supports")
    link_hash = models.BinaryField(max_length=32)
    browser_hash = models.BinaryField(max_length=32)
    contact_hash = models.BinaryField(max_length=32, null=True)
    email = models.EmailField(blank=True)
    phone = models.CharField(max_length=16, blank=True)
    page_language = models.CharField(max_length=7, default="da")
    since = models.DateTimeField()

    class Meta:
        verbose_name = _("support of a wish")
        verbose_name_plural = _("supports of wishes")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["link_hash"], name="one_support_per_secret_link"),
            models.UniqueConstraint(
                fields=["idea", "browser_hash"], name="one_support_per_browser_and_wish"
            ),
            models.UniqueConstraint(
                fields=["idea", "contact_hash"],
                condition=Q(contact_hash__isnull=False),
                name="one_support_per_person_and_wish",
            ),
            models.CheckConstraint(
                condition=Q(email="") | Q(phone=""), name="a_support_keeps_one_channel_at_most"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.since:%Y-%m-%d}"


class AnsweredCount(models.Model):
    """How many ideas a house answered for the first time in a month, and how many in time."""

    centre = models.ForeignKey(Centre, on_delete=models.CASCADE, related_name="answered_ideas")
    month = models.DateField()
    answered = models.PositiveIntegerField(default=0)
    in_time = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("count of answers")
        verbose_name_plural = _("counts of answers")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["centre", "month"], name="one_count_of_answers_per_house_and_month"
            ),
            models.CheckConstraint(
                condition=Q(month__day=1), name="a_month_of_answers_begins_on_the_first"
            ),
            models.CheckConstraint(
                condition=Q(in_time__lte=F("answered")), name="answers_in_time_are_answers"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.in_time} / {self.answered}"
