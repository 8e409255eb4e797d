"""The sources of an editor's houses: what is read, what came of it, and what is asked."""

from __future__ import annotations

import json

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.db.models import Min
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from events.imports.access import get_edited_houses, get_source, get_sources, get_twins
from events.imports.domain.previewing import preview_list
from events.imports.domain.reporting import lines_kept
from events.imports.domain.saying import Unreadable, from_kept
from events.imports.domain.sources import FORM, File, add_source, change_source, hand_in_file
from events.imports.enums import Pause
from events.imports.forms import FileForm, SourceForm
from events.imports.models import ImportReport, ImportSource
from jobcenter.accounts.access import staff_required, user_of
from jobcenter.accounts.enums import RoleKind
from jobcenter.accounts.policy import Relation, about
from jobcenter.shared.refusals import Refusal
from jobcenter.submissions.domain import mint_form_key
from jobcenter.ui.responses import go_to, page

editors_only = staff_required(RoleKind.CENTRE_EDITOR)
SOURCE = "import source"
MOST_DRAFTS = 50


@require_safe
@editors_only
def overview(request: HttpRequest) -> HttpResponse:
    user = user_of(request)
    rows = [
        (source, from_kept(source.trouble))
        for source in get_sources(user).order_by("centre__name", "name")
    ]
    twins = len(get_twins(user, now=timezone.now()))
    houses = get_edited_houses(user).count()
    context = {"rows": rows, "twins": twins, "houses": houses}
    return page(request, "events/imports/overview.html", context)


@require_safe
@editors_only
@about(SOURCE, opened_by=Relation.HOUSE)
def source(request: HttpRequest, public_id: str) -> HttpResponse:
    one = get_source(user_of(request), public_id)
    reports = {report.is_trial: report for report in one.reports.all()}  # type: ignore[attr-defined]
    drafts = (
        one.items.filter(  # type: ignore[attr-defined]
            activity__published_at=None, activity__isnull=False, is_hidden=False
        )
        .select_related("activity")
        .annotate(first_at=Min("activity__dates__starts_at"))
    )
    context = {
        "source": one,
        "trouble": from_kept(one.trouble),
        "trial": _shown(reports.get(True)),
        "last": _shown(reports.get(False)),
        "is_asking": one.paused_why == Pause.BRAKE,
        "drafts": drafts.order_by("first_at", "pk")[:MOST_DRAFTS],
    }
    return page(request, "events/imports/source.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@editors_only
def add(request: HttpRequest) -> HttpResponse:
    user, now = user_of(request), timezone.now()
    houses = list(get_edited_houses(user))
    bound = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = SourceForm(*bound, houses=houses)
    if form.is_bound and form.is_valid() and not _only_looks(request):
        try:
            one = add_source(
                centre=form.house,
                told=form.told,
                file=_read(form.cleaned_data["upload"]),
                form_key=request.POST.get("key", ""),
                actor=user,
                now=now,
            )
            messages.success(request, _("We read it within a minute."))
            return go_to(request, "imports:source", one.public_id)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
    context = {"form": form, "key": mint_form_key(form=FORM), "source": None}
    return _form_page(request, form, context, _uploaded(form))


@require_http_methods(["GET", "HEAD", "POST"])
@editors_only
@about(SOURCE, opened_by=Relation.HOUSE)
def change(request: HttpRequest, public_id: str) -> HttpResponse:
    user = user_of(request)
    one = get_source(user, public_id)
    data = request.POST if request.method == "POST" else None
    form = SourceForm(data, houses=[one.centre], source=one, initial=_initial(one))
    if form.is_bound and form.is_valid() and not _only_looks(request):
        try:
            change_source(source=one, told=form.told, actor=user, now=timezone.now())
            messages.success(request, _("Saved. We read it within a minute."))
            return go_to(request, "imports:source", one.public_id)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
    return _form_page(request, form, {"form": form, "source": one}, _handed_in(one))


def _only_looks(request: HttpRequest) -> bool:
    return "se" in request.POST


def _form_page(
    request: HttpRequest, form: SourceForm, context: dict[str, object], data: bytes | None
) -> HttpResponse:
    """With what the mapping would make of `data`, if somebody only wants to see that."""
    looks = form.is_bound and _only_looks(request) and form.is_valid()
    if looks:
        context |= _previewed(form, data)
    refused = form.is_bound and not looks
    return page(request, "events/imports/form.html", context, refused=refused)


def _previewed(form: SourceForm, data: bytes | None) -> dict[str, object]:
    mapping = form.cleaned_data.get("mapping_read")
    if not mapping or data is None:
        return {"looks": True}
    try:
        previews = preview_list(data, mapping, now=timezone.now())
    except Unreadable as error:
        return {"looks": True, "unreadable": error.said}
    return {"looks": True, "previews": previews, "is_empty": not previews}


def _uploaded(form: SourceForm) -> bytes | None:
    """None also of what could not be taken: then the form says why."""
    upload = form.cleaned_data.get("upload") if form.is_bound and form.is_valid() else None
    if upload is None:
        return None
    upload.seek(0)
    return bytes(upload.read())


def _handed_in(one: ImportSource) -> bytes | None:
    """An address is asked by the clockwork only, never while somebody waits for a page."""
    if one.sealed or not hasattr(one, "file"):
        return None
    return bytes(one.file.data)


@require_http_methods(["GET", "HEAD", "POST"])
@editors_only
@about(SOURCE, opened_by=Relation.HOUSE)
def file(request: HttpRequest, public_id: str) -> HttpResponse:
    """A new file instead of the one before."""
    user = user_of(request)
    one = get_source(user, public_id)
    bound = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = FileForm(*bound)
    if form.is_bound and form.is_valid():
        if file := _read(form.cleaned_data["upload"]):
            hand_in_file(source=one, file=file, actor=user, now=timezone.now())
            messages.success(request, _("Thank you. We read the file within a minute."))
        return go_to(request, "imports:source", one.public_id)
    context = {"form": form, "source": one}
    return page(request, "events/imports/file.html", context, refused=form.is_bound)


def _read(upload: UploadedFile | None) -> File | None:
    return None if upload is None else File(upload.name or "", upload.read())


def _initial(one: ImportSource) -> dict[str, object]:
    return {
        "name": one.name,
        "kind": one.kind,
        "partner": str(one.partner.pk) if one.partner else "",
        "mapping": json.dumps(one.mapping, ensure_ascii=False, indent=2) if one.mapping else "",
        "activity_kind": one.activity_kind,
        "is_attested": one.attested_at is not None,
    }


def _shown(report: ImportReport | None) -> dict[str, object] | None:
    if report is None:
        return None
    lines = lines_kept(report)
    return {
        "at": report.made_at,
        "counts": report.counts,
        "lines": lines,
        "more": sum(report.counts.get(effect, 0) for effect in _EFFECTS) - len(lines),
        "trouble": from_kept(report.trouble),
    }


_EFFECTS = ("new", "changed", "cancelled", "gone", "kept", "refused")
