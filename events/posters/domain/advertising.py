"""Advertisements of one date, put together from what is written about it: three lengths."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from events.activities.enums import Whereabouts
from events.activities.models import ActivityDate
from jobcenter.shared.readability import lix
from jobcenter.ui.dates import clock_in_words, day_in_words, short_day_in_words, span_in_words
from jobcenter.ui.money import price_in_words
from jobcenter.ui.templatetags.ui import phone_words

from .codes import code_of_date, printed_address
from .sayings import access_facts, bus_to, checked_in_words, place_in_words

# One SMS: 160 signs of the telephones' own alphabet, or 70 of any other.
SMS, SMS_WIDE = 160, 70
GSM = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡"
    "ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
PLAIN = str.maketrans({"–": "-", "—": "-", "’": "'", "“": '"', "”": '"', "…": "...", "\u00a0": " "})
MIDDLE, LONG = 60, 150
SHORTEST = 12
# What the house holds its own pages to, and a little: names of places are long words.
EASY = 34
_SENTENCE = re.compile(r"[^.!?]*[.!?]+(?=\s|$)|[^.!?]+$")


@dataclass(frozen=True, slots=True)
class Advertisement:
    """`most` is the length that was aimed at: signs of an SMS, words of the others."""

    name: str
    text: str
    most: int

    @property
    def signs(self) -> int:
        return len(self.text)

    @property
    def words(self) -> int:
        return len(self.text.split())

    @property
    def lix(self) -> int:
        return round(lix(self.text))

    @property
    def is_hard(self) -> bool:
        return self.lix > EASY

    @property
    def rows(self) -> int:
        """Lines of the field it is shown in, so that one sees all of it."""
        return 2 + len(self.text) // 40 + self.text.count("\n")


def advertisements_of(one: ActivityDate) -> list[Advertisement]:
    """In the language that is active; the title and text of the activity stay as written."""
    address = printed_address(code_of_date(one))
    sms = _sms(one, address)
    return [
        Advertisement(_("For an SMS"), sms, SMS if set(sms) <= GSM else SMS_WIDE),
        Advertisement(_("For Facebook or a newsletter"), _middle(one, address), MIDDLE),
        Advertisement(_("For the newspaper or the library"), _long(one, address), LONG),
    ]


def _sms(one: ActivityDate, address: str) -> str:
    """Everything but the title stays whole: without when and where it is of no use."""
    when = ""
    if one.starts_at:
        when = f"{short_day_in_words(one.starts_at)} {clock_in_words(one.starts_at)}"
    centre = one.activity.centre
    place = ", ".join(part for part in (centre.name, centre.town) if part)
    place = _place(one, place)
    after = [when, place, price_in_words(one.price_kroner), address]
    tail = ". ".join(part for part in after if part).translate(PLAIN)
    title = one.title.translate(PLAIN)
    most = SMS if set(title + tail) <= GSM else SMS_WIDE
    room = max(most - len(tail) - 2, 12)
    return f"{_cut(title, room)}: {tail}"


def _cut(title: str, room: int) -> str:
    if len(title) <= room:
        return title
    return title[: room - 3].rsplit(" ", 1)[0].rstrip(",.:;") + "..."


def _middle(one: ActivityDate, address: str) -> str:
    must = [_headline(one), *_when_and_where(one), _("Everybody is welcome."), _more(one, address)]
    text = _sentences(one.text, MIDDLE - sum(len(part.split()) for part in must))
    return _joined([must[0], text, *must[1:]])


def _long(one: ActivityDate, address: str) -> str:
    must = [_headline(one), *_when_and_where(one), *_dare_to_go(one), _more(one, address)]
    text = _sentences(one.text, LONG - sum(len(part.split()) for part in must))
    return _joined([must[0], text, *must[1:]], gap="\n\n")


def _headline(one: ActivityDate) -> str:
    return one.title if one.title.endswith((".", "!", "?")) else f"{one.title}."


def _when_and_where(one: ActivityDate) -> list[str]:
    said = []
    if one.starts_at and one.ends_at:
        said.append(
            f"{capfirst(day_in_words(one.starts_at))} {span_in_words(one.starts_at, one.ends_at)}."
        )
    room = f"{one.room.name}, " if one.room else ""
    place = _place(one, room + place_in_words(one.activity.centre))
    said.append(_("Where: %(place)s.") % {"place": place})
    price = one.price_kroner
    said.append(_("It is free.") if not price else _("It costs %(kroner)s kr.") % {"kroner": price})
    return said


def _place(one: ActivityDate, in_house: str) -> str:
    """What is only online is in no house."""
    match one.activity.whereabouts:
        case Whereabouts.ONLINE:
            return _("Online")
        case Whereabouts.HYBRID:
            return _("%(house)s, and online") % {"house": in_house}
        case _:
            return in_house


def _dare_to_go(one: ActivityDate) -> list[str]:
    """What somebody wants to know who has never been there."""
    activity = one.activity
    said = []
    if activity.who_meets_you:
        said.append(_("At the door: %(who)s") % {"who": _ended(activity.who_meets_you)})
    if activity.how_many_come:
        said.append(_("How many come: %(many)s") % {"many": _ended(activity.how_many_come.lower())})
    said.append(_ended(activity.first_five_minutes))
    facts = [str(fact.label).lower() for fact in access_facts(activity, one.room)]
    if facts and one.room:
        said.append(_("The room: %(facts)s.") % {"facts": ", ".join(facts)})
        said.append(_ended(checked_in_words(one.room)))
    if bus := bus_to(activity, one.room):
        said.append(_ended(_("Bus: %(bus)s") % {"bus": bus}))
    if activity.companion_welcome:
        said.append(_("Bring a friend if you like. You can also come alone."))
    said.append(_("This is open to all and voluntary. Nobody reports who came."))
    return [part for part in said if part]


def _more(one: ActivityDate, address: str) -> str:
    phone = phone_words(one.activity.centre.phone)
    if not phone:
        return _("Read more: %(address)s") % {"address": address}
    return _("Read more: %(address)s or call %(phone)s.") % {"address": address, "phone": phone}


def _sentences(text: str, most: int) -> str:
    """Whole sentences from the beginning, as long as they fit in `most` words; at least one, and
    of a first one that is far too long its beginning."""
    kept: list[str] = []
    for sentence in _SENTENCE.findall(" ".join(text.split())):
        if kept and sum(len(one.split()) for one in [*kept, sentence]) > most:
            break
        kept.append(sentence.strip())
    said = " ".join(kept).split()
    longest = max(most, SHORTEST) * 3 // 2
    return " ".join(said) if len(said) <= longest else " ".join(said[:longest]) + " …"


def _ended(words: str) -> str:
    return words if not words or words.endswith((".", "!", "?")) else f"{words}."


def _joined(parts: Iterable[str], gap: str = "\n") -> str:
    """The headline stands alone, the rest in one piece below it."""
    first, *rest = [part for part in parts if part]
    return f"{first}{gap}{' '.join(rest)}"
