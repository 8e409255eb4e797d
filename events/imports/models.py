from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from events.activities.enums import ActivityKind
from events.activities.models import Activity, ActivityDate
from jobcenter.accounts.models import User
from jobcenter.centres.models import Centre, Partner
from jobcenter.shared.secrets import new_public_id

from .enums import Need, OnGone, Pause, SourceKind

LONGEST_ID = 200


class ImportSourceQuerySet(models.QuerySet["ImportSource"]):
    def due(self, now: datetime) -> ImportSourceQuerySet:
        return self.filter(due_at__lte=now, paused_at=None)


class ImportSource(models.Model):
    """A programme somebody keeps elsewhere, read into that of one house every night.

    `sealed` holds its address, encrypted (it may be a secret itself); empty for a file that was
    handed in. When the next reading is due stands here and nowhere else.
    """

    public_id = models.CharField(max_length=32, unique=True, default=new_public_id, editable=False)
    centre = models.ForeignKey(Centre, on_delete=models.CASCADE, related_name="import_sources")
    partner = models.ForeignKey(Partner, on_delete=models.SET_NULL, null=True, blank=True)
    name = models.CharField(max_length=80)
    kind = models.CharField(max_length=4, choices=SourceKind)
    sealed = models.TextField(blank=True)
    host = models.CharField(max_length=253, blank=True)
    # Of the whole path of a file that `import_events` reads: it is known by that, not by its name.
    path_hash = models.CharField(max_length=64, blank=True, default="", db_default="")
    # How a JSON list is read: see `domain.mapping`.
    mapping = models.JSONField(default=dict, blank=True)
    activity_kind = models.CharField(max_length=16, choices=ActivityKind)
    # "All of it is open, voluntary and reported to nobody": who said so, and when.
    attested_by = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    attested_at = models.DateTimeField(null=True, blank=True)
    due_at = models.DateTimeField()
    tries_at = models.DateTimeField(null=True, blank=True)
    read_at = models.DateTimeField(null=True, blank=True)
    # Why the last reading came to nothing: see `domain.saying`.
    trouble = models.JSONField(default=dict, blank=True)
    # Days one after the other on which no reading came to anything, and the last of them.
    failed_nights = models.PositiveSmallIntegerField(default=0, db_default=0)
    failed_on = models.DateField(null=True, blank=True)
    # What its editors have a mail of since the last reading that went well.
    told_of = models.CharField(max_length=8, choices=Need, blank=True, default="", db_default="")
    paused_at = models.DateTimeField(null=True, blank=True)
    paused_why = models.CharField(max_length=8, choices=Pause, blank=True)
    on_gone = models.CharField(max_length=8, choices=OnGone, blank=True, default=OnGone.ASK)
    # Ids of the imported dates the brake asked about: the answer is for these and no others.
    asked_about = models.JSONField(default=list, blank=True, db_default=[])

    objects = ImportSourceQuerySet.as_manager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["centre", "name"], name="names_of_sources_differ_per_house"
            ),
            models.CheckConstraint(condition=~Q(name=""), name="a_source_has_a_name"),
            models.CheckConstraint(
                condition=Q(paused_at=None, paused_why="")
                | (Q(paused_at__isnull=False) & ~Q(paused_why="")),
                name="a_paused_source_says_why",
            ),
            models.CheckConstraint(
                condition=~Q(kind=SourceKind.JSON) | ~Q(mapping={}),
                name="a_json_source_has_a_mapping",
            ),
            models.CheckConstraint(
                condition=Q(failed_nights=0, failed_on=None)
                | Q(failed_nights__gt=0, failed_on__isnull=False),
                name="a_failing_source_says_when_it_failed",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["due_at"], name="sources_by_next_reading")]

    def __str__(self) -> str:
        return self.name

    @property
    def who(self) -> str:
        """Whose programme it is, as people are told."""
        return self.partner.name if self.partner else self.name


class ImportFile(models.Model):
    """The file of a source that has no address; the newest one only."""

    source = models.OneToOneField(ImportSource, on_delete=models.CASCADE, related_name="file")
    name = models.CharField(max_length=120)
    data = models.BinaryField()
    handed_in_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name


class ImportReport(models.Model):
    """What the last reading did, and what the last trial would have done; one of each."""

    source = models.ForeignKey(ImportSource, on_delete=models.CASCADE, related_name="reports")
    is_trial = models.BooleanField()
    made_at = models.DateTimeField()
    counts = models.JSONField(default=dict)
    # The first few hundred: see `domain.reporting`.
    lines = models.JSONField(default=list)
    trouble = models.JSONField(default=dict, blank=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["source", "is_trial"], name="one_report_of_each_kind_per_source"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source} {self.made_at}"


class ImportedItem(models.Model):
    """One item of a source, for life, and the activity it became.

    `written` is what the import last wrote into each field of the activity: a field that holds
    something else was changed here, by hand, and stays. No activity and no trouble: somebody threw
    it away here, and it does not come back.
    """

    source = models.ForeignKey(ImportSource, on_delete=models.CASCADE, related_name="items")
    external_id = models.CharField(max_length=LONGEST_ID)
    title = models.CharField(max_length=120, blank=True)
    activity = models.OneToOneField(
        Activity, on_delete=models.SET_NULL, null=True, related_name="imported"
    )
    fingerprint = models.BinaryField(max_length=32, default=bytes)
    written = models.JSONField(default=dict)
    seen_at = models.DateTimeField()
    trouble = models.JSONField(default=dict, blank=True)
    # An editor said that it is the same as another one: it stays out of the programme.
    is_hidden = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["source", "external_id"], name="one_item_per_source_and_id"
            ),
            models.CheckConstraint(condition=~Q(external_id=""), name="an_item_has_an_id"),
        ]

    def __str__(self) -> str:
        return self.title or self.external_id


class ImportedDate(models.Model):
    """One date of an item; `which` says which one, for life."""

    item = models.ForeignKey(ImportedItem, on_delete=models.CASCADE, related_name="dates")
    which = models.CharField(max_length=60, blank=True)
    date = models.OneToOneField(
        ActivityDate, on_delete=models.SET_NULL, null=True, related_name="imported"
    )
    written = models.JSONField(default=dict)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["item", "which"], name="one_imported_date_per_which"),
        ]

    def __str__(self) -> str:
        return f"{self.item} {self.which}"


class TwinVerdict(models.Model):
    """Whether two activities that look alike are one: what an editor said, remembered."""

    first = models.ForeignKey(Activity, on_delete=models.CASCADE, related_name="+")
    second = models.ForeignKey(Activity, on_delete=models.CASCADE, related_name="+")
    is_same = models.BooleanField()
    decided_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    decided_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["first", "second"], name="one_verdict_per_pair"),
            models.CheckConstraint(
                condition=Q(first__lt=F("second")), name="a_pair_is_written_one_way_round"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.first} / {self.second}"
