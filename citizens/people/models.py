from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower, Now
from django.utils.translation import gettext_lazy as _

from jobcenter.shared.secrets import new_public_id


class Citizen(models.Model):
    """A person as a contact channel: the mail address or phone number somebody booked with.

    It is what "one conversation at a time" is counted on and what an account claims by proving the
    mail address. The name belongs to each conversation, so that nobody can rename somebody else by
    typing their address.
    """

    public_id = models.CharField(max_length=32, unique=True, default=new_public_id, editable=False)
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="citizen",
    )
    email = models.EmailField(_("mail"), null=True, blank=True)
    phone = models.CharField(_("phone"), max_length=16, null=True, blank=True)
    # Somebody who stood in the house and wanted no message: nothing leads back to them.
    is_guest = models.BooleanField(default=False, db_default=False)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["email"], name="one_citizen_per_mail_address"),
            models.UniqueConstraint(
                fields=["phone"],
                condition=Q(email=None, user=None),
                name="one_citizen_per_phone_without_mail",
            ),
            models.CheckConstraint(
                condition=Q(email__isnull=False)
                | Q(phone__isnull=False)
                | Q(user__isnull=False)
                | Q(is_guest=True),
                name="a_citizen_can_be_reached",
            ),
            models.CheckConstraint(
                condition=Q(email=None) | Q(email=Lower("email")),
                name="citizen_mail_is_lower_case",
            ),
            models.CheckConstraint(
                condition=Q(phone=None) | Q(phone__regex=r"^\+[0-9]{6,15}$"),
                name="citizen_phone_is_e164",
            ),
        ]

    def __str__(self) -> str:
        return self.public_id


class EarlierName(models.Model):
    """A public id under which the read log knows somebody from before they had an account there:
    that of a talk they have made their own. Looks at it are looks at them.
    """

    citizen = models.ForeignKey(Citizen, on_delete=models.CASCADE, related_name="earlier_names")
    public_id = models.CharField(max_length=32)
    since = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["public_id"], name="an_earlier_name_is_one_persons"),
        ]

    def __str__(self) -> str:
        return self.public_id
