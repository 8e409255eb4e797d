"""A talk in a colleague's hands."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models import F, Q

from counsellors.chat.enums import STANDING, Card
from counsellors.people.models import Counsellor
from jobcenter.shared.secrets import new_public_id

from .threads import Thread


class ThreadHandoverQuerySet(models.QuerySet["ThreadHandover"]):
    def standing(self) -> ThreadHandoverQuerySet:
        return self.filter(state__in=STANDING)

    def in_force(self) -> ThreadHandoverQuerySet:
        """Standing, and the talk goes on with whom it was handed to: the line may have it."""
        return self.standing().filter(
            thread__ended_at=None, thread__erased_at=None, thread__counsellor=F("given_to")
        )

    def due(self, now: datetime) -> ThreadHandoverQuerySet:
        """Lent until a time that has come."""
        return self.in_force().filter(until__lte=now)


class ThreadHandover(models.Model):
    """A talk in a colleague's hands, by a card the citizen sees and may say no to.

    What the card says are the words of its event, and nowhere else. It goes back to `given_by` at
    `until`, when it has one, and at the citizen's no.
    """

    public_id = models.CharField(max_length=32, unique=True, default=new_public_id, editable=False)
    thread = models.ForeignKey(Thread, on_delete=models.CASCADE, related_name="handovers")
    given_by = models.ForeignKey(Counsellor, on_delete=models.PROTECT, related_name="+")
    given_to = models.ForeignKey(Counsellor, on_delete=models.PROTECT, related_name="+")
    until = models.DateTimeField(null=True)
    made_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=Card, default=Card.WAITING)

    objects = ThreadHandoverQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["thread"],
                condition=Q(state__in=STANDING),
                name="one_handover_stands_in_a_thread",
            ),
            models.CheckConstraint(
                condition=~Q(given_to=F("given_by")), name="a_talk_is_handed_to_somebody_else"
            ),
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gt=F("made_at")),
                name="a_talk_is_lent_for_a_while",
            ),
            models.CheckConstraint(
                condition=~Q(state=Card.RETURNED) | Q(until__isnull=False),
                name="the_clock_returns_what_was_lent",
            ),
        ]
        indexes = [
            models.Index(fields=["until"], condition=Q(state__in=STANDING), name="talks_lent_until")
        ]

    def __str__(self) -> str:
        return self.public_id

    @property
    def stands(self) -> bool:
        return self.state in STANDING
