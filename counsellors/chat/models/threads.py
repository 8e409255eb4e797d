"""A thread, and who has a place in it."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from citizens.people.models import Citizen
from counsellors.chat.enums import WaitsAs
from counsellors.people.models import Counsellor
from jobcenter.centres.models import Centre
from jobcenter.shared.secrets import new_public_id

LONGEST_NICKNAME = 60


class ThreadQuerySet(models.QuerySet["Thread"]):
    def open(self) -> ThreadQuerySet:
        return self.filter(ended_at=None, erased_at=None)

    def waiting(self) -> ThreadQuerySet:
        """Begun, and nobody has taken it yet."""
        return self.open().filter(counsellor=None)

    def in_line(self) -> ThreadQuerySet:
        """Those who keep a place: on the page or by phone. Letters wait outside the line."""
        return self.waiting().filter(waits_as__in=(WaitsAs.LINE, WaitsAs.PHONE))

    def of_citizen(self, *, user_id: int | None, token_hash: bytes | None) -> ThreadQuerySet:
        """Those one browser may open: by the account logged in, or by the secret in its cookie."""
        mine = Q(pk__in=[])
        if user_id is not None:
            mine |= Q(citizen__user=user_id)
        if token_hash is not None:
            mine |= Q(token_hash=token_hash)
        return self.filter(mine, erased_at=None)

    def on_the_desk_of(
        self, counsellor: Counsellor, *, now: datetime | None = None
    ) -> ThreadQuerySet:
        """Whose threads they are, where they are invited, and what waits for them at `now`: by
        name, at their houses, or at another house that cannot answer.
        """
        moment = now or timezone.now()
        houses = counsellor.centres.values("pk")
        team = Q(centre__in=houses) & (Q(team_from=None) | Q(team_from__lte=moment))
        guests = Q(elsewhere__in=houses, elsewhere_from__lte=moment)
        waiting = Thread.objects.filter(
            Q(first_asked=counsellor) | team | guests, counsellor=None, ended_at=None
        )
        invited = Participant.objects.filter(counsellor=counsellor, left_at=None)
        own = Thread.objects.filter(counsellor=counsellor)
        # A union, because each of the three has an index and an OR of them would use none.
        return self.filter(
            pk__in=own.values("pk").union(invited.values("thread"), waiting.values("pk"))
        )


class Thread(models.Model):
    """One talk between a citizen and a house: chat, call-back, booking and letters in one sequence.

    `last_seq` is written by `domain/log.py` alone and only ever rises by one, in the transaction
    that writes the event of that number: triggers of the database say so. Numbers below `first_seq`
    are past retention. `rights_version` rises whenever somebody gains or loses the right to read,
    so that a stream learns of it even when no bell could ring.

    While nobody has taken it: `started_at` is its place in line. `first_asked` alone sees it until
    `team_from` (none: the house sees it at once). From `elsewhere_from` on the house `elsewhere`
    may answer, too; which one that is, is found out then. Until `grace_until` its place is held
    without a sign of the browser (none: for as long as it takes).
    """

    public_id = models.CharField(max_length=32, unique=True, default=new_public_id, editable=False)
    centre = models.ForeignKey(Centre, on_delete=models.PROTECT, related_name="threads")
    counsellor = models.ForeignKey(
        Counsellor, null=True, blank=True, on_delete=models.PROTECT, related_name="threads"
    )
    citizen = models.ForeignKey(
        Citizen, null=True, blank=True, on_delete=models.SET_NULL, related_name="threads"
    )
    # SHA-256 of the secret in the browser's cookie; none once an account has claimed the thread.
    token_hash = models.BinaryField(max_length=32, null=True)
    nickname = models.CharField(_("nickname"), max_length=LONGEST_NICKNAME, blank=True)
    page_language = models.CharField(max_length=2, default="da")
    last_seq = models.PositiveBigIntegerField(default=0, editable=False)
    first_seq = models.PositiveBigIntegerField(default=1, editable=False)
    rights_version = models.PositiveIntegerField(default=1, editable=False)
    waits_as = models.CharField(max_length=6, choices=WaitsAs, db_default=WaitsAs.LINE)
    first_asked = models.ForeignKey(
        Counsellor,
        null=True,
        blank=True,
        db_index=False,
        on_delete=models.PROTECT,
        related_name="asked_first",
    )
    team_from = models.DateTimeField(null=True, blank=True)
    elsewhere = models.ForeignKey(
        Centre,
        null=True,
        blank=True,
        db_index=False,
        on_delete=models.PROTECT,
        related_name="guest_threads",
    )
    elsewhere_from = models.DateTimeField(null=True, blank=True)
    grace_until = models.DateTimeField(null=True, blank=True)
    started_at = models.DateTimeField(db_default=Now())
    last_event_at = models.DateTimeField(db_default=Now())
    ended_at = models.DateTimeField(null=True, blank=True)
    erased_at = models.DateTimeField(null=True, blank=True)

    objects = ThreadQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(first_seq__gte=1) & Q(first_seq__lte=F("last_seq") + 1),
                name="a_thread_keeps_its_latest_numbers",
            ),
            # An account that was deleted leaves neither: nobody can come back to that thread.
            models.CheckConstraint(
                condition=Q(citizen=None) | Q(token_hash=None),
                name="a_thread_is_opened_by_an_account_or_a_browser",
            ),
            models.CheckConstraint(
                condition=Q(erased_at=None)
                | Q(citizen=None, token_hash=None, nickname="", ended_at__isnull=False),
                name="an_erased_thread_is_about_nobody",
            ),
            models.CheckConstraint(
                condition=Q(team_from=None) | Q(first_asked__isnull=False),
                name="a_team_waits_only_behind_somebody_asked_first",
            ),
            models.CheckConstraint(
                condition=Q(elsewhere=None) | Q(elsewhere_from__isnull=False),
                name="another_house_takes_over_from_some_time",
            ),
            models.UniqueConstraint(
                fields=["token_hash"],
                condition=Q(counsellor=None, ended_at=None, token_hash__isnull=False),
                name="one_waiting_thread_per_browser",
            ),
        ]
        indexes = [
            models.Index(fields=["token_hash"], name="threads_of_a_browser"),
            models.Index(
                fields=["centre", "started_at"],
                condition=Q(counsellor=None, ended_at=None),
                name="threads_waiting_at_a_house",
            ),
            models.Index(fields=["last_event_at"], name="threads_by_age"),
        ]

    def __str__(self) -> str:
        return self.public_id


class Participant(models.Model):
    """Somebody's place in a thread: how far they have read, and up to where they were told by mail
    that something waits. The citizen's place has no counsellor.
    """

    thread = models.ForeignKey(Thread, on_delete=models.CASCADE, related_name="participants")
    counsellor = models.ForeignKey(
        Counsellor, null=True, on_delete=models.PROTECT, related_name="places_in_threads"
    )
    read_seq = models.PositiveBigIntegerField(default=0)
    told_seq = models.PositiveBigIntegerField(default=0)
    # The look of a counsellor that stands in the read log lasts until then; see access.py.
    look_lasts_until = models.DateTimeField(null=True)
    joined_at = models.DateTimeField(db_default=Now())
    left_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["thread", "counsellor"],
                nulls_distinct=False,
                name="one_place_per_person_in_a_thread",
            ),
            models.CheckConstraint(
                condition=Q(counsellor__isnull=False) | Q(look_lasts_until=None, left_at=None),
                name="a_citizen_never_leaves_their_own_thread",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.thread_id} {self.counsellor_id}"
