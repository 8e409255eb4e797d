"""One click: I wish for the same. With a channel only for whoever wants to be told."""

from __future__ import annotations

from datetime import datetime, timedelta

from events.wishes.enums import Wrong
from events.wishes.models import Idea, Support
from jobcenter.audit.domain import record_change
from jobcenter.audit.models import Change
from jobcenter.limits.domain import Limit, address_group, spend
from jobcenter.shared.secrets import derived_link_secret, hash_of_link, new_public_id
from jobcenter.shared.transactions import in_one_transaction
from jobcenter.submissions.domain import claim_submission, keep_result

from .refusals import NoSupportHere, SupportedAlready, YourOwnWish
from .secrets import SUPPORT_LINK, browser_hash_of, contact_hash_of

FORM = "idea-support"
PER_ADDRESS = Limit("idea.supported", 40, timedelta(hours=1))
REPORTS_PER_ADDRESS = Limit("idea.reported", 10, timedelta(hours=1))


def support_wish(
    *, idea: Idea, form_key: str, browser: str, address: str, page_language: str, now: datetime
) -> Support:
    """Counted once per browser; the same again gives the same support."""
    mark = browser_hash_of(browser)

    def work() -> Support:
        # The form may have been sent before this browser had its secret.
        earlier = claim_submission(form=FORM, key=form_key, body={"idea": idea.public_id})
        if earlier is not None and (sent := Support.objects.filter(public_id=earlier.result)):
            return sent[0]
        one = Idea.objects.select_for_update(of=("self",), no_key=True).get(pk=idea.pk)
        if one.browser_hash is not None and bytes(one.browser_hash) == mark:
            raise YourOwnWish
        if not one.is_open() or not one.can_be_read_by_all:
            raise NoSupportHere
        public_id = new_public_id()
        made, is_new = Support.objects.get_or_create(
            idea=one,
            browser_hash=mark,
            defaults={
                "public_id": public_id,
                "link_hash": hash_of_link(derived_link_secret(SUPPORT_LINK, public_id)),
                "page_language": page_language,
                "since": now,
            },
        )
        keep_result(form=FORM, key=form_key, result=made.public_id)
        if is_new:
            spend(PER_ADDRESS, subject=address_group(address), now=now)
        return made

    return in_one_transaction(work)


def be_told(*, support: Support, email: str, phone: str) -> None:
    """Where to write when the wish comes true; empty is: do not. Raises SupportedAlready."""

    def write() -> None:
        Support.objects.filter(pk=support.pk).update(
            email=email, phone=phone, contact_hash=contact_hash_of(email=email, phone=phone)
        )

    in_one_transaction(write, one_support_per_person_and_wish=SupportedAlready)


def withdraw_support(*, support: Support) -> None:
    """Idempotent; nothing of it stays."""
    Support.objects.filter(pk=support.pk).delete()


def report_wish(*, idea: Idea, why: Wrong, address: str, now: datetime) -> None:
    """Somebody of the house reads it again. It stands until they have: trust instead of control."""

    def report() -> None:
        Idea.objects.filter(pk=idea.pk).update(reported_at=now, reported_why=why)
        record_change(
            "idea.reported", subject=f"idea:{idea.public_id}",
            actor_kind=Change.ActorKind.CITIZEN,
        )  # fmt: skip
        spend(REPORTS_PER_ADDRESS, subject=address_group(address), now=now)

    in_one_transaction(report)
