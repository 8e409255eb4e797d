"""Somebody in the demo who makes activities for a partner: one in each state."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import yaml
from django.db import transaction

from events.activities.domain import Described, Planned
from events.activities.enums import ActivityKind, Repeats
from events.models import Activity, ActivityDate, Idea, PartnerMember
from events.organising.domain import (
    FORM,
    Written,
    answer_partner,
    make_activity,
    send_to_house,
)
from events.organising.domain.said import stands
from events.organising.enums import SubmissionState
from events.signups.domain import FORM as SIGN_UP
from events.signups.domain import SignUpRequest, Terms, sign_up
from events.wishes.domain import take_on_wish
from jobcenter.accounts.models import User
from jobcenter.centres.models import Centre, Partner
from jobcenter.shared.editions import edition_of
from jobcenter.shared.periods import COPENHAGEN
from jobcenter.submissions.domain import mint_form_key

from .ideas import NAMES
from .people import invented_user

PARTNERS: dict[str, Any] = yaml.safe_load(
    (Path(__file__).parent / "partners.yaml").read_text(encoding="utf-8")
)
AS_WRITTEN = ("title", "text", "places", "who_meets_you")
JOINED_BEFORE = timedelta(weeks=10)
ANSWERS = {"public": SubmissionState.APPROVED, "change_asked": SubmissionState.CHANGE_ASKED}


@transaction.atomic
def seed_partners(*, now: datetime) -> None:
    """Once: where somebody makes activities for a partner already nothing is added."""
    if PartnerMember.objects.exists():
        return
    centre = Centre.objects.get(slug=PARTNERS["house"])
    partner = Partner.objects.get(name=PARTNERS["partner"], centres=centre)
    gitte = invented_user("gitte", PARTNERS["name"])
    PartnerMember.objects.create(
        partner=partner, centre=centre, name=gitte.name, user=gitte, made_at=now - JOINED_BEFORE,
        joined_at=now - JOINED_BEFORE,
    )  # fmt: skip
    editor = User.objects.get(email__startswith="redaktoer@")
    for facts in PARTNERS["activities"]:
        written = _written(facts, centre, partner, now=now)
        activity = _make(facts, written, partner, gitte=gitte, now=now)
        _let_it_come_so_far(activity, facts, gitte=gitte, editor=editor, now=now)


def _written(facts: dict[str, Any], centre: Centre, partner: Partner, *, now: datetime) -> Written:
    day = (now + timedelta(days=facts["days"])).astimezone(COPENHAGEN).date()
    said = {name: facts[name] for name in AS_WRITTEN if name in facts}
    return Written(
        described=Described(
            centre=centre, partner=partner, kind=ActivityKind(facts["kind"]), **said
        ),
        planned=Planned(
            repeats=Repeats.ONCE, minute=facts["begins"], minutes=facts["minutes"], first=day
        ),
        terms=Terms(most_together=2) if "places" in facts else None,
    )


def _make(
    facts: dict[str, Any], written: Written, partner: Partner, *, gitte: User, now: datetime
) -> Activity:
    key = mint_form_key(form=FORM)
    wish = Idea.objects.filter(title=facts.get("wish", "-"), centre=written.described.centre)
    if idea := wish.first():
        return take_on_wish(
            idea=idea, partner=partner, written=written, form_key=key, actor=gitte, now=now
        )
    return make_activity(written=written, actor=gitte, form_key=key, now=now, partner=partner)


def _let_it_come_so_far(
    activity: Activity, facts: dict[str, Any], *, gitte: User, editor: User, now: datetime
) -> None:
    if facts["state"] == "draft":
        return
    send_to_house(activity=activity, attests=True, actor=gitte, now=now)
    if facts["state"] in ANSWERS:
        answer_partner(
            activity=activity, answer=ANSWERS[facts["state"]], words=facts.get("words", ""),
            seen=edition_of(stands(activity)), actor=editor, now=now,
        )  # fmt: skip
    one = ActivityDate.objects.filter(activity=activity).first()
    for name, people in zip(NAMES, facts.get("signed_up", []), strict=False):
        if one is not None:
            request = SignUpRequest(name=name, people=people)
            key = mint_form_key(form=SIGN_UP)
            sign_up(one=one, request=request, form_key=key, actor=editor, now=now)
