"""Who has seen my information, and asking about it."""

from __future__ import annotations

from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods, require_safe

from citizens.people.domain import proven_mails
from citizens.rights.access import get_own_question, get_own_reading
from citizens.rights.domain import FORM, ask_about_reading, in_words, readings_about
from citizens.rights.forms import QuestionForm
from jobcenter.accounts.access import citizen_required, user_of
from jobcenter.accounts.policy import Relation, about
from jobcenter.audit.models import Reading
from jobcenter.shared.refusals import Refusal
from jobcenter.submissions.domain import mint_form_key
from jobcenter.ui.queries import asked_number
from jobcenter.ui.responses import go_to, page

LINES_ON_A_PAGE = 25
MOST_PAGES = 9999


@require_safe
@citizen_required
def who_has_seen(request: HttpRequest) -> HttpResponse:
    pages = Paginator(readings_about(user_of(request)), LINES_ON_A_PAGE)
    shown = pages.get_page(asked_number(request, "page", usual=1, most=MOST_PAGES))
    context = {"page": shown, "lines": in_words(shown)}
    return page(request, "citizens/rights/who_has_seen.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@citizen_required
@about("reading", opened_by=Relation.PERSON)
def ask(request: HttpRequest, public_id: str) -> HttpResponse:
    user = user_of(request)
    reading = get_own_reading(user, public_id)
    if request.method != "POST":
        known = {"reach": next(iter(proven_mails(user)), "")}
        return _ask_page(request, reading, QuestionForm(initial=known))
    form = QuestionForm(request.POST)
    if not form.is_valid():
        return _ask_page(request, reading, form)
    try:
        ask_about_reading(
            reading=reading,
            user=user,
            words=form.cleaned_data["words"],
            reach=form.cleaned_data["reach"],
            form_key=request.POST.get("key", ""),
            now=timezone.now(),
            language=get_language() or settings.LANGUAGE_CODE,
        )
    except Refusal as refusal:
        return _ask_page(request, reading, form, refusal)
    return go_to(request, "rights:asked", public_id)


@require_safe
@citizen_required
@about("question about a reading", opened_by=Relation.PERSON)
def asked(request: HttpRequest, public_id: str) -> HttpResponse:
    question = get_own_question(user_of(request), public_id)
    return page(request, "citizens/rights/asked.html", {"question": question})


def _ask_page(
    request: HttpRequest, reading: Reading, form: QuestionForm, refusal: Refusal | None = None
) -> HttpResponse:
    (line,) = in_words([reading])
    context = {
        "line": line,
        "form": form,
        "refusal": refusal,
        "form_key": mint_form_key(form=FORM),
    }
    refused = refusal is not None or form.is_bound
    return page(request, "citizens/rights/ask.html", context, refused=refused)
