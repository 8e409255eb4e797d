from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from counsellors.people.models import Counsellor
from jobcenter.centres.models import Centre
from jobcenter.shared.secrets import new_public_id

from .enums import Reached, Wrong

LONGEST_REASON, LONGEST_WORDS, LONGEST_NAME = 300, 1000, 120
# Whoever must be kept away for longer is met otherwise: by people who talk about it.
LONGEST_BLOCK = timedelta(days=30)


class BlockQuerySet(models.QuerySet["Block"]):
    def lasting(self, now: datetime) -> BlockQuerySet:
        """Those that stop somebody at `now`; nothing has to run for one to end."""
        return self.filter(made_at__lte=now, until__gt=now, lifted_at=None)

    def unanswered(self) -> BlockQuerySet:
        """Somebody says that it is wrong, and nobody has answered."""
        return self.filter(objected_at__isnull=False, answered_at=None)


class Block(models.Model):
    """Somebody cannot write for a while. They see why, until when, and how to say that it is wrong.

    Of a person: by the secret of their browser (its SHA-256), by account, or both. Or of a
    connection, by address (keyed hash), and then of nobody in particular: others sit there, too,
    and none of them is told why. The phone, the house's door and every booking stay open.
    """

    public_id = models.CharField(max_length=32, unique=True, default=new_public_id, editable=False)
    centre = models.ForeignKey(Centre, on_delete=models.CASCADE, related_name="blocks")
    # Public id of the talk it was made in.
    thread = models.CharField(max_length=32)
    token_hash = models.BinaryField(max_length=32, null=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        db_index=False,
        on_delete=models.CASCADE,
        related_name="blocks",
    )
    address_hash = models.BinaryField(max_length=32, null=True)
    reason = models.CharField(_("reason"), max_length=LONGEST_REASON)
    made_by = models.ForeignKey(Counsellor, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    until = models.DateTimeField(_("until"))
    # What the blocked person says to it.
    objection = models.TextField(_("objection"), max_length=LONGEST_WORDS, blank=True)
    objected_at = models.DateTimeField(null=True)
    lifted_by = models.ForeignKey(Counsellor, null=True, on_delete=models.PROTECT, related_name="+")
    # Whoever leads a house need not be a counsellor.
    lifted_by_name = models.CharField(max_length=LONGEST_NAME, blank=True, db_default="")
    lifted_at = models.DateTimeField(null=True)
    # What the house says to the objection when it lets the block stand.
    answer = models.TextField(_("answer"), max_length=LONGEST_WORDS, blank=True, db_default="")
    answered_by = models.CharField(max_length=LONGEST_NAME, blank=True, db_default="")
    answered_at = models.DateTimeField(null=True)

    objects = BlockQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(token_hash__isnull=False)
                | Q(user__isnull=False)
                | Q(address_hash__isnull=False),
                name="a_block_stops_somebody",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="a_block_says_why"),
            models.CheckConstraint(
                condition=Q(until__gt=F("made_at")) & Q(until__lte=F("made_at") + LONGEST_BLOCK),
                name="a_block_ends_within_a_month",
            ),
            models.CheckConstraint(
                condition=Q(lifted_at=None, lifted_by=None, lifted_by_name="")
                | (
                    Q(lifted_at__isnull=False)
                    & (~Q(lifted_by_name="") | Q(lifted_by__isnull=False))
                ),
                name="a_lifted_block_says_by_whom",
            ),
            models.CheckConstraint(
                condition=Q(objection="", objected_at=None)
                | (~Q(objection="") & Q(objected_at__isnull=False)),
                name="an_objection_says_something",
            ),
            models.CheckConstraint(
                condition=Q(address_hash=None) | Q(token_hash=None, user=None),
                name="a_block_is_of_a_person_or_of_a_connection",
            ),
            models.CheckConstraint(
                condition=Q(answer="", answered_by="", answered_at=None)
                | (
                    ~Q(answer="")
                    & ~Q(answered_by="")
                    & Q(answered_at__isnull=False, objected_at__isnull=False)
                ),
                name="an_answer_to_an_objection_says_what_and_by_whom",
            ),
        ]
        indexes = [
            models.Index(fields=["token_hash"], name="blocks_of_a_browser"),
            models.Index(fields=["user"], name="blocks_of_an_account"),
            models.Index(fields=["address_hash"], name="blocks_of_an_address"),
        ]

    def __str__(self) -> str:
        return self.public_id

    @property
    def is_of_connection(self) -> bool:
        """Then its reason is for colleagues: whoever reads it there may be anybody."""
        return self.address_hash is not None


class Sighting(models.Model):
    """From which address a talk was begun, as a keyed hash, for two days: so that somebody who
    clears their cookies between threats can be stopped, and floods are seen.
    """

    thread = models.CharField(max_length=32)
    address_hash = models.BinaryField(max_length=32)
    has_account = models.BooleanField()
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["thread"], name="a_talk_begins_at_one_address"),
        ]
        indexes = [
            models.Index(fields=["at"], condition=Q(has_account=False), name="talks_begun_lately")
        ]

    def __str__(self) -> str:
        return self.thread


class MessageReport(models.Model):
    """Somebody in a talk says that a message in it is not all right. Holds no word of the talk: who
    leads the house reads it there, with the talk around it, for as long as it is kept.
    """

    public_id = models.CharField(max_length=32, unique=True, default=new_public_id, editable=False)
    centre = models.ForeignKey(Centre, on_delete=models.CASCADE, related_name="message_reports")
    # Public id of the talk, and the number in it.
    thread = models.CharField(max_length=32)
    seq = models.PositiveBigIntegerField()
    # The counsellor who reports; None is the citizen of the talk.
    counsellor = models.ForeignKey(
        Counsellor, null=True, on_delete=models.CASCADE, related_name="+"
    )
    wrong = models.CharField(_("what is wrong"), max_length=8, choices=Wrong)
    words = models.TextField(_("words"), max_length=LONGEST_WORDS, blank=True)
    made_at = models.DateTimeField()
    # What the house says to whoever reported it.
    answer = models.TextField(_("answer"), max_length=LONGEST_WORDS, blank=True)
    answered_by = models.CharField(max_length=LONGEST_NAME, blank=True)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["thread", "seq", "counsellor"],
                nulls_distinct=False,
                name="one_report_of_a_message_by_each",
            ),
            models.CheckConstraint(
                condition=Q(answer="", answered_by="", answered_at=None)
                | (~Q(answer="") & ~Q(answered_by="") & Q(answered_at__isnull=False)),
                name="an_answered_report_says_what_and_by_whom",
            ),
        ]
        indexes = [models.Index(fields=["centre", "made_at"], name="reports_of_a_house")]

    def __str__(self) -> str:
        return self.public_id


class HelpCall(models.Model):
    """A counsellor needs colleagues now. Gone when it is over, at the latest a day later.

    Nothing of it is visible in the talk.
    """

    public_id = models.CharField(max_length=32, unique=True, default=new_public_id, editable=False)
    centre = models.ForeignKey(Centre, on_delete=models.CASCADE, related_name="help_calls")
    thread = models.CharField(max_length=32)
    counsellor = models.ForeignKey(Counsellor, on_delete=models.CASCADE, related_name="+")
    coming = models.ForeignKey(Counsellor, null=True, on_delete=models.CASCADE, related_name="+")
    reached = models.CharField(
        max_length=6, choices=Reached, default=Reached.HERE, db_default=Reached.HERE
    )
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["counsellor"], name="one_call_for_help_at_a_time"),
            models.CheckConstraint(
                condition=Q(coming=None) | ~Q(coming=F("counsellor")),
                name="nobody_comes_to_their_own_help",
            ),
        ]

    def __str__(self) -> str:
        return self.public_id
