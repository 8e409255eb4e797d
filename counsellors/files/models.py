from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from counsellors.chat.enums import Side
from counsellors.chat.models import Thread
from counsellors.people.models import Counsellor
from jobcenter.shared.secrets import new_public_id

from .enums import PENDING, Fault, FileKind, FileState

LONGEST_NAME = 100
LONGEST_STORED_NAME = 60


class AttachmentQuerySet(models.QuerySet["Attachment"]):
    def waiting_for_a_check(self) -> AttachmentQuerySet:
        return self.filter(state__in=PENDING)

    def ready(self) -> AttachmentQuerySet:
        return self.filter(state=FileState.READY)


class Attachment(models.Model):
    """A file in a talk. Its content lies in the storage as `stored_as`: as it was sent until it is
    checked, afterwards as the house has drawn it anew (a PDF stays as it is).

    It belongs to the event of its number: the migration ties it there, so that it goes with the
    event whoever deletes that, and with the message it was sent with (`sent_with`).
    """

    public_id = models.CharField(max_length=32, unique=True, default=new_public_id, editable=False)
    thread = models.ForeignKey(Thread, on_delete=models.CASCADE, related_name="files")
    seq = models.PositiveBigIntegerField(editable=False)
    sent_with = models.PositiveBigIntegerField(null=True, editable=False)
    side = models.CharField(max_length=10, choices=Side)
    counsellor = models.ForeignKey(
        Counsellor, null=True, on_delete=models.PROTECT, related_name="+"
    )
    name = models.CharField(_("name"), max_length=LONGEST_NAME)
    kind = models.CharField(max_length=10, choices=FileKind)
    state = models.CharField(max_length=10, choices=FileState, default=FileState.CHECKING)
    fault = models.CharField(max_length=10, choices=Fault, blank=True)
    stored_as = models.CharField(max_length=LONGEST_STORED_NAME, blank=True)
    size = models.PositiveIntegerField()
    width = models.PositiveIntegerField(null=True)
    height = models.PositiveIntegerField(null=True)
    sent_at = models.DateTimeField()
    # Whoever checks it moves this on first: a worker that dies is followed by another.
    check_due_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)

    objects = AttachmentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["thread", "seq"], name="one_file_per_number"),
            models.UniqueConstraint(
                fields=["stored_as"],
                condition=~Q(stored_as=""),
                name="a_stored_file_belongs_to_one_row",
            ),
            models.CheckConstraint(
                condition=Q(state=FileState.REFUSED, stored_as="") & ~Q(fault="")
                | ~Q(state=FileState.REFUSED) & Q(fault="") & ~Q(stored_as=""),
                name="a_refused_file_says_why_and_keeps_nothing",
            ),
            models.CheckConstraint(
                condition=Q(side=Side.COUNSELLOR, counsellor__isnull=False)
                | Q(side=Side.CITIZEN, counsellor=None),
                name="a_file_is_sent_by_one_of_the_two",
            ),
        ]
        indexes = [
            models.Index(
                fields=["check_due_at"],
                condition=Q(state__in=PENDING),
                name="files_waiting_for_a_check",
            )
        ]

    def __str__(self) -> str:
        return self.public_id

    @property
    def is_ready(self) -> bool:
        return self.state == FileState.READY

    @property
    def is_picture(self) -> bool:
        return self.kind == FileKind.PICTURE


class Leftover(models.Model):
    """A name in the storage that no row stands behind: about to be adopted, or to be deleted.

    It is written before the file is, and by a trigger whenever a file loses its row. So however a
    process dies, the database knows every file that must go.
    """

    stored_as = models.CharField(max_length=LONGEST_STORED_NAME, primary_key=True)
    delete_from = models.DateTimeField(db_default=Now())

    class Meta:
        indexes = [models.Index(fields=["delete_from"], name="leftovers_by_age")]

    def __str__(self) -> str:
        return self.stored_as
