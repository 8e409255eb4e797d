"""Asking a colleague to think along, and answering. Closed at once, or gone after two weeks."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.urls import reverse

from counsellors.people.models import Counsellor
from counsellors.team.models import SparringAnswer, SparringQuestion
from jobcenter.centres.models import Centre
from jobcenter.shared.transactions import in_one_transaction
from jobcenter.submissions.domain import claim_submission

from .guarding import refuse_personal_data
from .refusals import NotInThisHouse, QuestionIsGone
from .telling import tell_colleague

ASKING, ANSWERING = "ask_for_sparring", "answer_sparring"
NOTICE = "sparring_asked"


def ask_for_sparring(
    *,
    centre: Centre,
    by: Counsellor,
    of: str | None,
    words: str,
    form_key: str,
    now: datetime,
) -> SparringQuestion | None:
    """Ask the colleague with the slug `of`, or all counsellors of the house. None for a form sent
    before. One mail to the one who is asked, none for a house.

    Raises HoldsPersonalData before anything is saved, or NotInThisHouse. No line in the trail: who
    asks for help, and how often, is nobody's figure.
    """

    def work() -> SparringQuestion | None:
        refuse_personal_data(words, writer=by, now=now)
        body = {"house": centre.slug, "by": by.slug, "of": of, "words": words}
        if claim_submission(form=ASKING, key=form_key, body=body) is not None:
            return None
        colleague = _colleague(centre, by=by, slug=of) if of else None
        question = SparringQuestion.objects.create(
            centre=centre, asked_by=by, asked=colleague, words=words, asked_at=now
        )
        if colleague is not None:
            _tell(question, colleague, now=now)
        return question

    return in_one_transaction(work)


def answer_sparring(
    *, question: SparringQuestion, by: Counsellor, words: str, form_key: str, now: datetime
) -> SparringAnswer | None:
    """Raises HoldsPersonalData, or QuestionIsGone when it was closed meanwhile."""

    def work() -> SparringAnswer | None:
        refuse_personal_data(words, writer=by, now=now)
        body = {"question": question.public_id, "by": by.slug, "words": words}
        if claim_submission(form=ANSWERING, key=form_key, body=body) is not None:
            return None
        # Held, so that closing waits: an answer never outlives its question.
        still = SparringQuestion.objects.open(now).select_for_update(of=("self",), no_key=True)
        row = still.filter(pk=question.pk).first()
        if row is None:
            raise QuestionIsGone
        return SparringAnswer.objects.create(question=row, by=by, words=words, answered_at=now)

    return in_one_transaction(work)


def close_sparring(*, question: SparringQuestion) -> None:
    """It goes with its answers, at once. Twice is once."""
    in_one_transaction(lambda: SparringQuestion.objects.filter(pk=question.pk).delete())


def _colleague(centre: Centre, *, by: Counsellor, slug: str) -> Counsellor:
    colleagues = Counsellor.objects.active().at_centre(centre).exclude(pk=by.pk)
    colleague = colleagues.select_related("user").filter(slug=slug).first()
    if colleague is None:
        raise NotInThisHouse
    return colleague


def _tell(question: SparringQuestion, colleague: Counsellor, *, now: datetime) -> None:
    """That there is a question, not which: a mail is read in more places than this page."""
    tell_colleague(
        NOTICE,
        colleague,
        payload={
            "colleague": question.asked_by.name,
            "link": settings.SITE_URL + reverse("team:today"),
        },
        effect_key=f"{NOTICE}:{question.public_id}",
        now=now,
    )
