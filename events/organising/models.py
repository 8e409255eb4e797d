from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from events.activities.models import Activity
from jobcenter.accounts.models import User
from jobcenter.centres.models import Centre, Partner
from jobcenter.shared.retention import kept_for
from jobcenter.shared.secrets import new_public_id

from .enums import ANSWERED_WITH_WORDS, SubmissionState


class PartnerMemberQuerySet(models.QuerySet["PartnerMember"]):
    def joined(self) -> PartnerMemberQuerySet:
        return self.filter(user__isnull=False, user__is_active=True)

    def invited(self, now: datetime) -> PartnerMemberQuerySet:
        """Asked, not answered, and not too long ago."""
        return self.filter(user=None, made_at__gt=now - kept_for("partner_people"))


class PartnerMember(models.Model):
    """Somebody who makes activities for a partner: invited by mail until they say yes.

    `name` is what the house calls them. The mail goes when they have joined: from then on their
    account is how they are known.
    """

    public_id = models.CharField(max_length=32, unique=True, default=new_public_id, editable=False)
    partner = models.ForeignKey(Partner, on_delete=models.CASCADE, related_name="members")
    centre = models.ForeignKey(Centre, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=80)
    email = models.EmailField(blank=True)
    user = models.ForeignKey(
        User, on_delete=models.CASCADE, null=True, blank=True, related_name="partner_members"
    )
    made_at = models.DateTimeField()
    joined_at = models.DateTimeField(null=True, blank=True)

    objects = PartnerMemberQuerySet.as_manager()

    class Meta:
        verbose_name = _("person of a partner")
        verbose_name_plural = _("people of partners")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["partner", "user"], name="one_membership_per_person_and_partner"
            ),
            models.UniqueConstraint(
                fields=["partner", "email"],
                condition=~Q(email=""),
                name="one_invitation_per_mail_and_partner",
            ),
            models.CheckConstraint(
                condition=Q(user=None, joined_at=None) & ~Q(email="")
                | Q(user__isnull=False, joined_at__isnull=False, email=""),
                name="a_member_is_invited_by_mail_or_has_joined",
            ),
            models.CheckConstraint(condition=~Q(name=""), name="a_member_has_a_name"),
        ]

    def __str__(self) -> str:
        return self.name


class Submission(models.Model):
    """That an activity comes from a partner, and what the house says to it."""

    activity = models.OneToOneField(Activity, on_delete=models.CASCADE, related_name="submission")
    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="submissions")
    state = models.CharField(max_length=16, choices=SubmissionState, default=SubmissionState.DRAFT)
    # What the house asks for, or why it says no: the partner and everybody can read it.
    words = models.CharField(max_length=300, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("activity from a partner")
        verbose_name_plural = _("activities from partners")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=~Q(state__in=ANSWERED_WITH_WORDS) | ~Q(words=""),
                name="who_is_not_approved_reads_why",
            ),
            models.CheckConstraint(
                condition=Q(state=SubmissionState.DRAFT) | Q(sent_at__isnull=False),
                name="what_the_house_answers_was_sent_to_it",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.state} {self.activity_id}"


class TrustQuerySet(models.QuerySet["Trust"]):
    def standing(self) -> TrustQuerySet:
        return self.filter(withdrawn_at=None)


class Trust(models.Model):
    """A partner may publish at a house without asking: since when, by whom, why; until it is
    withdrawn, again with a day, a name and a reason."""

    partner = models.ForeignKey(Partner, on_delete=models.CASCADE, related_name="trusts")
    centre = models.ForeignKey(Centre, on_delete=models.CASCADE, related_name="trusts")
    given_at = models.DateTimeField()
    given_by = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    why = models.CharField(max_length=300)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    why_withdrawn = models.CharField(max_length=300, blank=True)

    objects = TrustQuerySet.as_manager()

    class Meta:
        verbose_name = _("trust in a partner")
        verbose_name_plural = _("trust in partners")
        ordering: ClassVar = ["-given_at", "-pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["partner", "centre"],
                condition=Q(withdrawn_at=None),
                name="a_house_trusts_a_partner_once_at_a_time",
            ),
            models.CheckConstraint(condition=~Q(why=""), name="trust_says_why_it_was_given"),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None, why_withdrawn="")
                | Q(withdrawn_at__isnull=False, withdrawn_at__gte=F("given_at"))
                & ~Q(why_withdrawn=""),
                name="trust_is_withdrawn_after_it_was_given_and_says_why",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.partner} {self.given_at:%Y-%m-%d}"
