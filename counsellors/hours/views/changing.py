"""The counsellor's own hours: weekly, special days, time off. Plain forms, one change at a time.

A change goes to a second page when somebody's conversation is touched: there the counsellor says
what happens to each. What was typed travels along in hidden fields.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import time, timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from counsellors.availability.enums import Mode
from counsellors.availability.models import Absence, SpecialDay, WorkingHours
from counsellors.conversations.models import Conversation
from counsellors.hours.access import get_counsellor_of, get_own_row, name_of, see_touched
from counsellors.hours.domain.changes import AddAbsence, Change, RemoveAbsence, RemoveSpecial
from counsellors.hours.domain.changing import FORM, SomebodyIsTouched, change_hours
from counsellors.hours.enums import Answer
from counsellors.hours.forms import (
    ANSWER,
    AbsenceForm,
    AnswersForm,
    EndForm,
    SpecialForm,
    WeeklyForm,
)
from counsellors.people.models import Counsellor
from counsellors.responsibility.domain.reading import people_of
from jobcenter.accounts.access import staff_required, user_of
from jobcenter.accounts.enums import RoleKind
from jobcenter.accounts.policy import Relation, about
from jobcenter.centres.domain.hours_text import hours_in_words
from jobcenter.shared.periods import COPENHAGEN
from jobcenter.shared.refusals import Refusal
from jobcenter.submissions.domain import mint_form_key
from jobcenter.ui.forms import HouseForm
from jobcenter.ui.responses import go_to, page

from .away import say_who_is_unreachable

CHECKED = "checked"
NOT_CARRIED = {"csrfmiddlewaretoken", "key", CHECKED}


@require_safe
@staff_required(RoleKind.COUNSELLOR)
def overview(request: HttpRequest) -> HttpResponse:
    counsellor = get_counsellor_of(user_of(request))
    now = timezone.now()
    today = timezone.localdate(now)
    weekly = WorkingHours.objects.filter(counsellor=counsellor).exclude(
        valid_on__fully_lt=(today, None)
    )
    special = SpecialDay.objects.filter(counsellor=counsellor, on_date__gte=today)
    absences = Absence.objects.filter(counsellor=counsellor, during__endswith__gt=now)
    context = {
        "weekly": [
            _shown(row) | {"last": row.valid_on.upper and row.valid_on.upper - timedelta(days=1)}
            for row in weekly.select_related("centre").order_by("weekday", "minutes")
        ],
        "special": [
            _shown(row) for row in special.select_related("centre").order_by("on_date", "minutes")
        ],
        "absences": [_shown_off(row) for row in absences.order_by("during")],
    }
    return page(request, "counsellors/hours/overview.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_required(RoleKind.COUNSELLOR)
def add_weekly(request: HttpRequest) -> HttpResponse:
    counsellor = get_counsellor_of(user_of(request))
    form = WeeklyForm(_sent(request), counsellor=counsellor)
    return _change(request, counsellor, form, form.change, title=_("Add weekly hours"))


@require_http_methods(["GET", "HEAD", "POST"])
@staff_required(RoleKind.COUNSELLOR)
@about("weekly hours", opened_by=Relation.COUNSELLOR)
def end_weekly(request: HttpRequest, name: str) -> HttpResponse:
    counsellor = get_counsellor_of(user_of(request))
    row = get_own_row(WorkingHours.objects.select_related("centre"), counsellor, name)
    form = EndForm(_sent(request))
    title = _("Let the hours end")
    return _change(request, counsellor, form, lambda: form.change(row.pk), title=title)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_required(RoleKind.COUNSELLOR)
def add_special(request: HttpRequest) -> HttpResponse:
    counsellor = get_counsellor_of(user_of(request))
    form = SpecialForm(_sent(request), counsellor=counsellor)
    return _change(request, counsellor, form, form.change, title=_("One day is different"))


@require_http_methods(["GET", "HEAD", "POST"])
@staff_required(RoleKind.COUNSELLOR)
@about("special day", opened_by=Relation.COUNSELLOR)
def remove_special(request: HttpRequest, name: str) -> HttpResponse:
    counsellor = get_counsellor_of(user_of(request))
    row = get_own_row(SpecialDay.objects.all(), counsellor, name)
    form = HouseForm(_sent(request))
    title = _("Remove the special day?")
    return _change(request, counsellor, form, lambda: RemoveSpecial(row.pk), title=title)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_required(RoleKind.COUNSELLOR)
def add_absence(request: HttpRequest) -> HttpResponse:
    counsellor = get_counsellor_of(user_of(request))
    form = AbsenceForm(_sent(request))
    return _change(request, counsellor, form, form.change, title=_("Take time off"))


@require_http_methods(["GET", "HEAD", "POST"])
@staff_required(RoleKind.COUNSELLOR)
@about("time off", opened_by=Relation.COUNSELLOR)
def remove_absence(request: HttpRequest, name: str) -> HttpResponse:
    counsellor = get_counsellor_of(user_of(request))
    row = get_own_row(Absence.objects.all(), counsellor, name)
    form = HouseForm(_sent(request))
    title = _("Remove the time off?")
    return _change(request, counsellor, form, lambda: RemoveAbsence(row.pk), title=title)


def _sent(request: HttpRequest) -> QueryDict | None:
    return request.POST if request.method == "POST" else None


def _shown(row: WorkingHours | SpecialDay) -> dict[str, Any]:
    minutes = row.minutes
    return {
        "row": row,
        "name": name_of(row),
        "hours": hours_in_words([(minutes.lower, minutes.upper)]) if minutes else "",
        "modes": [str(Mode(mode).label).lower() for mode in Mode.values if mode in row.modes],
    }


def _shown_off(row: Absence) -> dict[str, Any]:
    """`first` and `last` are days, both included; only set for whole days."""
    shown: dict[str, Any] = {"row": row, "name": name_of(row)}
    start, end = (each.astimezone(COPENHAGEN) for each in (row.during.lower, row.during.upper))
    if start.time() == end.time() == time.min:
        shown |= {"first": start.date(), "last": end.date() - timedelta(days=1)}
    return shown


def _change(
    request: HttpRequest,
    counsellor: Counsellor,
    form: HouseForm,
    change: Callable[[], Change],
    *,
    title: str,
) -> HttpResponse:
    """The form; then, if somebody is touched, the question about each; then it is done."""
    if request.method != "POST" or not form.is_valid():
        return _form_page(request, form, title)
    made = change()
    try:
        told = change_hours(
            counsellor=counsellor,
            change=made,
            answers=_answers_in(request),
            form_key=request.POST.get("key", ""),
            actor=user_of(request),
            now=timezone.now(),
        )
    except SomebodyIsTouched as refusal:
        touched = see_touched(user_of(request), counsellor, refusal.touched, now=timezone.now())
        return _check_page(request, touched, title)
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return _form_page(request, form, title)
    messages.success(request, _done(told.letters))
    say_who_is_unreachable(request, told)
    return go_to(request, _where_next(request, counsellor, made))


def _where_next(request: HttpRequest, counsellor: Counsellor, made: Change) -> str:
    """Away for long, somebody may like to go on with a colleague: to the people and their cards."""
    is_long = isinstance(made, AddAbsence) and made.is_long
    if not is_long or not people_of(counsellor).exists():
        return "hours:overview"
    messages.info(
        request,
        _("You are away for long. Would you like to introduce somebody to a colleague meanwhile?"),
    )
    return "caseload:people"


def _answers_in(request: HttpRequest) -> dict[str, Answer]:
    """By public id; what is no answer counts as none, and the page asks again."""
    return {
        name.removeprefix(ANSWER): Answer(str(value))
        for name, value in request.POST.items()
        if name.startswith(ANSWER) and value in Answer.values
    }


def _done(count: int) -> str:
    if not count:
        return _("Your hours are changed.")
    return (
        ngettext(
            "Your hours are changed. We have written to %d person.",
            "Your hours are changed. We have written to %d people.",
            count,
        )
        % count
    )


def _form_page(request: HttpRequest, form: HouseForm, title: str) -> HttpResponse:
    context = {"form": form, "title": title, "form_key": mint_form_key(form=FORM)}
    return page(request, "counsellors/hours/change.html", context, refused=form.is_bound)


def _check_page(request: HttpRequest, touched: list[Conversation], title: str) -> HttpResponse:
    """Asked for the first time it is a page; asked again, with an answer missing, a refusal."""
    form = AnswersForm(request.POST if CHECKED in request.POST else None, touched=touched)
    carried = [
        (name, value)
        for name, values in request.POST.lists()
        for value in values
        if name not in NOT_CARRIED and not name.startswith(ANSWER)
    ]
    context = {
        "rows": [(conversation, form.field_of(conversation)) for conversation in touched],
        "form": form,
        "carried": carried,
        "checked": CHECKED,
        "title": title,
        "form_key": request.POST.get("key", ""),
    }
    return page(request, "counsellors/hours/check.html", context, refused=form.is_bound)
