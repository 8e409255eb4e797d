from __future__ import annotations

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from citizens.people.models import Citizen


class Question(models.Model):
    """A citizen asks the house about one line of the read log. The house answers by mail or phone.

    `reading` is the line's public id, no foreign key: the log's months are dropped as a whole.
    """

    citizen = models.ForeignKey(Citizen, on_delete=models.CASCADE, related_name="questions")
    reading = models.CharField(max_length=32)
    words = models.TextField(_("what you would like to know"), max_length=1000, blank=True)
    reach = models.CharField(_("how we reach you"), max_length=254)
    asked_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["reading"], name="one_question_per_reading"),
        ]

    def __str__(self) -> str:
        return self.reading
