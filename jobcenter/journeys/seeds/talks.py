"""Talks in the demo's first house: so that whoever becomes a counsellor meets people who write.

What is said is the same every time; when, counts back from `now`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count

from django.core.files.base import ContentFile
from django.db import transaction
from fpdf import FPDF

from counsellors.callbacks.domain import begin_with_call, windows
from counsellors.callbacks.domain.asking import FORM as CALL_FORM
from counsellors.chat.access import seat_at_work, seat_of_citizen
from counsellors.chat.domain.ending import end_thread
from counsellors.chat.domain.reading import mark_read
from counsellors.chat.domain.starting import FORM as START_FORM
from counsellors.chat.domain.starting import Beginning, start_thread, take_thread
from counsellors.chat.domain.writing import FORM as SAY_FORM
from counsellors.chat.domain.writing import post_message
from counsellors.chat.enums import Side, WaitsAs
from counsellors.files.domain.checking import check_due_files
from counsellors.files.domain.sending import send
from counsellors.letters.domain.writing import write_letter
from counsellors.models import Counsellor, Thread
from jobcenter.accounts.models import User
from jobcenter.centres.models import Centre
from jobcenter.shared.secrets import hash_of_link, new_link_secret
from jobcenter.submissions.domain import mint_form_key

HOME = "havnehuset"
# A number of the demo's own, as its counsellors have them.
PHONE = "+4570200199"
MINUTE = timedelta(minutes=1)
_addresses = (f"192.0.2.{number % 250}" for number in count(1))


@dataclass(frozen=True, slots=True)
class Said:
    """Minutes before now, whose words, and the words."""

    ago: int
    side: Side
    words: str


def _amal(ago: int, words: str) -> Said:
    return Said(ago, Side.CITIZEN, words)


def _we(ago: int, words: str) -> Said:
    return Said(ago, Side.COUNSELLOR, words)


APPLICATION = [
    _amal(26, "Hej Bent. Nu har jeg skrevet ansøgningen til skolekøkkenet færdig."),
    _we(22, "Hej Amal. Hvor er det godt. Vil du sende den, så læser jeg den med det samme?"),
]
SHIFTS = [
    _amal(47, "Jeg har kørt natbus i ni år. Nu sover jeg ikke mere. Hvad kan jeg ellers?"),
    _we(44, "Hej Mikkel. Godt, du skriver. Hvad kan du bedst lide ved at køre?"),
    _amal(41, "At folk siger tak, når de står af. Og at jeg er alene med musikken indimellem."),
    _we(38, "Så er der flere veje. Skal vi finde en tid i næste uge og tegne dem op?"),
    _amal(9, "Ja tak. Gerne om formiddagen, når jeg har sovet."),
]
LANGUAGE = [
    _amal(33, "Hej. Kan man øve dansk hos jer, selv om man arbejder om dagen?"),
    _we(30, "Ja. Sprogcaféen er åben onsdag aften. Der er kaffe, og du kommer bare."),
]
DONE = [
    _amal(1500, "Hvad skal jeg tage med til samtalen på torsdag?"),
    _we(1496, "Kun dig selv. Har du dit CV på telefonen, kigger vi på det sammen."),
    _amal(1494, "Det har jeg. Tak for hjælpen!"),
    _we(1493, "Selv tak, Amal. Vi ses på torsdag."),
]


@transaction.atomic
def seed_talks(*, now: datetime) -> None:
    """Once: where somebody has written already, nothing is added."""
    if Thread.objects.exists():
        return
    house = Centre.objects.get(slug=HOME)
    bent, samira = (
        Counsellor.objects.get(slug=slug) for slug in ("bent-oestergaard", "samira-aziz")
    )
    amal = User.objects.get(email="amal@demo.invalid")
    over = _talk(house, samira, DONE, now=now, nickname="Amal", user=amal)
    end_thread(seat=seat_at_work(over, samira), now=now - 1490 * MINUTE)
    _send_application(_talk(house, bent, APPLICATION, now=now, nickname="Amal", user=amal), now=now)
    _talk(house, bent, SHIFTS, now=now, nickname="Mikkel")
    _talk(house, samira, LANGUAGE, now=now, nickname="Leyla")
    waits = "Hej. Jeg er lige flyttet hertil og kender ingen. Hvor starter man?"
    _begin(house, now=now - 6 * MINUTE, nickname="Sofie", words=waits)
    _leave_a_letter(house, now=now)
    _ask_for_a_call(house, now=now)


def _begin(house: Centre, *, now: datetime, **said: object) -> Thread:
    beginning = Beginning(centre=house, **_browser(said), **said)  # type: ignore[arg-type]
    key = mint_form_key(form=START_FORM)
    return start_thread(beginning=beginning, form_key=key, address=next(_addresses), now=now)


def _browser(said: dict[str, object]) -> dict[str, bytes]:
    return {} if said.get("user") else {"token_hash": hash_of_link(new_link_secret())}


def _talk(
    house: Centre, counsellor: Counsellor, lines: list[Said], *, now: datetime, **who: object
) -> Thread:
    """Begun with the first line, taken soon, and read by each before they answer."""
    first, *others = lines
    thread = _begin(house, now=now - first.ago * MINUTE, words=first.words, **who)
    take_thread(thread=thread, counsellor=counsellor, now=now - (first.ago - 1) * MINUTE)
    seats = {
        Side.CITIZEN: seat_of_citizen(thread),
        Side.COUNSELLOR: seat_at_work(thread, counsellor),
    }
    for line in others:
        at = now - line.ago * MINUTE
        thread.refresh_from_db()
        mark_read(seat=seats[line.side], upto=thread.last_seq, now=at)
        post_message(
            seat=seats[line.side],
            words=line.words,
            form_key=mint_form_key(form=SAY_FORM),
            now=at,
        )
    return thread


def _send_application(thread: Thread, *, now: datetime) -> None:
    at = now - 14 * MINUTE
    send(
        seat=seat_of_citizen(thread),
        words="Her er den. Siger den, hvem jeg er?",
        uploads=[ContentFile(_application(at), name="ansoegning-skolekoekken.pdf")],
        form_key=mint_form_key(form=SAY_FORM),
        now=at,
    )
    check_due_files(now=at + MINUTE)


def _application(at: datetime) -> bytes:
    """One page, as somebody writes it who writes few of them."""
    paper = FPDF()
    paper.set_creation_date(at)
    paper.add_page()
    paper.set_font("helvetica", size=13)
    paper.multi_cell(
        0,
        8,
        "Ansøgning til skolekøkkenet\n\nJeg har lavet mad til mange i tolv år, mest i en lille "
        "restaurant. Jeg kan godt lide, når der er travlt, og når folk bliver mætte.\n\n"
        "Venlig hilsen\nAmal Nasser",
    )
    return bytes(paper.output())


def _leave_a_letter(house: Centre, *, now: datetime) -> None:
    words = "Jeg nåede det ikke, før I lukkede. Kan man prøve et fag af, før man vælger?"
    at = now - timedelta(hours=13)
    thread = _begin(house, now=at, nickname="Ingrid", words=words, waits_as=WaitsAs.LETTER)
    write_letter(thread=thread, mail="ingrid@demo.invalid", now=at)


def _ask_for_a_call(house: Centre, *, now: datetime) -> None:
    """In the next window there is: today where the phone is still open."""
    found = windows(centre=house, now=now)
    if not found:
        return
    begin_with_call(
        beginning=Beginning(
            centre=house,
            nickname="Poul",
            token_hash=hash_of_link(new_link_secret()),
            waits_as=WaitsAs.CALL,
            words="Jeg vil hellere tale end skrive. Det er om lidt arbejde ved siden af pensionen.",
        ),
        phone=PHONE,
        window=found[0].value,
        form_key=mint_form_key(form=CALL_FORM),
        address=next(_addresses),
        now=now,
    )
