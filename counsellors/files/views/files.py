"""The files of a talk: their list, sending some, opening one, taking one back."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from counsellors.chat.domain.writing import FORM
from counsellors.chat.views.doors import Visit
from counsellors.files.access import get_content, get_own_file, see_content, see_files
from counsellors.files.domain.reading import Shown, files_of, shown_to
from counsellors.files.domain.sending import send, take_back_file
from counsellors.files.enums import PENDING, FileKind
from counsellors.files.forms import FilesForm
from jobcenter.shared.refusals import Refusal
from jobcenter.submissions.domain import mint_form_key
from jobcenter.ui.responses import SeeOther, page, personal

from .serving import as_attachment

TEMPLATE = "counsellors/files/files.html"


@personal
@require_http_methods(["GET", "HEAD", "POST"])
def files(request: HttpRequest, visit: Visit) -> HttpResponse:
    """A page of its own, which works beside the talk and without it."""
    if request.method != "POST":
        return _page(request, visit, FilesForm())
    form = FilesForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, visit, form)
    try:
        first = send(
            seat=visit.seat,
            words=form.cleaned_data["words"],
            uploads=form.cleaned_data["uploads"],
            form_key=request.POST.get("key", ""),
            accepted=frozenset(request.POST.getlist("accepted")),
            now=timezone.now(),
        )
    except Refusal as refusal:
        return _page(request, visit, form, refusal=refusal)
    return SeeOther(f"{visit.address('files:files')}#e-{first}")


@personal
@require_safe
def content(request: HttpRequest, visit: Visit, file_id: str) -> HttpResponse:
    """The file itself, to be saved. Rights are asked at every single request."""
    if visit.user is not None:
        file, stored = see_content(visit.user, visit.thread, file_id, now=timezone.now())
    else:
        file, stored = get_content(visit.thread, file_id)
    return as_attachment(stored, name=file.name, content_type=FileKind(file.kind).content_type)


@personal
@require_POST
def take_back(request: HttpRequest, visit: Visit, file_id: str) -> HttpResponse:
    file = get_own_file(visit.seat, file_id)
    try:
        take_back_file(seat=visit.seat, file=file, now=timezone.now())
    except Refusal as refusal:
        return _page(request, visit, FilesForm(), refusal=refusal)
    return SeeOther(visit.address("files:files"))


def _page(
    request: HttpRequest, visit: Visit, form: FilesForm, *, refusal: Refusal | None = None
) -> HttpResponse:
    shown = _shown(visit)
    context: dict[str, Any] = {
        "visit": visit,
        "form": form,
        "refusal": refusal,
        "form_key": mint_form_key(form=FORM),
        "files": shown,
        "some_wait": any(one.file.state in PENDING for one in shown),
    }
    return page(request, TEMPLATE, context, refused=form.is_bound or refusal is not None)


def _shown(visit: Visit) -> list[Shown]:
    if visit.user is not None:
        return see_files(visit.user, visit.thread, visit.seat, now=timezone.now())
    return shown_to(visit.seat, files_of(thread=visit.thread))
