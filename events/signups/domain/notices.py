"""Which letters a change sends. Each tells one fact once: its effect key names place and fact."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import override

from events.activities.enums import DateState, Whereabouts
from events.activities.models import ActivityDate
from events.signups.enums import PlaceState
from events.signups.models import Place
from jobcenter.outbox.domain import NewNotice, queue_notices, withdraw_notices
from jobcenter.outbox.models import Notice
from jobcenter.shared.periods import COPENHAGEN
from jobcenter.ui.money import price_in_words

from .deadlines import next_waking
from .secrets import address_of

CONFIRMED, WAITING, OFFER = "signup_confirmed", "signup_waiting", "signup_offer"
CHANGED, CALLED_OFF = "signup_changed", "signup_called_off"
GIVEN_UP, REMINDER = "signup_given_up", "signup_reminder"
LAPSED = "signup_lapsed"
REMINDER_TIME = time(10)

MODES = {
    Whereabouts.IN_HOUSE: "in_person",
    Whereabouts.ONLINE: "online",
    Whereabouts.HYBRID: "hybrid",
}
Facts = dict[str, str | int]


def tell_confirmed(place: Place, *, now: datetime, is_one_more: bool = False) -> None:
    """They have a place: with the invitation, and the reminder for the day before. `is_one_more`:
    a date was added to their course."""
    _queue(CONFIRMED, place, now=now, more={"is_one_more": "1" if is_one_more else ""})
    _remind(place, now=now)


def tell_waiting(place: Place, *, now: datetime, is_news: bool = False) -> None:
    """They are in the line; or, with news, still in it, and the date is no longer as they know."""
    more: Facts = {"is_news": "1", **_other_terms(place)} if is_news else {"is_news": ""}
    _queue(WAITING, place, now=now, more=more)


def tell_offer_taken_back(place: Place, *, now: datetime) -> None:
    """There are fewer places than before: they are in the line again, where they were."""
    _queue(WAITING, place, now=now, due_at=next_waking(now), more={"is_taken_back": "1"})


def tell_offered(place: Place, *, now: datetime) -> None:
    """Not in the middle of the night: the clock of the offer does not run then either."""
    _queue(OFFER, place, now=now, due_at=next_waking(now))


def tell_lapsed(place: Place, *, now: datetime) -> None:
    """Their offer went on to the next: told once, by day, and never as a reproach."""
    withdraw_offer_letter(place)
    _queue(LAPSED, place, now=now, due_at=next_waking(now))


def withdraw_lapsed_letter(place: Place) -> None:
    """They are back in the line before it was sent: it would only frighten."""
    withdraw_notices(subject=_subject(place), kinds=[LAPSED])


def tell_given_up(place: Place, *, now: datetime) -> None:
    withdraw_reminder(place)
    _queue(GIVEN_UP, place, now=now, method="CANCEL")


def tell_changed(place: Place, *, now: datetime) -> None:
    """Another title, time, place, price or language, or it is on again."""
    withdraw_reminder(place)
    _queue(CHANGED, place, now=now, more=_other_terms(place))
    _remind(place, now=now)


def tell_called_off(place: Place, *, now: datetime) -> None:
    """Cancelled or postponed: out of the calendar it goes."""
    withdraw_reminder(place)
    _queue(CALLED_OFF, place, now=now, method="CANCEL")


def withdraw_reminder(place: Place) -> None:
    withdraw_notices(subject=_subject(place), kinds=[REMINDER])


def withdraw_offer_letter(place: Place) -> None:
    withdraw_notices(subject=_subject(place), kinds=[OFFER])


def calendar_title(one: ActivityDate) -> str:
    """What letters and calendars call it: the name of a sensitive group stands in neither."""
    if not is_sensitive(one):
        return one.title
    return _("Appointment at %(centre)s") % {"centre": one.activity.centre.name}


def is_sensitive(one: ActivityDate) -> bool:
    terms = getattr(one.activity, "signup_terms", None)
    return terms is not None and terms.is_sensitive


def facts_of(place: Place, *, method: str = "REQUEST") -> Facts:
    """What a letter or a calendar file needs, in the reader's language. Needs the date with its
    activity and house, and the sign-up loaded. See `counsellors` receipts, the same shape."""
    one, sign_up = place.date, place.sign_up
    centre, room = one.activity.centre, one.room
    begins, ends = one.starts_at or place.told_starts_at, one.ends_at or place.told_ends_at
    with override(sign_up.page_language):
        return {
            "name": sign_up.name,
            "title": calendar_title(place.date),
            "centre": centre.name,
            "centre_phone": centre.phone,
            "centre_email": centre.email,
            "address": f"{centre.street}, {centre.postcode} {centre.town}".strip(", "),
            "room": room.name if room else "",
            "mode": MODES[Whereabouts(one.activity.whereabouts)],
            **_where_to_click(place, method),
            "people": place.people,
            "starts_at": begins.isoformat() if begins else "",
            "ends_at": ends.isoformat() if ends else "",
            "until": place.offer_until.isoformat() if place.offer_until else "",
            "reason": one.reason,
            "is_postponed": "1" if one.state == DateState.POSTPONED else "",
            "link": address_of(sign_up),
            "uid": place.calendar_uid,
            "sequence": place.sequence,
            "method": method,
        }


def _where_to_click(place: Place, method: str) -> Facts:
    """Only for who has a place. The address of a sensitive group may name it, as its title does:
    it stands on their own page alone."""
    one = place.date
    is_online = one.activity.whereabouts != Whereabouts.IN_HOUSE
    if not is_online or place.state != PlaceState.TAKEN or method == "CANCEL":
        return {"join": "", "online_address": ""}
    if not one.online_address:
        return {"join": "later", "online_address": ""}
    if is_sensitive(one):
        return {"join": "own_page", "online_address": ""}
    return {"join": "here", "online_address": one.online_address}


def _other_terms(place: Place) -> Facts:
    """Price, language and what it was called, each where it is not as they were told."""
    one = place.date
    price, kroner = "", one.price_kroner
    if kroner != place.told_price_kroner:
        with override(place.sign_up.page_language):
            price = price_in_words(kroner)
    held_in = one.language_name if one.language != place.told_language else ""
    is_renamed = place.told_title not in {"", one.title} and not is_sensitive(one)
    return {
        "price": price,
        "held_in": held_in,
        "was_called": place.told_title if is_renamed else "",
    }


def _remind(place: Place, *, now: datetime) -> None:
    due = _reminder_due(place.date)
    if place.sign_up.wants_reminder and due is not None and due > now:
        _queue(REMINDER, place, now=now, due_at=due)


def _reminder_due(one: ActivityDate) -> datetime | None:
    """The day before at ten o'clock on the wall clock."""
    if one.starts_at is None:
        return None
    day = one.starts_at.astimezone(COPENHAGEN).date() - timedelta(days=1)
    return datetime.combine(day, REMINDER_TIME, COPENHAGEN)


def _queue(
    kind: str, place: Place, *, now: datetime, due_at: datetime | None = None,
    method: str = "REQUEST", more: Facts | None = None,
) -> None:  # fmt: skip
    sign_up = place.sign_up
    if not (sign_up.email or sign_up.phone):
        return
    by_mail = bool(sign_up.email)
    useful_until = place.offer_until if kind == OFFER else place.date.ends_at
    notice = NewNotice(
        kind=kind,
        channel=Notice.Channel.MAIL if by_mail else Notice.Channel.SMS,
        recipient=sign_up.email or sign_up.phone,
        language=sign_up.page_language,
        payload=facts_of(place, method=method) | (more or {}),
        effect_key=f"{kind}:{place.public_id}:{place.sequence}",
        subject=_subject(place),
        due_at=due_at or now,
        useful_until=useful_until,
    )
    queue_notices([notice])


def _subject(place: Place) -> str:
    return f"place:{place.public_id}"
