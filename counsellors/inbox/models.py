from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from counsellors.chat.models import Thread
from counsellors.people.models import Counsellor
from jobcenter.centres.models import Centre
from jobcenter.shared.secrets import new_public_id

LONGEST_TITLE, LONGEST_TEXT = 60, 1000


class Snippet(models.Model):
    """A few words the counsellors of a house share: directions, what to bring, who can help.

    Nobody's name is on it, neither the writer's nor that of whom it was sent to.
    """

    public_id = models.CharField(max_length=32, unique=True, default=new_public_id, editable=False)
    centre = models.ForeignKey(Centre, on_delete=models.CASCADE, related_name="snippets")
    title = models.CharField(_("what it is called"), max_length=LONGEST_TITLE)
    words_da = models.TextField(_("the words, in Danish"), max_length=LONGEST_TEXT)
    words_en = models.TextField(_("the words, in English"), max_length=LONGEST_TEXT, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "centre", Lower("title"), name="one_snippet_of_a_title_in_a_house"
            ),
            models.CheckConstraint(
                condition=~Q(title="") & ~Q(words_da=""), name="a_snippet_says_something"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def words_in(self, language: str) -> str:
        return (self.words_en if language == "en" else "") or self.words_da


class DeskLook(models.Model):
    """A counsellor's look at somebody's words on the desk, as long as its line in the read log
    lasts: a list that is refreshed all day must not write a line at every ring.
    """

    thread = models.ForeignKey(Thread, on_delete=models.CASCADE, related_name="+")
    counsellor = models.ForeignKey(Counsellor, on_delete=models.CASCADE, related_name="+")
    lasts_until = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["thread", "counsellor"], name="one_look_of_a_counsellor_at_a_thread"
            )
        ]

    def __str__(self) -> str:
        return f"{self.thread_id} {self.counsellor_id}"
