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
from counsellors.caseload.domain.leaving import FORM as LEAVE
from counsellors.chat.domain.seating import FORM as CARD
from counsellors.chat.domain.writing import FORM as CHAT
from counsellors.conversations.domain.booking import FORM as BOOK
from counsellors.conversations.domain.moving import FORM as MOVE
from counsellors.conversations.forms.choices import ChosenTime
from counsellors.covering.domain.opening import FORM as OPENING
from counsellors.desk.domain.message import FORM as MESSAGE
from counsellors.hours.domain.away import FORM as AWAY
from counsellors.hours.domain.changing import FORM as HOURS
from counsellors.inbox.domain.snippets import FORM as SNIPPET
from counsellors.practice.domain.steps import FORM as STEP
from counsellors.practice.domain.writing import FORM as WORDS
from counsellors.responsibility.domain.choosing import FORM as CHOOSE
from counsellors.responsibility.domain.handing_over import FORM as HAND_OVER
from counsellors.team.domain.covering import FORM as COVER
from counsellors.team.domain.minutes import FORM as WRITING
from counsellors.team.domain.minutes import values_of
from counsellors.team.domain.rooms import ADDING, RESERVING
from counsellors.team.domain.rooms import values_of as values_of_room
from counsellors.team.domain.sparring import ANSWERING, ASKING
from events.imports.domain.sources import FORM as IMPORT
from events.organising.domain import FORM as ACTIVITY_FORM
from events.organising.domain.said import stands
from events.posters.domain import FORM as POSTER
from events.signups.domain import FORM as SIGNUP
from events.wishes.domain.supporting import FORM as SUPPORT
from events.wishes.domain.writing import FORM as IDEA
from jobcenter.centres.enums import HoursKind, Weekday
from jobcenter.shared.editions import edition_of
from jobcenter.submissions.domain import mint_form_key
from tests.counsellors.conversations.story import at
from tests.counsellors.files.story import upload

from .routes import Route
from .scene import Life

type Form = Callable[[Life], dict[str, Any]]

MINUTES = {"title": "Nyt møde", "held_on": "2026-11-30", "words": "Vi ses på tirsdag."}
ROOM = {"name": "Fyrtårnet", "seats": "4"}
SOURCE = {"name": "Ny kilde", "kind": "ics", "activity_kind": "workshop"}
PARTNER = {"name": "Ny forening", "offers_da": "Kaffe", "contact_person": "Erik Holm"}
NOTE: dict[str, Form] = {
    "words": lambda _life: {"words": "nye ord", "edition": 1, "share": "1", "key": _key(WORDS)},
    "step": lambda _life: {"what": "Ringe", "by_whom": "both", "key": _key(STEP)},
    "step_ticked": lambda life: {"step": life.things["step"].public_id, "done": "1"},
    "step_removed": lambda life: {"step": life.things["step"].public_id},
    "yes": lambda _life: {"version": "1"},
    "successors": lambda _life: {"hidden": "1"},
}
TALK: dict[str, Form] = {
    "say": lambda _life: {"words": "Er du der?", "key": _key(CHAT)},
    "read": lambda life: {"upto": str(life.things["chat"].last_seq)},
    "edit": lambda _life: {"words": "Jeg mente noget andet."},
}
DESK: dict[str, Form] = {
    "say": TALK["say"],
    "read": TALK["read"],
    "come": lambda life: {"hus": life.centre.slug},
    "pass_on": lambda life: {
        "colleague": f"gitte-{life.who}", "why": "Jeg skal til møde.", "key": _key(CARD),
    },
    "bring_in": lambda life: {"colleague": f"gitte-{life.who}"},
    "book": lambda life: {
        "tid": str(ChosenTime(at(11), life.counsellor.slug, "phone", life.centre.slug)),
        "emne": life.counsellor.topics.all()[0].slug, "key": _key(BOOK),
    },
    "add_text": lambda _life: {"title": "Ny", "words_da": "Ord", "key": _key(SNIPPET)},
    "change_text": lambda _life: {"title": "Nyt navn", "words_da": "Nye ord"},
}  # fmt: skip
ACTIVITY = {
    "title": "Nyt", "kind": "workshop", "repeats": "once", "first_on": "2027-02-03",
    "begins": "19", "minutes": "90", "sign_up": "drop_in", "whereabouts": "in_house",
    "language": "da",
}  # fmt: skip
ORGANISING: dict[str, Form] = {
    "publish": lambda _life: {"attests": "1"},
    "take_out": lambda _life: {"why": "Fejl"},
    "move": lambda _life: {
        "move-day": "2027-02-04", "move-begins": "18.30", "move-minutes": "60",
    },
    "cancel": lambda _life: {"cancel-reason": "Sygdom"},
    "own": lambda _life: {"own-title": "En anden titel", "seen": edition_of({})},
}  # fmt: skip
FORMS: dict[str, Form] = {
    **{f"inbox:{act}": form for act, form in DESK.items()},
    **{
        f"files:files_{door}": lambda _life: {
            "words": "Se her", "uploads": upload(), "key": _key(CHAT),
        }
        for door in ("as_citizen", "at_work")
    },
    **{
        f"practice:{act}_{door}": form
        for act, form in NOTE.items()
        for door in ("by_link", "of_mine", "at_work")
    },
    **{
        f"chat:{act}_{door}": form
        for act, form in TALK.items()
        for door in ("as_citizen", "at_work")
    },
    "reach:claim": lambda _life: {"svar": "ja"},
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
    "caseload:leave_for": lambda _life: {"last_day": "2026-12-30", "key": _key(LEAVE)},
    "hours:report_away": lambda _life: {"last_day": "2026-12-03", "key": _key(AWAY)},
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
    "calls:done": lambda _life: {"svar": "talt"},
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
    "team:change_minutes": lambda life: MINUTES | {
        "seen": edition_of(values_of(life.things["minutes"]))
    },
    "team:add_room": lambda _life: ROOM | {"key": _key(ADDING)},
    "team:change_room": lambda life: ROOM | {
        "seen": edition_of(values_of_room(life.things["room"]))
    },
    "team:reserve": lambda _life: {
        "what_for": "Møde", "on_date": "2026-12-29", "minutes": "9-11", "key": _key(RESERVING),
    },
    "team:out_of_use": lambda _life: {"first": "2026-12-29", "last": "2026-12-30"},
    "letters:letter": lambda _life: {"mail": "nyt-brev@example.org"},
    "safety:stop": lambda _life: {"reason": "Du har truet en vejleder.", "days": "1"},
    "safety:report_as_citizen": lambda _life: {"wrong": "hate"},
    "safety:report_at_work": lambda _life: {"wrong": "hate"},
    "safety:objection": lambda _life: {"words": "Vi har læst det igen."},
    "safety:report": lambda _life: {"words": "Vi har talt med begge."},
    "signups:sign_up": lambda _life: {
        "name": "Ny", "email": "ny@example.org", "key": _key(SIGNUP),
    },
    "posters:tell": lambda _life: {"papir": "a4", "key": _key(POSTER)},
    "posters:again": lambda _life: {"key": _key(POSTER)},
    "signups:sign_up_first": lambda _life: {
        "name": "Ny", "email": "ny@example.org", "key": _key(SIGNUP),
    },
    "wishes:wish": lambda life: {"title": "Skak", "hus": life.centre.slug, "key": _key(IDEA)},
    "wishes:propose": lambda life: {
        "title": "Skak", "hus": life.centre.slug, "name": "Ny", "email": "ny@example.org",
        "key": _key(IDEA),
    },
    "wishes:support": lambda _life: {"key": _key(SUPPORT)},
    "wishes:report": lambda _life: {"why": "hurts"},
    "wishes:my_support": lambda _life: {"email": "ny@example.org"},
    "wishes:answer": lambda _life: {"answer": "refused", "words": "Vi har ikke et rum."},
    "wishes:hide": lambda _life: {"why": "Der står et navn."},
    "signups:number": lambda _life: {"antal": "2"},
    "signups:write_down": lambda _life: {"name": "Ny", "key": _key(SIGNUP)},
    "imports:add": lambda _life: SOURCE | {
        "url": "https://example.org/a.ics", "key": _key(IMPORT),
    },
    "imports:change": lambda _life: SOURCE,
    "imports:file": lambda _life: {"upload": upload(b"BEGIN:VCALENDAR", "program.ics")},
    "imports:act": lambda _life: {"act": "pause"},
    "imports:answer": lambda _life: {"svar": "keep"},
    "imports:decide": lambda _life: {"svar": "other"},
    "organising:new": lambda _life: ACTIVITY | {"key": _key(ACTIVITY_FORM)},
    "wishes:take_on": lambda _life: ACTIVITY | {"key": _key(ACTIVITY_FORM)},
    "organising:new_of_partner": lambda _life: ACTIVITY | {"key": _key(ACTIVITY_FORM)},
    "organising:pauses": lambda _life: {
        "name": "Ferie", "first": "2027-02-08", "last": "2027-02-12",
    },
    "organising:in_pause": lambda life: {"dates": life.things["date in the pause"].public_id},
    "organising:answer": lambda _life: {"answer": "refused", "words": "Vi har en i forvejen."},
    "organising:invite": lambda _life: {"name": "Ny", "email": "ny@example.org"},
    "organising:trust": lambda _life: {"why": "Et godt år"},
    **{
        f"organising:{act}_{door}": form
        for act, form in ORGANISING.items()
        for door in ("at_house", "of_partner")
    },
    **{
        f"organising:change_{door}": lambda life, thing=thing: ACTIVITY | {
            "seen": edition_of(stands(life.things[thing]))
        }
        for door, thing in (("at_house", "sent activity"), ("of_partner", "draft of a partner"))
    },
    "calendars:add": lambda _life: {
        "name": "Ny", "kind": "address", "url": "https://example.org/a.ics", "key": _key(CALENDAR),
    },
}  # fmt: skip
# Changing something takes more than a form here; whose it is, is asked before all the same.
NEEDS_MORE = {
    "reach:chat": "somebody on duty: tests/counsellors/reach/test_starting.py",
    "reach:leave": "a cookie, and no row: tests/counsellors/reach/test_claiming.py",
    "safety:cry": "nobody called yet: tests/counsellors/safety/test_pages.py",
    "inbox:answer_card": "a card that stands: tests/counsellors/inbox/test_acting.py",
    "chat:take_at_work": "a chat that waits: tests/counsellors/talk/test_doors.py",
    "calls:take": "a call nobody makes yet: tests/counsellors/callbacks/test_pages.py",
    "calls:call": "a talk without a call: tests/counsellors/callbacks/test_pages.py",
    "calls:change": "a call nobody makes yet: tests/counsellors/callbacks/test_pages.py",
    "calls:keep_place": "a place in line: tests/counsellors/callbacks/test_pages.py",
    "calls:cancel": "a call nobody makes yet: tests/counsellors/callbacks/test_pages.py",
    "wishes:becomes": "an idea that was taken on: tests/events/wishes/test_pages.py",
    "wishes:write_down": "somebody who wished: tests/events/wishes/test_by_phone.py",
    "signups:number": "a place that is taken: tests/events/signups/test_pages.py",
    "signups:again": "a place given back: tests/events/signups/test_pages.py",
    "caseload:choices": "a counsellor who is away: tests/counsellors/caseload/test_away.py",
    "caseload:hand_over": "nobody's answer to wait for: tests/counsellors/caseload/test_people.py",
    "practice:yes_by_link": "words both of them see: tests/counsellors/practice/test_pages.py",
    "practice:yes_at_work": "words both of them see: tests/counsellors/practice/test_pages.py",
    "practice:step_removed_at_work": "one's own step: tests/counsellors/practice/test_pages.py",
    "caseload:offer": "nobody's counsellor yet: tests/counsellors/caseload/test_people.py",
    "practice:yes_of_mine": "words both of them see: tests/counsellors/practice/test_pages.py",
    "organising:take_out_at_house": "a public one: tests/events/organising/test_making.py",
    "organising:take_out_of_partner": "a public one: tests/events/organising/test_making.py",
    "centres:edit": "a long form: tests/jobcenter/centres/test_editing.py",
}


def form_for(route: Route, life: Life) -> dict[str, Any]:
    form = FORMS.get(route.name)
    return form(life) if form else {}


def _key(form: str) -> str:
    return mint_form_key(form=form)
