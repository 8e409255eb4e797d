"""What an activity is found by: written with it, and again when something else is renamed."""

from __future__ import annotations

from django.conf import settings
from django.db import transaction
from django.utils.translation import override

from events.activities.enums import ActivityKind
from events.activities.models import Activity
from events.search.domain import Described as Findable
from events.search.domain import forget_entry, write_entry
from jobcenter.shared.refusals import Words


def let_be_found(activity: Activity) -> bool:
    """Write what the activity is found by: the series and what its single dates call themselves.
    True when that is something else than before."""
    own = activity.dates.exclude(own_title="", own_text="").values_list("own_title", "own_text")
    names = [topic.name_da for topic in activity.topics.all()]
    names += [topic.name_en for topic in activity.topics.all()]
    names += [*_in_every_language(ActivityKind(activity.kind).label), str(activity.partner or "")]
    centre, room = activity.centre, activity.room
    place = [centre.name, centre.street, centre.town, room.name if room else ""]
    title = " ".join([activity.title, *(title for title, _ in own)])
    text = " ".join([activity.text, *(text for _, text in own)])
    words = Findable(title=title, topics=" ".join(names), place=" ".join(place), text=text)
    entry, is_new = write_entry(about=activity.public_id, described=words)
    Activity.objects.filter(pk=activity.pk, entry=None).update(entry=entry)
    return is_new


def _in_every_language(words: Words) -> list[str]:
    """Found by the same words, whatever language the page was in on which it was written."""
    said = []
    for code, _name in settings.LANGUAGES:
        with override(code):
            said.append(str(words))
    return said


def rewrite_entries() -> int:
    """Write again what everything is found by; how many entries that changed.

    Houses, rooms, partners and topics are renamed in rooms below this one, which know nothing of
    the programme: so it looks for itself. Idempotent; each activity in a transaction of its own.
    """
    changed = 0
    for pk in Activity.objects.order_by("pk").values_list("pk", flat=True).iterator():
        with transaction.atomic():
            activity = Activity.objects.select_for_update(of=("self",), no_key=True).filter(pk=pk)
            one = activity.select_related("centre", "room", "partner").first()
            changed += bool(one and let_be_found(one))
    return changed


def forget_activity(*, activity: Activity) -> None:
    forget_entry(about=activity.public_id)
    activity.delete()
