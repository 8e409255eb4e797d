from __future__ import annotations

from datetime import datetime, timedelta

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from citizens.people.models import Citizen
from jobcenter.centres.models import Centre

# A month to answer who asks for insight: the General Data Protection Regulation, article 12(3).
TIME_TO_ANSWER = timedelta(days=30)
LONGEST_ANSWER = 2000


class QuestionQuerySet(models.QuerySet["Question"]):
    def unanswered(self) -> QuestionQuerySet:
        return self.filter(answered_at=None)

    def in_order(self) -> QuestionQuerySet:
        """Those that wait, the longest first; then the answered, the latest first."""
        return self.order_by(F("answered_at").desc(nulls_first=True), "asked_at", "pk")


class Question(models.Model):
    """A citizen asks the house about one line of the read log. The house answers in writing.

    `reading` is the line's public id, no foreign key: the log's months are dropped as a whole.
    """

    citizen = models.ForeignKey(Citizen, on_delete=models.CASCADE, related_name="questions")
    centre = models.ForeignKey(
        Centre, null=True, blank=True, on_delete=models.SET_NULL, related_name="questions"
    )
    reading = models.CharField(max_length=32)
    words = models.TextField(_("what you would like to know"), max_length=1000, blank=True)
    reach = models.CharField(_("how we reach you"), max_length=254)
    page_language = models.CharField(max_length=7, default="da", db_default="da")
    asked_at = models.DateTimeField(db_default=Now())
    answer = models.TextField(
        _("the answer"), max_length=LONGEST_ANSWER, blank=True, default="", db_default=""
    )
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.CharField(max_length=120, blank=True, default="", db_default="")
    # The house has been told once that somebody waits.
    reminded_at = models.DateTimeField(null=True, blank=True)

    objects = QuestionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["reading"], name="one_question_per_reading"),
            models.CheckConstraint(
                condition=Q(answered_at=None, answer="", answered_by="")
                | (Q(answered_at__isnull=False) & ~Q(answer="") & ~Q(answered_by="")),
                name="an_answer_says_who_and_when",
            ),
        ]

    def __str__(self) -> str:
        return self.reading

    @property
    def answer_due_at(self) -> datetime:
        return self.asked_at + TIME_TO_ANSWER

    @property
    def is_by_mail(self) -> bool:
        return "@" in self.reach
