"""A conversation of the scene, with a link that works."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from counsellors.conversations.domain.secrets import link_secret_of, new_link_secret_for
from counsellors.models import Conversation
from jobcenter.shared.secrets import hash_of_link
from tests.counsellors.conversations.story import Scene, at
from tests.factories.counsellors import ConversationFactory

if TYPE_CHECKING:
    from .scene import Life


def talk(life: Life, scene: Scene, which: str, *, weeks: int, **said: Any) -> Conversation:
    """On a Monday so many weeks from the first; the name is short: the calendar feed shows it."""
    uid = f"{which.replace(' ', '-')}-{life.who}@example.org"
    (name,) = life.marks["name"]
    made = ConversationFactory(
        counsellor=said.pop("counsellor", scene.bent), centre=scene.centre, topic=scene.topic,
        citizen=life.citizen, name=name, starts_at=at(9, weeks=weeks), ends_at=at(10, weeks=weeks),
        calendar_uid=uid, link_hash=hash_of_link(new_link_secret_for(uid)), **said,
    )  # fmt: skip
    life.things[which] = made
    life.marks[f"link of {which}"] = (link_secret_of(made) or "",)
    return made
