"""What can be done from within a talk: report a message, block its writer, ask for help."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from counsellors.chat.domain.stopping import stop_writer
from counsellors.chat.views.doors import Visit
from counsellors.people.models import Counsellor
from counsellors.safety.domain import Reported, ask_for_help, report_message, report_of
from counsellors.safety.enums import Wrong
from counsellors.safety_pages.access import see_reported
from counsellors.safety_pages.forms import BlockForm, ReportForm
from jobcenter.shared.refusals import Refusal
from jobcenter.ui.responses import SeeOther, go_to, page

READ_OR_WRITE = ["GET", "HEAD", "POST"]


@require_http_methods(READ_OR_WRITE)
def report(request: HttpRequest, visit: Visit, seq: int) -> HttpResponse:
    """Once sent, the same page says what happens, and later what the house has answered."""
    message = see_reported(
        visit.thread,
        seq,
        by=visit.seat.counsellor_id,
        user=visit.user,
        now=timezone.now(),
    )
    counsellor = _counsellor(visit)
    form = ReportForm(request.POST if request.method == "POST" else None)
    context: dict[str, Any] = {"visit": visit, "message": message, "form": form}
    if request.method == "POST" and form.is_valid():
        try:
            report_message(
                reported=Reported(
                    thread=visit.thread.public_id,
                    seq=seq,
                    centre=visit.thread.centre,
                    counsellor=counsellor,
                ),
                wrong=Wrong(form.cleaned_data["wrong"]),
                words=form.cleaned_data["words"],
                now=timezone.now(),
            )
        except Refusal as refusal:
            return _report_page(request, context | {"refusal": refusal}, refused=True)
        return SeeOther(request.path)
    context["sent"] = report_of(thread=visit.thread.public_id, seq=seq, counsellor=counsellor)
    return _report_page(request, context, refused=form.is_bound)


@require_http_methods(READ_OR_WRITE)
def stop(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Keep the citizen of this talk from writing for a while."""
    form = BlockForm(request.POST if request.method == "POST" else None)
    context: dict[str, Any] = {"visit": visit, "form": form}
    counsellor = _counsellor(visit)
    if request.method == "POST" and form.is_valid() and counsellor:
        try:
            stop_writer(
                thread=visit.thread,
                reason=form.cleaned_data["reason"],
                lasts=form.lasts,
                by=counsellor,
                with_address=form.cleaned_data["with_address"],
                now=timezone.now(),
            )
        except Refusal as refusal:
            context["refusal"] = refusal
        else:
            messages.success(request, _("They cannot write for now. They see why and until when."))
            return SeeOther(visit.address("talk"))
    return page(request, "counsellors/safety/stop.html", context, refused=form.is_bound)


@require_POST
def cry(request: HttpRequest, visit: Visit) -> HttpResponse:
    """One press. The citizen sees nothing of it."""
    counsellor = _counsellor(visit)
    if counsellor is not None:
        ask_for_help(
            thread=visit.thread.public_id,
            centre=visit.thread.centre,
            counsellor=counsellor,
            now=timezone.now(),
        )
    return go_to(request, "safety:help")


def _counsellor(visit: Visit) -> Counsellor | None:
    if visit.user is None:
        return None
    return Counsellor.objects.filter(user=visit.user).first()


def _report_page(request: HttpRequest, context: dict[str, Any], *, refused: bool) -> HttpResponse:
    return page(request, "counsellors/safety/report.html", context, refused=refused)
