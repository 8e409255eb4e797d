"""Amal and Clara have accounts; Bent and Dorte can be their own counsellors."""

from __future__ import annotations

from typing import Any

from allauth.account.models import EmailAddress

from counsellors.models import Conversation, Counsellor, Handover, Offer, Responsibility
from counsellors.responsibility.domain.choosing import FORM, choose_own_counsellor
from counsellors.responsibility.domain.handing_over import FORM as HANDOVER_FORM
from counsellors.responsibility.domain.handing_over import propose_handover
from counsellors.responsibility.domain.offering import offer_to_be_own_counsellor
from jobcenter.accounts.enums import RoleKind
from jobcenter.accounts.models import User
from jobcenter.centres.domain.ceilings import set_ceiling
from jobcenter.centres.models import Centre
from jobcenter.submissions.domain import mint_form_key
from tests.counsellors.conversations.story import NOW
from tests.factories.accounts import RoleFactory, UserFactory


def account(email: str) -> User:
    user = UserFactory(email=email, name=email.split("@", maxsplit=1)[0].title())
    EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    return user


def choose(user: User, counsellor: Counsellor, *, form_key: str = "", **changes: Any):
    said = {"name": user.name, "language": "da", "now": NOW}
    return choose_own_counsellor(
        counsellor=counsellor.slug,
        user=user,
        form_key=form_key or mint_form_key(form=FORM),
        **(said | changes),
    )


def offer(conversation: Conversation, **changes: Any) -> Offer:
    """Whom the conversation was with offers to go on."""
    said = {
        "counsellor": conversation.counsellor,
        "citizen": conversation.citizen,
        "name": conversation.name,
        "email": conversation.email,
        "phone": conversation.phone,
        "language": "da",
        "now": NOW,
    }
    return offer_to_be_own_counsellor(**(said | changes))


def propose(responsibility: Responsibility, to: Counsellor, **changes: Any) -> Handover:
    said = {
        "words": "Vi er i gang med en ansøgning.",
        "by": responsibility.counsellor.user,
        "now": NOW,
    }
    return propose_handover(
        responsibility=responsibility,
        colleague=to.slug,
        **({"form_key": mint_form_key(form=HANDOVER_FORM)} | said | changes),
    )


def ceiling(centre: Centre, most_people: int | None) -> None:
    assert set_ceiling(
        centre=centre,
        editor=UserFactory(),
        most_people=most_people,
        reason="Så der er tid til alle.",
        now=NOW,
    )


def staff_user(counsellor: Counsellor, centre: Centre) -> User:
    """The counsellor's own account, with the role at that house."""
    user = UserFactory()
    counsellor.user = user
    counsellor.save(update_fields=["user"])
    RoleFactory(user=user, kind=RoleKind.COUNSELLOR, centre_id=centre.pk)
    return user
