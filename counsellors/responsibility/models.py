from __future__ import annotations

from datetime import datetime

from django.contrib.postgres.fields import DateTimeRangeField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from citizens.people.models import Citizen
from counsellors.people.models import Counsellor
from jobcenter.shared.filing import FiledAs
from jobcenter.shared.secrets import new_public_id
from jobcenter.shared.temporal import WithoutOverlaps

from .enums import Answer, Origin

LONGEST_CARD = 2000


class ResponsibilityQuerySet(models.QuerySet["Responsibility"]):
    def current(self) -> ResponsibilityQuerySet:
        """Not ended: a period that is open upwards."""
        return self.filter(during__upper_inf=True)

    def ended_before(self, moment: datetime) -> ResponsibilityQuerySet:
        return self.filter(during__endswith__lte=moment)


class Responsibility(models.Model):
    """Who is whose own counsellor, and when. Changing ends one period and begins another.

    `name` is what the person wants to be called by this counsellor: names belong to conversations
    and go with them, but a list of people needs them for as long as it holds.
    """

    public_id = models.CharField(max_length=32, unique=True, default=new_public_id, editable=False)
    citizen = models.ForeignKey(Citizen, on_delete=models.CASCADE, related_name="responsibilities")
    counsellor = models.ForeignKey(
        Counsellor, on_delete=models.PROTECT, related_name="responsibilities"
    )
    name = models.CharField(_("name or nickname"), max_length=80)
    # A list of a thousand is turned page by page, so the database must know the order of the names.
    filed_as = FiledAs(max_length=2 * 80)
    during = DateTimeRangeField()
    came_by = models.CharField(max_length=12, choices=Origin)
    # The person has asked to be handed over to somebody else; not why.
    wishes_handover_since = models.DateTimeField(null=True, blank=True)
    # The card the person said yes to: what the new counsellor may read.
    card = models.OneToOneField(
        "Handover", null=True, blank=True, on_delete=models.SET_NULL, related_name="became"
    )
    page_language = models.CharField(max_length=7, default="da")

    objects = ResponsibilityQuerySet.as_manager()

    class Meta:
        constraints = [
            WithoutOverlaps(
                name="one_own_counsellor_at_any_instant", same=["citizen"], during="during"
            ),
            models.CheckConstraint(
                condition=Q(during__isempty=False, during__lower_inf=False),
                name="a_responsibility_begins_some_time",
            ),
            models.CheckConstraint(
                condition=~Q(name=""), name="a_responsibility_knows_what_to_call_the_person"
            ),
        ]
        indexes = [
            models.Index(
                fields=["counsellor", "filed_as", "id"],
                condition=Q(during__upper_inf=True),
                name="own_people_by_name",
            ),
        ]

    def __str__(self) -> str:
        return self.public_id

    @property
    def starts_at(self) -> datetime:
        starts_at: datetime = self.during.lower
        return starts_at


class Offer(models.Model):
    """A counsellor offers somebody to be their own counsellor. The answer may be yes, no, or none.

    One row for each two people while it is kept, whatever the answer: an offer is made once, and
    whoever makes it again learns nothing from that.
    """

    public_id = models.CharField(max_length=32, unique=True, default=new_public_id, editable=False)
    citizen = models.ForeignKey(Citizen, on_delete=models.CASCADE, related_name="offers")
    counsellor = models.ForeignKey(Counsellor, on_delete=models.CASCADE, related_name="offers")
    name = models.CharField(_("name or nickname"), max_length=80)
    answer = models.CharField(max_length=8, choices=Answer, default=Answer.WAITING)
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["counsellor", "citizen"], name="one_offer_per_counsellor_and_citizen"
            ),
            models.CheckConstraint(
                condition=~Q(name=""), name="an_offer_knows_what_to_call_the_person"
            ),
        ]

    def __str__(self) -> str:
        return self.public_id


class Handover(models.Model):
    """A warm handover: in words the person reads first, whom the counsellor proposes and why.

    `words` reach the colleague when the person has said yes, and never otherwise.
    """

    public_id = models.CharField(max_length=32, unique=True, default=new_public_id, editable=False)
    responsibility = models.ForeignKey(
        Responsibility, on_delete=models.CASCADE, related_name="handovers"
    )
    successor = models.ForeignKey(Counsellor, on_delete=models.CASCADE, related_name="handovers")
    words = models.TextField(_("what we are doing together"), max_length=LONGEST_CARD)
    answer = models.CharField(max_length=8, choices=Answer, default=Answer.WAITING)
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["responsibility"],
                condition=Q(answer=Answer.WAITING),
                name="one_handover_at_a_time_waits_for_an_answer",
            ),
            models.CheckConstraint(
                condition=~Q(words=""), name="a_handover_says_what_we_are_doing"
            ),
        ]

    def __str__(self) -> str:
        return self.public_id
