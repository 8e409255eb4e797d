from __future__ import annotations

from datetime import datetime

from django.contrib.postgres.fields import DateTimeRangeField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from counsellors.chat.models import Thread
from counsellors.people.models import Counsellor
from jobcenter.centres.models import Centre
from jobcenter.shared.secrets import new_public_id

from .enums import OPEN, PROMISED, State


class CallBackQuerySet(models.QuerySet["CallBack"]):
    def open(self) -> CallBackQuerySet:
        return self.filter(state__in=OPEN)

    def promised(self) -> CallBackQuerySet:
        return self.filter(state__in=PROMISED)

    def at_work(self, counsellor: Counsellor, *, now: datetime) -> CallBackQuerySet:
        """Those a counsellor may make: asked of them by name, or of their house by now."""
        of_house = Q(centre__in=counsellor.centres.values("pk")) & (
            Q(house_from=None) | Q(house_from__lte=now)
        )
        return self.filter(
            of_house | Q(counsellor=counsellor) | Q(taken_by=counsellor), thread__erased_at=None
        )


class CallBack(models.Model):
    """A call the house has promised, in a window, or (without one) when a place in line comes.

    `counsellor` is asked first; from `house_from` on the whole house is (none: at once). `slot` is
    the place in the window: there are as many as the house can call. Until `until` the promise
    stands; in the state OFFERED, until then other windows can be chosen. A row that is over tells
    nothing: what became of the call stands in its thread, as long as the thread does.
    """

    public_id = models.CharField(max_length=32, unique=True, default=new_public_id, editable=False)
    thread = models.ForeignKey(Thread, on_delete=models.CASCADE, related_name="call_backs")
    centre = models.ForeignKey(Centre, on_delete=models.PROTECT, related_name="call_backs")
    counsellor = models.ForeignKey(
        Counsellor, null=True, on_delete=models.PROTECT, related_name="calls_asked_for"
    )
    phone = models.CharField(_("phone"), max_length=16, blank=True)
    state = models.CharField(max_length=7, choices=State, default=State.WAITING)
    during = DateTimeRangeField(_("from and until"), null=True)
    slot = models.PositiveSmallIntegerField(null=True)
    house_from = models.DateTimeField(null=True)
    chosen_at = models.DateTimeField()
    until = models.DateTimeField()
    is_last_try = models.BooleanField(default=False)
    taken_by = models.ForeignKey(
        Counsellor, null=True, on_delete=models.PROTECT, related_name="calls_under_way"
    )
    taken_at = models.DateTimeField(null=True)

    objects = CallBackQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state=State.OVER, phone="")
                | (~Q(state=State.OVER) & Q(phone__regex=r"^\+[0-9]{6,15}$")),
                name="a_number_only_while_the_call_is_to_come",
            ),
            models.UniqueConstraint(
                fields=["thread"], condition=Q(state__in=OPEN), name="one_open_call_per_thread"
            ),
            models.UniqueConstraint(
                fields=["centre", "during", "slot"],
                condition=Q(state__in=PROMISED, slot__isnull=False),
                name="one_call_per_place_of_a_window",
            ),
            models.CheckConstraint(
                condition=Q(during=None)
                | Q(
                    during__isempty=False,
                    during__lower_inf=False,
                    during__upper_inf=False,
                    during__endswith__gt=F("chosen_at"),
                ),
                name="a_window_ends_after_it_was_chosen",
            ),
            models.CheckConstraint(
                condition=Q(during=None, slot=None)
                | Q(during__isnull=False, slot__isnull=False, slot__gte=1),
                name="places_of_a_window_begin_at_one",
            ),
            models.CheckConstraint(
                condition=Q(state=State.CALLING, taken_by__isnull=False, taken_at__isnull=False)
                | (~Q(state=State.CALLING) & Q(taken_by=None, taken_at=None)),
                name="whoever_calls_is_known_while_they_call",
            ),
            models.CheckConstraint(
                condition=~Q(state=State.OVER)
                | Q(counsellor=None, during=None, house_from=None, is_last_try=False),
                name="a_call_that_is_over_tells_nothing",
            ),
        ]
        indexes = [
            models.Index(
                fields=["centre", "state"],
                condition=~Q(state=State.OVER),
                name="calls_of_a_house_to_come",
            ),
        ]

    def __str__(self) -> str:
        return self.public_id

    @property
    def keeps_a_place(self) -> bool:
        return self.state != State.OFFERED and self.during is None

    @property
    def starts_at(self) -> datetime | None:
        return self.during.lower if self.during else None

    @property
    def ends_at(self) -> datetime | None:
        return self.during.upper if self.during else None
