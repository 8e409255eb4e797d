"""Who has signed up in the demo, and what people there wish for."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import yaml
from django.db import transaction

from events.models import (
    Activity,
    ActivityDate,
    AnsweredCount,
    Idea,
    SignupQuestion,
    SignupTerms,
    UnansweredWord,
)
from events.signups.domain import FORM as SIGN_UP
from events.signups.domain import SignUpRequest, sign_up
from events.wishes.domain import IdeaRequest, answer_idea, support_wish, write_idea
from events.wishes.domain.supporting import FORM as SUPPORT
from events.wishes.domain.writing import FORM as IDEA
from events.wishes.enums import Answer, IdeaKind
from jobcenter.accounts.models import User
from jobcenter.centres.models import Centre
from jobcenter.shared.periods import COPENHAGEN
from jobcenter.submissions.domain import mint_form_key

IDEAS: dict[str, Any] = yaml.safe_load(
    (Path(__file__).parent / "ideas.yaml").read_text(encoding="utf-8")
)
NAMES = (
    "Ida", "Yusuf", "Karen", "Mads", "Leyla", "Poul", "Nanna", "Ahmad", "Tove", "Jonas", "Olena",
    "Kim", "Birthe", "Rasmus",
)  # fmt: skip


def sign_people_up(
    activity: Activity, facts: dict[str, Any], one: ActivityDate, *, editor: User, now: datetime
) -> None:
    """Parties as big as `signed_up` and then `waiting` say, written down by the house."""
    terms = SignupTerms.objects.create(activity=activity, **facts["sign_up"])
    if "asks" in facts:
        words, purpose = facts["asks"]
        until = (now + timedelta(weeks=8)).date()
        SignupQuestion.objects.create(terms=terms, words=words, purpose=purpose, kept_until=until)
    parties = [*facts["signed_up"], *facts.get("waiting", [])]
    for name, people in zip(NAMES, parties, strict=False):
        request = SignUpRequest(
            name=name, people=people, whole_series=facts.get("whole_series", False)
        )
        key = mint_form_key(form=SIGN_UP)
        sign_up(one=one, request=request, form_key=key, actor=editor, now=now)


@transaction.atomic
def seed_ideas(*, now: datetime) -> None:
    """Once: where somebody wishes for something already nothing is added."""
    if Idea.objects.exists():
        return
    editor = User.objects.get(email__startswith="redaktoer@")
    for number, facts in enumerate(IDEAS["ideas"]):
        written_at = now - timedelta(days=facts["days_ago"])
        idea = _idea(facts, number, now=written_at)
        for nth in range(facts.get("supported_by", 0)):
            support_wish(
                idea=idea, form_key=mint_form_key(form=SUPPORT), browser=f"demo {number} {nth}",
                address=f"198.51.100.{number}", page_language="da", now=written_at,
            )  # fmt: skip
        if "answer" in facts:
            _answer(idea, facts["answer"], editor=editor, now=now)
    _count_what_was(now=now)


def _idea(facts: dict[str, Any], number: int, *, now: datetime) -> Idea:
    request = IdeaRequest(
        kind=IdeaKind(facts.get("kind", IdeaKind.WISH)),
        centre=Centre.objects.get(slug=facts["house"]),
        title=facts["title"],
        **{name: facts[name] for name in ("text", "for_whom", "suits", "name", "phone")
           if name in facts},
    )  # fmt: skip
    return write_idea(
        request=request, form_key=mint_form_key(form=IDEA), browser=f"demo {number}",
        address=f"198.51.100.{number}", now=now,
    )  # fmt: skip


def _answer(idea: Idea, said: dict[str, Any], *, editor: User, now: datetime) -> None:
    today = now.astimezone(COPENHAGEN).date()
    until = today + timedelta(weeks=said["weeks"]) if "weeks" in said else None
    answer_idea(
        idea=idea, answer=Answer(said["what"]), words=said["words"], until=until, actor=editor,
        now=now,
    )  # fmt: skip


def _count_what_was(*, now: datetime) -> None:
    """What was answered last month, and what people looked for in vain."""
    today = now.astimezone(COPENHAGEN).date()
    last_month = (today.replace(day=1) - timedelta(days=1)).replace(day=1)
    for house, (answered, in_time) in IDEAS["answered_last_month"].items():
        centre = Centre.objects.get(slug=house)
        AnsweredCount.objects.create(
            centre=centre, month=last_month, answered=answered, in_time=in_time
        )
    monday = _monday(today)
    UnansweredWord.objects.bulk_create(
        UnansweredWord(week=monday, word=word, times=times)
        for word, times in IDEAS["looked_for_in_vain"].items()
    )


def _monday(day: date) -> date:
    return day - timedelta(days=day.isoweekday() - 1)
