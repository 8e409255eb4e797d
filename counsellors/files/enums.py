from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class FileKind(models.TextChoices):
    """What comes out of the house again: every picture as JPEG, whatever it came as."""

    PICTURE = "picture", _("Picture")
    PDF = "pdf", _("PDF")

    @property
    def content_type(self) -> str:
        return "image/jpeg" if self == FileKind.PICTURE else "application/pdf"

    @property
    def ending(self) -> str:
        return ".jpg" if self == FileKind.PICTURE else ".pdf"


class FileState(models.TextChoices):
    """Nobody but its sender learns more of a file than that there is one, before it is READY."""

    CHECKING = "checking", _("We are checking the file. It takes a moment.")
    DELAYED = (
        "delayed",
        _("The check takes longer than usual. We go on by ourselves; you need do nothing."),
    )
    READY = "ready", _("Ready")
    REFUSED = "refused", _("We could not let the file through.")


PENDING = (FileState.CHECKING, FileState.DELAYED)


class Fault(models.TextChoices):
    """Why a file that was taken in is not let through: what is wrong, and the mend."""

    DAMAGED = "damaged", _("The file is damaged. Send it again, or take the picture anew.")
    LOCKED = "locked", _("The PDF has a password. Save it without one, and send it again.")
    ACTIVE = (
        "active",
        _("There is a program or another file in the PDF. Print it as a PDF, and send that one."),
    )
    LARGE = "large", _("There is more in the PDF than we can look through. Send fewer pages.")
    VIRUS = "virus", _("The virus check found something in it. Have your device looked at.")
