"""What an activity would say once its form is saved, to be compared with what it says now."""

from __future__ import annotations

from events.organising.domain.said import standing
from events.organising.enums import SignUp

from .activity import ActivityForm

OF_TERMS = ("most_together", "is_sensitive")
OF_QUESTIONS = ("asked_", "purpose_", "until_")


def wanted_by(form: ActivityForm) -> dict[str, object]:
    """Of a valid form, in the words of `domain.said.said_of`."""
    planned, written = form.planned(), form.written()
    said = {
        name: value
        for name, value in form.cleaned_data.items()
        if name not in ("more_days", *OF_TERMS) and not name.startswith(OF_QUESTIONS)
    }
    said |= {
        "weekdays": list(planned.weekdays),
        "every": planned.every,
        "nth": planned.nth,
        "partner": form.own_partner.name if form.own_partner else said.get("partner"),
        "price_kroner": said["price_kroner"] or None,
        "most_together": written.terms.most_together if written.terms else 1,
        "is_sensitive": bool(written.terms and written.terms.is_sensitive),
    }
    if said["sign_up"] != SignUp.DROP_IN:
        for number, one in enumerate(written.questions):
            said[f"asked_{number}"], said[f"purpose_{number}"] = one.words, one.purpose
            said[f"until_{number}"] = one.kept_until
    return standing(said)
