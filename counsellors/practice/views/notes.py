"""One page for both: what is written, what was agreed, and the forms that change it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from counsellors.conversations.domain.going_on import can_be_offered
from counsellors.conversations.forms.steps import needs_in_words
from counsellors.practice.access import see_note_at_work
from counsellors.practice.domain.agreeing import delete_note, keep_from_successors, say_yes
from counsellors.practice.domain.reading import EarlierNote, SeenNote, read_note
from counsellors.practice.domain.refusals import WrittenMeanwhile
from counsellors.practice.domain.steps import FORM as STEP_FORM
from counsellors.practice.domain.steps import NewStep, add_step, remove_step, tick_step
from counsellors.practice.domain.writing import FORM as WORDS_FORM
from counsellors.practice.domain.writing import Writing, write_words
from counsellors.practice.forms import StepForm, WordsForm
from jobcenter.accounts.access import user_of
from jobcenter.shared.refusals import Refusal
from jobcenter.shared.sensitive import PassagesNamed, accepted_passages
from jobcenter.submissions.domain import mint_form_key
from jobcenter.ui.responses import go_to, page

from .visits import Visit


@require_safe
def note(request: HttpRequest, visit: Visit) -> HttpResponse:
    if visit.conversation.starts_at > timezone.now():
        return _prepare(request, visit)
    return _note_page(request, visit)


@require_POST
def words(request: HttpRequest, visit: Visit) -> HttpResponse:
    form = WordsForm(request.POST, author=visit.reader)
    if not form.is_valid():
        return _note_page(request, visit, words_form=form)
    try:
        write_words(
            conversation=visit.conversation,
            by=visit.reader,
            writing=Writing(**form.cleaned_data, is_shared=_wants_to_share(request)),
            form_key=request.POST.get("key", ""),
            now=timezone.now(),
            accepted=accepted_passages(request.POST),
            user=visit.user,
        )
    except Refusal as refusal:
        return _note_page(request, visit, words_form=form, refusal=refusal)
    return go_to(request, visit.address("note"))


@require_POST
def step(request: HttpRequest, visit: Visit) -> HttpResponse:
    form = StepForm(request.POST, author=visit.reader)
    if not form.is_valid():
        return _note_page(request, visit, step_form=form)
    try:
        add_step(
            conversation=visit.conversation,
            by=visit.reader,
            step=NewStep(**form.cleaned_data),
            form_key=request.POST.get("key", ""),
            now=timezone.now(),
            accepted=accepted_passages(request.POST),
            user=visit.user,
        )
    except Refusal as refusal:
        return _note_page(request, visit, step_form=form, refusal=refusal)
    return go_to(request, f"{visit.address('note')}#steps")


@require_POST
def step_ticked(request: HttpRequest, visit: Visit) -> HttpResponse:
    return _done(
        request,
        visit,
        lambda: tick_step(
            conversation=visit.conversation,
            by=visit.reader,
            step=request.POST.get("step", ""),
            is_done=request.POST.get("done") == "1",
            now=timezone.now(),
            user=visit.user,
        ),
        anchor="#steps",
    )


@require_POST
def step_removed(request: HttpRequest, visit: Visit) -> HttpResponse:
    return _done(
        request,
        visit,
        lambda: remove_step(
            conversation=visit.conversation,
            by=visit.reader,
            step=request.POST.get("step", ""),
            now=timezone.now(),
            user=visit.user,
        ),
        anchor="#steps",
    )


@require_POST
def yes(request: HttpRequest, visit: Visit) -> HttpResponse:
    version = request.POST.get("version", "")
    return _done(
        request,
        visit,
        lambda: say_yes(
            conversation=visit.conversation,
            by=visit.reader,
            version=int(version) if version.isascii() and version.isdigit() else -1,
            now=timezone.now(),
            user=visit.user,
        ),
    )


@require_POST
def successors(request: HttpRequest, visit: Visit) -> HttpResponse:
    """May whoever becomes their counsellor later read it? The citizen's alone to say."""
    return _done(
        request,
        visit,
        lambda: keep_from_successors(
            conversation=visit.conversation,
            is_hidden=request.POST.get("hidden") == "1",
            now=timezone.now(),
            user=visit.user,
        ),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def delete(request: HttpRequest, visit: Visit) -> HttpResponse:
    if request.method == "POST":
        return _done(
            request,
            visit,
            lambda: delete_note(
                conversation=visit.conversation, now=timezone.now(), user=visit.user
            ),
        )
    return page(request, "counsellors/practice/delete.html", _about(visit))


def _done(request: HttpRequest, visit: Visit, act: Any, *, anchor: str = "") -> HttpResponse:
    try:
        act()
    except Refusal as refusal:
        return _note_page(request, visit, refusal=refusal)
    return go_to(request, f"{visit.address('note')}{anchor}")


def _wants_to_share(request: HttpRequest) -> bool:
    """By the button that was pressed; the one below a warning repeats the answer."""
    return request.POST.get("as_it_is", request.POST.get("share", "1")) == "1"


def _about(visit: Visit) -> dict[str, Any]:
    conversation = visit.conversation
    return {
        "conversation": conversation,
        "visit": visit,
        "to": visit.addresses,
        "needs": needs_in_words(conversation.needs, conversation.interpreter_language),
    }


def _prepare(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Before the conversation: what the citizen wants to talk about, and what was agreed before."""
    _note, earlier = _seen(request, visit)
    context = {**_about(visit), "earlier": earlier}
    return page(request, "counsellors/practice/prepare.html", context)


def _note_page(
    request: HttpRequest,
    visit: Visit,
    *,
    words_form: WordsForm | None = None,
    step_form: StepForm | None = None,
    refusal: Refusal | None = None,
) -> HttpResponse:
    seen, earlier = _seen(request, visit)
    context = {
        **_about(visit),
        "note": seen,
        "words_form": words_form or _words_form(visit, seen),
        "edition": refusal.edition
        if isinstance(refusal, WrittenMeanwhile)
        else _edition(words_form, seen),
        "words_key": mint_form_key(form=WORDS_FORM),
        "step_form": step_form or StepForm(author=visit.reader),
        "step_key": mint_form_key(form=STEP_FORM),
        "refusal": refusal,
        "named": refusal if isinstance(refusal, PassagesNamed) else None,
        "meanwhile": refusal if isinstance(refusal, WrittenMeanwhile) else None,
        "is_about_step": step_form is not None,
        "share": "1" if _wants_to_share(request) else "0",
        "earlier": earlier,
        "may_be_offered": visit.is_counsellor
        and can_be_offered(visit.conversation, now=timezone.now()),
    }
    refused = refusal is not None or words_form is not None or step_form is not None
    return page(request, "counsellors/practice/note.html", context, refused=refused)


def _seen(request: HttpRequest, visit: Visit) -> tuple[SeenNote, list[EarlierNote]]:
    """The note; for the counsellor also what was agreed before, once it stands in the read log."""
    now = timezone.now()
    if visit.is_counsellor:
        return see_note_at_work(user_of(request), visit.conversation, now=now)
    return read_note(conversation=visit.conversation, reader=visit.reader, now=now), []


def _words_form(visit: Visit, seen: SeenNote) -> WordsForm:
    return WordsForm(author=visit.reader, initial={"words": seen.own.words})


def _edition(form: WordsForm | None, seen: SeenNote) -> int:
    """The edition the text in the form was begun from: a refused form keeps its own."""
    begun_from = form.cleaned_data.get("edition") if form is not None else None
    return seen.own.edition if begun_from is None else int(begun_from)
