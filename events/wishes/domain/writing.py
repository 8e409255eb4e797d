"""Writing a wish or a proposal without an account, and taking it back."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from typing import Any

from events.wishes.enums import IdeaKind
from events.wishes.models import Idea
from jobcenter.audit.domain import record_change
from jobcenter.audit.models import Change
from jobcenter.centres.domain.hours import working_day_after
from jobcenter.centres.models import Centre
from jobcenter.limits.domain import Limit, address_group, spend
from jobcenter.shared.periods import COPENHAGEN
from jobcenter.shared.reaching import refuse_ways_to_reach
from jobcenter.shared.secrets import derived_link_secret, hash_of_link, new_public_id
from jobcenter.shared.transactions import in_one_transaction
from jobcenter.submissions.domain import claim_submission, keep_result

from .secrets import IDEA_LINK, browser_hash_of
from .telling import tell_received
from .words import may_name_somebody

FORM = "idea"
WORKING_DAYS = 10
# A library shares one address among many people.
PER_ADDRESS = Limit("idea.written", 10, timedelta(hours=1))


@dataclass(frozen=True, slots=True, kw_only=True)
class IdeaRequest:
    """What somebody wishes for, or could hold. Of `email` and `phone` one at most."""

    kind: IdeaKind
    centre: Centre
    title: str
    text: str = ""
    for_whom: str = ""
    suits: str = ""
    name: str = ""
    email: str = ""
    phone: str = ""
    page_language: str = "da"


def write_idea(
    *, request: IdeaRequest, form_key: str, browser: str, address: str, now: datetime
) -> Idea:
    """A wish stands in public at once, unless it may name somebody: then the house reads it first.

    The same form sent again gives the same idea. Raises TellsHowToReach.
    """
    is_public = request.kind == IdeaKind.WISH
    if is_public:
        refuse_ways_to_reach(request.title, request.text, request.suits)

    def work() -> Idea:
        body = _said(request) | {"centre": request.centre.pk}
        earlier = claim_submission(form=FORM, key=form_key, body=body)
        if earlier is not None:
            return Idea.objects.get(public_id=earlier.result)
        shown = is_public and not may_name_somebody(request.title, request.text, request.suits)
        made = _write(request, browser=browser, shown_at=now if shown else None, now=now)
        keep_result(form=FORM, key=form_key, result=made.public_id)
        record_change(
            f"idea.{request.kind.value}", subject=f"idea:{made.public_id}",
            actor_kind=Change.ActorKind.CITIZEN,
        )  # fmt: skip
        tell_received(made, now=now)
        spend(PER_ADDRESS, subject=address_group(address), now=now)
        return made

    return in_one_transaction(work)


def take_back_idea(*, idea: Idea) -> None:
    """Everything about its author goes. A wish that others support stays, without them."""

    def take_back() -> None:
        one = Idea.objects.select_for_update(of=("self",), no_key=True).get(pk=idea.pk)
        record_change(
            "idea.taken_back", subject=f"idea:{one.public_id}",
            actor_kind=Change.ActorKind.CITIZEN,
        )  # fmt: skip
        if not one.supports.exists():  # type: ignore[attr-defined]
            one.delete()
            return
        one.name = one.email = one.phone = ""
        one.has_author, one.browser_hash = False, None
        one.link_hash = secrets.token_bytes(32)
        one.save(
            update_fields=["name", "email", "phone", "has_author", "browser_hash", "link_hash"]
        )

    in_one_transaction(take_back)


def _write(request: IdeaRequest, *, browser: str, shown_at: datetime | None, now: datetime) -> Idea:
    public_id = new_public_id()
    today = now.astimezone(COPENHAGEN).date()
    return Idea.objects.create(
        public_id=public_id, **_said(request),
        link_hash=hash_of_link(derived_link_secret(IDEA_LINK, public_id)),
        browser_hash=browser_hash_of(browser), written_at=now,
        due_on=working_day_after(today, WORKING_DAYS), shown_at=shown_at,
    )  # fmt: skip


def _said(request: IdeaRequest) -> dict[str, Any]:
    return {each.name: getattr(request, each.name) for each in fields(request)}
