from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Way(models.TextChoices):
    """How somebody came to see it."""

    PAGE = "page", _("On a page about you")
    LIST = "list", _("In a list")
    SEARCH = "search", _("In a search")
    EXPORT = "export", _("In a file with several people")
    DOWNLOAD = "download", _("In a file about you")


class Kind(models.TextChoices):
    """What of a person was seen."""

    NAME = "name", _("your name")
    CONTACT = "contact", _("your mail or phone number")
    TIME = "time", _("when you meet")
    AGENDA = "agenda", _("what you would like to talk about")
    NEEDS = "needs", _("what you need")
    WISH = "wish", _("your wishes for a time")
    NOTES = "notes", _("what you agreed")
    QUESTION = "question", _("what you asked about this page")
    MESSAGES = "messages", _("what you wrote in a chat")
    FILES = "files", _("a file you sent in a chat")


class Why(models.TextChoices):
    """The relation that gives somebody a reason to look; `asked` is told in words."""

    MY_CONVERSATION_TODAY = "today", _("You talk together that day")
    MY_CONVERSATION = "conversation", _("You have booked a conversation together")
    MY_CITIZEN = "own", _("They are your counsellor")
    I_COVER_FOR = "cover", _("They stand in for your counsellor")
    SOMEBODY_CAME = "came", _("Somebody called or came, and they looked for the conversation")
    AT_MY_HOUSE = "house", _("You have written to their house")
    ASKED = "asked", _("They gave a reason")
