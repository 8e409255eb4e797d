"""What the pages about my people show of each, as the read log is told."""

from __future__ import annotations

from counsellors.caseload.domain.people import Person, Wanted
from counsellors.responsibility.models import Responsibility
from jobcenter.audit.domain import NewReading
from jobcenter.audit.enums import Kind, Way, Why


def seen_in_list(person: Person, *, wanted: Wanted, house: int | None) -> NewReading:
    """One line of the list. `house` answers questions where the two have no conversation."""
    held, talk = person.responsibility, person.next or person.last
    shown = {
        Kind.NAME: True,
        Kind.TIME: talk is not None or person.last_talk_at is not None,
        Kind.WISH: person.left_a_wish
        or person.asked_for_a_talk
        or person.asked_for_a_call
        or held.wishes_handover_since,
        Kind.NOTES: held.card_id or person.step or person.reply or person.step_due,
    }
    return NewReading(
        citizen=held.citizen.public_id,
        way=Way.SEARCH if wanted.words else Way.LIST,
        kinds=frozenset(kind for kind, is_there in shown.items() if is_there),
        why=Why.MY_CITIZEN,
        centre_id=talk.centre_id if talk else house,
        searched_for=wanted.words,
    )


def seen_nobody(wanted: Wanted) -> NewReading:
    """A search that finds nobody is written down with its words as well."""
    return NewReading(
        citizen="",
        way=Way.SEARCH,
        kinds=frozenset(),
        why=Why.MY_CITIZEN,
        searched_for=wanted.words,
    )


def seen_on_handover(held: Responsibility, *, house: int | None, has_card: bool) -> NewReading:
    """The page on which somebody is introduced to a colleague; needs the citizen loaded."""
    return NewReading(
        citizen=held.citizen.public_id,
        way=Way.PAGE,
        kinds=frozenset({Kind.NAME, Kind.NOTES} if has_card else {Kind.NAME}),
        why=Why.MY_CITIZEN,
        centre_id=house,
    )
