"""At the desk: Bent, who has an account, books for people on the phone and in the house."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from counsellors.conversations.domain.booking import FORM, Booked, book_at_the_desk
from counsellors.conversations.domain.senders import AtTheDesk
from counsellors.models import Counsellor
from jobcenter.accounts.enums import RoleKind
from jobcenter.centres.models import Centre
from jobcenter.submissions.domain import mint_form_key
from tests.counsellors.conversations.story import NOW, Scene, at
from tests.factories.accounts import RoleFactory, UserFactory

EVENING = at(18)
WHY = "kun efter arbejde"


def at_work(counsellor: Counsellor, centre: Centre) -> Counsellor:
    """Give the counsellor an account and the role in this house."""
    if counsellor.user is None:
        counsellor.user = UserFactory()
        counsellor.save(update_fields=["user"])
        RoleFactory(user=counsellor.user, kind=RoleKind.COUNSELLOR, centre_id=centre.pk)
    return counsellor


def book_for_somebody(
    scene: Scene,
    *,
    by: Counsellor | None = None,
    outside_hours: str = "",
    starts_now: bool = False,
    form_key: str = "",
    now: datetime = NOW,
    **said: Any,
) -> Booked:
    """Bent books; without more words Monday at nine by phone, for Amal by mail."""
    booker = at_work(by or scene.bent, scene.centre)
    assert booker.user is not None
    return book_at_the_desk(
        request=scene.request(**said),
        desk=AtTheDesk(
            by=booker, user=booker.user, outside_hours=outside_hours, starts_now=starts_now
        ),
        form_key=form_key or mint_form_key(form=FORM),
        now=now,
    )


def walk_in(scene: Scene, *, now: datetime, **said: Any) -> Booked:
    """Somebody stands in the house and leaves a name, no more."""
    nobody_to_write_to = {"email": "", "name": "Gæst", "mode": "in_person", "start": now}
    return book_for_somebody(scene, now=now, starts_now=True, **(nobody_to_write_to | said))
