"""What can stand in the way of sending a file: which file, what is wrong, and the mend."""

from __future__ import annotations

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from jobcenter.limits.domain import Limit
from jobcenter.shared.refusals import Refusal, Words

MEGABYTE = 1024 * 1024
LARGEST_FILE = 10 * MEGABYTE
MOST_AT_ONCE = 5
MOST_IN_A_TALK = 100
LARGEST_TALK = 150 * MEGABYTE


class FileRefused(Refusal):
    """One of the files cannot be sent, so nothing was. `name` is that file's."""

    next_step = _("Nothing was sent. Leave that file out, or choose another one.")

    def __init__(self, message: Words = "", *, next_step: Words = "", name: str = "") -> None:
        super().__init__(message, next_step=next_step)
        self.name = name


class NoFileChosen(Refusal):
    message = _("There is nothing to send yet.")
    next_step = _("Write a few words, or choose a file.")


class FileIsEmpty(FileRefused):
    message = _("The file is empty. Perhaps it was not saved before it was chosen.")


class FileTooLarge(FileRefused):
    message = _("The file is larger than 10 MB.")
    next_step = _(
        "Nothing was sent. Send a smaller picture, or fewer pages. What you wrote is still here."
    )


class PictureTooLarge(FileRefused):
    message = _("The picture has too many pixels.")
    next_step = _("Nothing was sent. Make it smaller, or take a picture of the screen.")


class KindNotTaken(FileRefused):
    message = _("We take pictures (JPEG, PNG, WebP, GIF) and PDFs. This file is something else.")
    next_step = _("Nothing was sent. Print it as a PDF, or take a picture of it, and send that.")


class IsHeic(FileRefused):
    message = _("The picture is saved as HEIC, which many devices cannot open.")
    next_step = _(
        "Nothing was sent. Take a picture of the screen and send that, or choose “Most compatible”"
        " under Settings, Camera, Formats on the phone."
    )


class PictureDamaged(FileRefused):
    message = _("We cannot read the picture. Perhaps it was cut off on the way.")


class PdfDamaged(FileRefused):
    message = _("The PDF ends in the middle, or is damaged. Perhaps it was cut off on the way.")


class TooManyFiles(Refusal):
    message = _("At most five files can be sent at once.")
    next_step = _("Nothing was sent. Send the others in the next message.")


class TalkIsFull(Refusal):
    message = _("There is no room for more files in this talk.")
    next_step = _("Take back a file you no longer need here, or bring the paper to the house.")


class StorageIsFull(Refusal):
    message = _("We could not keep the file just now. The fault is ours.")
    next_step = _("Nothing was sent. Try again in a while, or bring the paper to the house.")


class FileIsGone(Refusal):
    message = _("That file is no longer here.")
    next_step = _("It was taken back, or its date is past.")


class TooManyFilesInAnHour(Refusal):
    message = _("That was many files in a short while, so we have paused it here.")
    next_step = _("Wait an hour, or call us. You can still write.")


FILES_PER_THREAD = Limit("chat.file", 30, timedelta(hours=1), TooManyFilesInAnHour)
