"""The questions to a house, and answering them."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from citizens.rights.access import see_question, see_questions
from citizens.rights.domain.answering import ANSWER_FORM, ANSWERING, Asked, answer_question
from citizens.rights.forms import AnswerForm
from jobcenter.accounts.access import staff_required, user_of
from jobcenter.accounts.policy import Relation, about
from jobcenter.shared.refusals import Refusal
from jobcenter.submissions.domain import mint_form_key
from jobcenter.ui.queries import asked_number
from jobcenter.ui.responses import go_to, page

MOST_PAGES = 9999


@require_safe
@staff_required(*ANSWERING)
def questions(request: HttpRequest) -> HttpResponse:
    number = asked_number(request, "page", usual=1, most=MOST_PAGES)
    shown, asked = see_questions(user_of(request), number=number, now=timezone.now())
    return page(request, "citizens/rights/questions.html", {"page": shown, "asked": asked})


@require_http_methods(["GET", "HEAD", "POST"])
@staff_required(*ANSWERING)
@about("question about a reading", opened_by=Relation.HOUSE)
def answer(request: HttpRequest, public_id: str) -> HttpResponse:
    user, now = user_of(request), timezone.now()
    asked = see_question(user, public_id, now=now)
    form = AnswerForm(request.POST if request.method == "POST" else None)
    if not form.is_bound or not form.is_valid():
        return _answer_page(request, asked, form)
    try:
        answer_question(
            question=asked.question,
            words=form.cleaned_data["words"],
            by=user,
            form_key=request.POST.get("key", ""),
            now=now,
        )
    except Refusal as refusal:
        return _answer_page(request, asked, form, refusal)
    messages.success(request, _("The answer is sent."))
    return go_to(request, "rights:questions")


def _answer_page(
    request: HttpRequest, asked: Asked, form: AnswerForm, refusal: Refusal | None = None
) -> HttpResponse:
    context = {
        "asked": asked,
        "form": form,
        "refusal": refusal,
        "form_key": mint_form_key(form=ANSWER_FORM),
    }
    return page(request, "citizens/rights/answer.html", context, refused=form.is_bound)
