"""What happens to one date, behind either door: each act with a form of its own on one page."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from events.organising.domain import (
    Seen,
    cancel_one_date,
    change_one_date,
    move_one_date,
    postpone_one_date,
)
from events.organising.domain.said import own_stands, standing
from events.organising.forms.dates import CancelForm, MoveForm, OwnForm, PostponeForm
from jobcenter.shared.editions import ChangedMeanwhile, edition_of
from jobcenter.shared.refusals import Refusal
from jobcenter.ui.editions import Shown
from jobcenter.ui.forms import HouseForm
from jobcenter.ui.responses import go_to, page

from .activity import tell_saved
from .doors import Visit


@require_safe
def show(request: HttpRequest, visit: Visit) -> HttpResponse:
    return _shown(request, visit)


def _shown(
    request: HttpRequest, visit: Visit, *, form: HouseForm | None = None,
    refusal: Refusal | None = None, shown: Shown | None = None,
) -> HttpResponse:  # fmt: skip
    one = visit.one
    context = {
        "visit": visit,
        "event": one,
        "activity": visit.activity,
        "state": one.state_at(timezone.now()),
        "form": form,
        "refusal": refusal,
        # What was sent by another form of the page says nothing of this one.
        "shown": shown
        or (
            Shown.of(request, own_stands(one))
            if isinstance(form, OwnForm)
            else Shown(edition_of(own_stands(one)))
        ),
        "move_form": form if isinstance(form, MoveForm) else MoveForm(one=one),
        "cancel_form": form if isinstance(form, CancelForm) else CancelForm(),
        "postpone_form": form if isinstance(form, PostponeForm) else PostponeForm(),
        "own_form": form if isinstance(form, OwnForm) else OwnForm(one=one),
        "addresses": {
            act: visit.address(act) for act in ("activity", "move", "cancel", "postpone", "own")
        },
    }
    return page(request, "events/organising/date.html", context, refused=form is not None)


@require_POST
def move(request: HttpRequest, visit: Visit) -> HttpResponse:
    form = MoveForm(request.POST, one=visit.one)

    def work() -> None:
        starts_at, ends_at = form.times()
        move_one_date(
            one=visit.one, starts_at=starts_at, ends_at=ends_at, actor=visit.user,
            reason=form.cleaned_data["reason"], now=timezone.now(), partner=visit.partner,
        )  # fmt: skip

    return _act(request, visit, form, work)


@require_POST
def cancel(request: HttpRequest, visit: Visit) -> HttpResponse:
    form = CancelForm(request.POST)

    def work() -> None:
        reason = form.cleaned_data["reason"]
        cancel_one_date(
            one=visit.one, reason=reason, actor=visit.user, now=timezone.now(),
            partner=visit.partner,
        )  # fmt: skip

    return _act(request, visit, form, work)


@require_POST
def postpone(request: HttpRequest, visit: Visit) -> HttpResponse:
    form = PostponeForm(request.POST)

    def work() -> None:
        reason = form.cleaned_data["reason"]
        postpone_one_date(
            one=visit.one, reason=reason, actor=visit.user, now=timezone.now(),
            partner=visit.partner,
        )  # fmt: skip

    return _act(request, visit, form, work)


@require_POST
def own(request: HttpRequest, visit: Visit) -> HttpResponse:
    form = OwnForm(request.POST, one=visit.one)

    def work() -> None:
        change_one_date(
            one=visit.one, own=form.own(), actor=visit.user, now=timezone.now(),
            seen=Seen(edition=request.POST.get("seen", ""), wanted=form.wanted()),
            partner=visit.partner,
        )  # fmt: skip

    return _act(request, visit, form, work)


def _act(
    request: HttpRequest, visit: Visit, form: HouseForm, work: Callable[[], None]
) -> HttpResponse:
    if not form.is_valid():
        return _shown(request, visit, form=form)
    try:
        work()
    except ChangedMeanwhile as refusal:
        shown = Shown.after(refusal, form, standing(form.cleaned_data))
        return _shown(request, visit, form=form, refusal=refusal, shown=shown)
    except Refusal as refusal:
        return _shown(request, visit, form=form, refusal=refusal)
    tell_saved(request, visit)
    return go_to(request, visit.address("activity"), visit.activity.public_id)
