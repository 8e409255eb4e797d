"""The weekly sample of a house."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from citizens.oversight.access import get_sampled, see_samples
from citizens.oversight.domain.looking import Look, SayWhatYouAsk, say_of_look
from citizens.oversight.enums import Verdict
from citizens.oversight.forms import AskForm
from jobcenter.accounts.access import staff_required, user_of
from jobcenter.accounts.enums import RoleKind
from jobcenter.accounts.policy import Relation, about
from jobcenter.shared.refusals import Refusal
from jobcenter.ui.responses import go_to, page


@require_safe
@staff_required(RoleKind.TEAM_LEAD)
def sample(request: HttpRequest) -> HttpResponse:
    return _sample_page(request)


@require_POST
@staff_required(RoleKind.TEAM_LEAD)
@about("sampled look", opened_by=Relation.HOUSE)
def say(request: HttpRequest, public_id: str) -> HttpResponse:
    now = timezone.now()
    sampled = get_sampled(user_of(request), public_id, now=now)
    form = AskForm(request.POST, look=public_id)
    if not form.is_valid():
        return _sample_page(request, form=form, about=public_id)
    try:
        say_of_look(
            sampled=sampled,
            verdict=Verdict(form.cleaned_data["verdict"]),
            words=form.cleaned_data["words"],
            by=user_of(request),
            now=now,
        )
    except SayWhatYouAsk as refusal:
        form.add_error("words", str(refusal.message))
        return _sample_page(request, form=form, about=public_id)
    except Refusal as refusal:
        return _sample_page(request, refusal=refusal)
    return go_to(request, "oversight:sample")


def _sample_page(
    request: HttpRequest,
    *,
    form: AskForm | None = None,
    about: str = "",
    refusal: Refusal | None = None,
) -> HttpResponse:
    context = {
        "samples": [
            {"sample": one, "rows": [_row(look, form, about) for look in looks]}
            for one, looks in see_samples(user_of(request), now=timezone.now())
        ],
        "form": form,
        "refusal": refusal,
    }
    refused = form is not None or refusal is not None
    return page(request, "citizens/oversight/sample.html", context, refused=refused)


def _row(look: Look, form: AskForm | None, about: str) -> dict[str, Any]:
    public_id = look.sampled.public_id
    is_meant = form is not None and about == public_id
    return {"look": look, "form": form if is_meant else AskForm(look=public_id)}
