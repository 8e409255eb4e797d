"""What happens in a thread, number by number."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from counsellors.chat.enums import ABOUT_A_MESSAGE, WITH_WORDS, EventKind, Side
from counsellors.people.models import Counsellor

from .threads import Thread

LONGEST_MESSAGE = 4000


class Event(models.Model):
    """Number `seq` of a thread. Written once; a message's words may change or vanish, its number
    never does: `changed` tells what became of them, and an event of its own tells when.

    The migration calls the primary key `one_event_per_number_of_a_thread`.
    """

    pk = models.CompositePrimaryKey("thread_id", "seq")
    thread = models.ForeignKey(Thread, on_delete=models.CASCADE, related_name="events")
    seq = models.PositiveBigIntegerField(editable=False)
    kind = models.CharField(max_length=14, choices=EventKind)
    side = models.CharField(max_length=10, choices=Side)
    counsellor = models.ForeignKey(
        Counsellor, null=True, on_delete=models.PROTECT, related_name="+"
    )
    words = models.TextField(_("words"), max_length=LONGEST_MESSAGE, blank=True)
    changed = models.CharField(
        max_length=14, choices=[(k, k) for k in (EventKind.EDIT, EventKind.REDACTION)], blank=True
    )
    about = models.PositiveBigIntegerField(null=True)
    # Bounded and impersonal: a public id, a state, a window. Never free text.
    facts = models.JSONField(default=dict)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(seq__gte=1), name="numbers_of_a_thread_begin_at_one"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=ABOUT_A_MESSAGE, about__isnull=False, about__lt=F("seq"))
                | (~Q(kind__in=ABOUT_A_MESSAGE) & Q(about=None)),
                name="an_edit_or_a_mark_is_about_an_earlier_event",
            ),
            models.CheckConstraint(
                condition=Q(words="") | Q(kind__in=WITH_WORDS),
                name="only_messages_and_cards_hold_words",
            ),
            models.CheckConstraint(
                condition=~Q(kind=EventKind.MESSAGE)
                | (Q(words="") & Q(changed=EventKind.REDACTION))
                | (~Q(words="") & ~Q(changed=EventKind.REDACTION)),
                name="a_message_says_something_or_is_a_tombstone",
            ),
            models.CheckConstraint(
                condition=Q(side=Side.COUNSELLOR, counsellor__isnull=False)
                | (~Q(side=Side.COUNSELLOR) & Q(counsellor=None)),
                name="a_counsellors_event_bears_their_name",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.thread_id}/{self.seq}"

    @property
    def is_tombstone(self) -> bool:
        return self.changed == EventKind.REDACTION
