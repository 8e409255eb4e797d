"""What a browser would send to each address that changes one thing: enough that it does its work.

A view that changes one thing and is not named here is sent an empty form. When that is not enough
to change anything for whoever may, `test_somebody_changes_something` asks for a line here.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from citizens.rights.domain import FORM as QUESTION
from citizens.rights.domain.answering import ANSWER_FORM as ANSWER
from counsellors.calendars.domain.subscribing import FORM as CALENDAR
from counsellors.conversations.domain.moving import FORM as MOVE
from counsellors.conversations.forms.choices import ChosenTime
from counsellors.covering.domain.opening import FORM as OPENING
from counsellors.desk.domain.message import FORM as MESSAGE
from counsellors.hours.domain.changing import FORM as HOURS
from counsellors.practice.domain.steps import FORM as STEP
from counsellors.practice.domain.writing import FORM as WORDS
from counsellors.responsibility.domain.choosing import FORM as CHOOSE
from counsellors.responsibility.domain.handing_over import FORM as HAND_OVER
from counsellors.team.domain.covering import FORM as COVER
from counsellors.team.domain.minutes import FORM as WRITING
from counsellors.team.domain.rooms import ADDING, RESERVING
from counsellors.team.domain.sparring import ANSWERING, ASKING
from jobcenter.centres.enums import HoursKind, Weekday
from jobcenter.submissions.domain import mint_form_key
from tests.counsellors.conversations.story import at

from .routes import Route
from .scene import Life

type Form = Callable[[Life], dict[str, Any]]

MINUTES = {"title": "Nyt møde", "held_on": "2026-11-30", "words": "Vi ses på tirsdag."}
ROOM = {"name": "Fyrtårnet", "seats": "4"}
PARTNER = {"name": "Ny forening", "offers_da": "Kaffe", "contact_person": "Erik Holm"}
NOTE: dict[str, Form] = {
    "words": lambda _life: {"words": "nye ord", "edition": 1, "share": "1", "key": _key(WORDS)},
    "step": lambda _life: {"what": "Ringe", "by_whom": "both", "key": _key(STEP)},
    "step_ticked": lambda life: {"step": life.things["step"].public_id, "done": "1"},
    "step_removed": lambda life: {"step": life.things["step"].public_id},
    "yes": lambda _life: {"version": "1"},
    "successors": lambda _life: {"hidden": "1"},
}
FORMS: dict[str, Form] = {
    **{
        f"practice:{act}_{door}": form
        for act, form in NOTE.items()
        for door in ("by_link", "of_mine", "at_work")
    },
    "rights:ask": lambda _life: {"reach": "svar@example.org", "key": _key(QUESTION)},
    "responsibility:choose": lambda life: {"name": life.who, "key": _key(CHOOSE)},
    "responsibility:answer_offer": lambda _life: {"svar": "nej"},
    "responsibility:answer_handover": lambda _life: {"svar": "nej"},
    "conversations:move": lambda life: {
        "tid": str(ChosenTime(at(11), life.counsellor.slug, "phone", life.centre.slug)),
        "key": _key(MOVE),
    },
    "conversations:choices": lambda life: {
        "tid": str(ChosenTime(at(9, weeks=1), life.counsellor.slug, "phone", life.centre.slug)),
        "key": _key(MOVE),
    },
    "caseload:hand_over": lambda life: {
        "colleague": f"gitte-{life.who}", "words": "Vi er i gang.", "key": _key(HAND_OVER),
    },
    "hours:end_weekly": lambda _life: {"last": "2027-11-30", "key": _key(HOURS)},
    "hours:remove_special": lambda _life: {"key": _key(HOURS)},
    "hours:remove_absence": lambda _life: {"key": _key(HOURS)},
    "centres:edit_hours": lambda _life: {
        f"{kind}-{day}": "9-16" for kind in HoursKind for day in Weekday
    },
    "centres:edit_days": lambda _life: {"on_date": "2026-12-31"},
    "centres:edit_ceiling": lambda _life: {"most_people": "40", "reason": "Så der er tid."},
    "centres:edit_partners": lambda _life: PARTNER,
    "centres:edit_partner": lambda _life: PARTNER,
    "covering:find": lambda life: {"known": life.citizen.email, "day": at(9, weeks=1).date()},
    "covering:why": lambda _life: {"words": "Ringer fra bussen nu", "key": _key(OPENING)},
    "desk:missed": lambda _life: {
        "words": "Vi ses en anden gang.", "way_on": "nothing", "key": _key(MESSAGE),
    },
    "workday:move": lambda life: {
        "tid": str(ChosenTime(at(11), life.counsellor.slug, "phone", life.centre.slug)),
        "key": _key(MOVE),
    },
    "workday:call_off": lambda _life: {"ord": "Jeg er ked af det."},
    "workday:meet_otherwise": lambda _life: {"maade": "video", "seen": "0"},
    "rights:answer": lambda _life: {"words": "Det var mig.", "key": _key(ANSWER)},
    "oversight:say": lambda _life: {"verdict": "ask", "words": "Hvorfor den dag?"},
    "team:ask_for_cover": lambda life: {
        "absent": f"hanne-{life.who}", "covering": life.counsellor.slug,
        "first": "2026-12-28", "last": "2026-12-29", "key": _key(COVER),
    },
    "team:ask": lambda _life: {"words": "Hvordan gør I?", "of": "-", "key": _key(ASKING)},
    "team:answer": lambda _life: {"words": "Kom forbi kl. 14.", "key": _key(ANSWERING)},
    "team:write_minutes": lambda _life: MINUTES | {"key": _key(WRITING)},
    "team:change_minutes": lambda _life: MINUTES,
    "team:add_room": lambda _life: ROOM | {"key": _key(ADDING)},
    "team:change_room": lambda _life: ROOM,
    "team:reserve": lambda _life: {
        "what_for": "Møde", "on_date": "2026-12-29", "minutes": "9-11", "key": _key(RESERVING),
    },
    "team:out_of_use": lambda _life: {"first": "2026-12-29", "last": "2026-12-30"},
    "calendars:add": lambda _life: {
        "name": "Ny", "kind": "address", "url": "https://example.org/a.ics", "key": _key(CALENDAR),
    },
}  # fmt: skip
# Changing something takes more than a form here; whose it is, is asked before all the same.
NEEDS_MORE = {
    "caseload:choices": "a counsellor who is away: tests/counsellors/caseload/test_away.py",
    "caseload:hand_over": "nobody's answer to wait for: tests/counsellors/caseload/test_people.py",
    "practice:yes_by_link": "words both of them see: tests/counsellors/practice/test_pages.py",
    "practice:yes_of_mine": "words both of them see: tests/counsellors/practice/test_pages.py",
    "centres:edit": "a long form: tests/jobcenter/centres/test_editing.py",
}


def form_for(route: Route, life: Life) -> dict[str, Any]:
    form = FORMS.get(route.name)
    return form(life) if form else {}


def _key(form: str) -> str:
    return mint_form_key(form=form)
