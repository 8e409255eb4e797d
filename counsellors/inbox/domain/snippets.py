"""Words the counsellors of a house share. The trail says who changed them, the page does not."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from counsellors.chat.domain.writing import refuse_what_cannot_be_sent
from counsellors.inbox.models import Snippet
from jobcenter.audit.domain import record_change
from jobcenter.audit.models import Change
from jobcenter.centres.models import Centre
from jobcenter.shared.danish import danish_order
from jobcenter.shared.refusals import Refusal
from jobcenter.shared.transactions import in_one_transaction
from jobcenter.submissions.domain import claim_submission, keep_result

if TYPE_CHECKING:
    from jobcenter.accounts.models import User

FORM = "snippet"
MOST_SNIPPETS = 60


class TitleTaken(Refusal):
    message = _("The house has a text of that name already.")
    next_step = _("Change that one, or call this one something else.")


class EnoughTexts(Refusal):
    message = _("The house has sixty texts. Nobody finds anything among more.")
    next_step = _("Remove one that is not used, or write this into one you have.")


def snippets_of(centres: Sequence[Centre]) -> list[Snippet]:
    """By name, in Danish order."""
    found = Snippet.objects.filter(centre__in=centres).select_related("centre")
    return sorted(found, key=lambda one: (*danish_order(one.title), one.pk))


def add_snippet(
    *, centre: Centre, title: str, words_da: str, words_en: str, form_key: str, by: User
) -> Snippet:
    """Raises TitleTaken, EnoughTexts, HoldsCprNumber, MayHoldCprNumber."""
    _refuse(words_da, words_en)
    return in_one_transaction(
        lambda: _add(centre, title, words_da, words_en, form_key=form_key, by=by),
        one_snippet_of_a_title_in_a_house=TitleTaken,
    )


def change_snippet(*, snippet: Snippet, title: str, words_da: str, words_en: str, by: User) -> None:
    """Raises TitleTaken, HoldsCprNumber, MayHoldCprNumber."""
    _refuse(words_da, words_en)

    def change() -> None:
        row = Snippet.objects.filter(pk=snippet.pk)
        if row.update(title=title, words_da=words_da, words_en=words_en):
            _record("snippet.changed", snippet, by)

    in_one_transaction(change, one_snippet_of_a_title_in_a_house=TitleTaken)


def remove_snippet(*, snippet: Snippet, by: User) -> None:
    """Idempotent."""

    def remove() -> None:
        if Snippet.objects.filter(pk=snippet.pk).delete()[0]:
            _record("snippet.removed", snippet, by)

    in_one_transaction(remove)


def _add(
    centre: Centre, title: str, words_da: str, words_en: str, *, form_key: str, by: User
) -> Snippet:
    body = {"centre": centre.pk, "title": title, "da": words_da, "en": words_en}
    earlier = claim_submission(form=FORM, key=form_key, body=body)
    if earlier is not None:
        return Snippet.objects.get(public_id=earlier.result)
    # Two who add the last one at once wait here for each other.
    Centre.objects.select_for_update(of=("self",), no_key=True).get(pk=centre.pk)
    if Snippet.objects.filter(centre=centre)[MOST_SNIPPETS - 1 :].exists():
        raise EnoughTexts
    snippet = Snippet.objects.create(
        centre=centre, title=title, words_da=words_da, words_en=words_en
    )
    keep_result(form=FORM, key=form_key, result=snippet.public_id)
    _record("snippet.added", snippet, by)
    return snippet


def _refuse(words_da: str, words_en: str) -> None:
    refuse_what_cannot_be_sent(words_da, accepted=frozenset())
    if words_en:
        refuse_what_cannot_be_sent(words_en, accepted=frozenset())


def _record(action: str, snippet: Snippet, by: User) -> None:
    record_change(
        action,
        subject=f"snippet:{snippet.public_id}",
        actor=by,
        actor_kind=Change.ActorKind.STAFF,
    )
