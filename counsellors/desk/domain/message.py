"""One kind message after a conversation that did not become one. It is all that is kept of it.

Nothing here says who came and who did not: the page may be opened for any conversation that has
begun, the trail says `message.sent`, and the words leave the house's tables with the letter.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from counsellors.conversations.models import Conversation
from counsellors.desk.enums import WayOn
from jobcenter.audit.domain import record_change
from jobcenter.audit.models import Change
from jobcenter.outbox.domain import queue_notice
from jobcenter.outbox.models import Notice
from jobcenter.shared.refusals import Refusal
from jobcenter.shared.retention import kept_for
from jobcenter.shared.transactions import in_one_transaction
from jobcenter.submissions.domain import claim_submission
from jobcenter.ui.templatetags.ui import phone_words

if TYPE_CHECKING:
    from jobcenter.accounts.models import User

FORM = "kind_message"
# What remembers the first message is its notice, which may go this long after the conversation
# began: from then on there is no page to write a second one on (see access.py).
CAN_BE_WRITTEN_FOR = kept_for("notices")
KIND = "conversation_message"


class AlreadyWritten(Refusal):
    message = gettext_lazy("You have already written to this person about that conversation.")
    next_step = gettext_lazy("One message is enough. They know where you are.")


class NobodyToWriteTo(Refusal):
    message = gettext_lazy("This person left no way to write to them.")
    next_step = gettext_lazy(
        "There is nothing you need to do. They are welcome whenever they come by."
    )


def send_message(
    *,
    conversation: Conversation,
    words: str,
    way_on: WayOn,
    form_key: str,
    by: User,
    now: datetime,
) -> None:
    """Send `words` to the citizen, in their language's frame: once per conversation, for good.

    The same form again changes nothing. Raises AlreadyWritten for another one, NobodyToWriteTo.
    """
    if not conversation.can_be_written_to:
        raise NobodyToWriteTo
    in_one_transaction(
        lambda: _send(conversation, words, way_on, form_key=form_key, by=by, now=now)
    )


def is_written(conversation: Conversation) -> bool:
    return Notice.objects.filter(effect_key=_effect_of(conversation)).exists()


def ready_words(conversation: Conversation) -> str:
    """Short, warm, without blame; in the language the citizen reads."""
    with override(conversation.page_language):
        return _(
            "We did not get to talk this time. That is quite all right, and nothing comes of it.\n"
            "I hope you are well. You are always welcome."
        )


def ready_way_on(conversation: Conversation, way_on: WayOn) -> str:
    """The sentence the message ends with, as the citizen will read it."""
    counsellor = conversation.counsellor
    with override(conversation.page_language):
        return {
            WayOn.NEW_TIME: _("You can choose a new time with me whenever you like."),
            WayOn.PHONE: _("We can also talk by phone. Call me on %(number)s when it suits you.")
            % {"number": phone_words(counsellor.phone or conversation.centre.phone)},
            WayOn.NOTHING: _("You need not answer or do anything."),
        }[way_on]


def _send(
    conversation: Conversation,
    words: str,
    way_on: WayOn,
    *,
    form_key: str,
    by: User,
    now: datetime,
) -> None:
    body = {"conversation": conversation.public_id, "words": words, "way_on": way_on.value}
    if claim_submission(form=FORM, key=form_key, body=body) is not None:
        return
    # Two tabs, two keys: whoever holds the row is alone with the question whether it is written.
    Conversation.objects.select_for_update(of=("self",), no_key=True).get(pk=conversation.pk)
    if is_written(conversation):
        raise AlreadyWritten
    record_change(
        "message.sent",
        subject=f"conversation:{conversation.public_id}",
        actor=by,
        actor_kind=Change.ActorKind.STAFF,
    )
    queue_notice(
        "conversation_message",
        channel=Notice.Channel.MAIL if conversation.email else Notice.Channel.SMS,
        recipient=conversation.email or conversation.phone,
        language=conversation.page_language,
        payload=_facts(conversation, words, way_on),
        effect_key=_effect_of(conversation),
        subject=f"conversation:{conversation.calendar_uid}",
        due_at=now,
        useful_until=conversation.kept_until,
    )


def _facts(conversation: Conversation, words: str, way_on: WayOn) -> dict[str, str]:
    centre = conversation.centre
    return {
        "name": conversation.name,
        "counsellor": conversation.counsellor.name,
        "centre": centre.name,
        "centre_phone": centre.phone,
        "centre_email": centre.email,
        "words": words,
        "way_on": ready_way_on(conversation, way_on),
        "link": _new_time_address(conversation) if way_on == WayOn.NEW_TIME else "",
    }


def _new_time_address(conversation: Conversation) -> str:
    with override(conversation.page_language):
        start = reverse("conversations:start")
    return f"{settings.SITE_URL}{start}?vejleder={conversation.counsellor.slug}"


def _effect_of(conversation: Conversation) -> str:
    return f"{KIND}:{conversation.public_id}"
