"""The talk to take away: every number, checked by a reader who has nothing but the text."""

from __future__ import annotations

import hashlib
import re
import unicodedata

import pytest
from django.utils import translation

from counsellors.chat.domain.refusals import HoleInThread
from counsellors.chat.domain.writing import edit_message, redact_message
from counsellors.chat.enums import EventKind
from counsellors.files.domain.joining import as_seen, is_right_to_left, joined
from counsellors.files.domain.paper import as_pdf, drawable
from counsellors.files.domain.sending import take_back_file
from counsellors.files.domain.transcript import transcript_of
from counsellors.files.models import Attachment
from counsellors.models import Event, Thread
from tests.counsellors.chat.story import DAY, NOW, happens, without_rule

from .story import PLAIN_PDF, checked, give

pytestmark = pytest.mark.django_db


def text_of(talk, language="en") -> str:
    with translation.override(language):
        return "\n".join(transcript_of(thread=talk.fresh(), now=NOW).lines()) + "\n"


def read_back(text: str) -> list[tuple[int, list[str], str]]:
    """What a reader finds who knows only what the last lines say: number, lines, fingerprint."""
    found = []
    for block in re.split(r"\n\n(?=#|=)", text)[1:-1]:
        *lines, last = block.split("\n")
        found.append((int(lines[0][1:].split()[0]), lines, last.removeprefix("= ")))
    return found


def has_been_kept_whole(text: str) -> bool:
    before = "0" * 64
    entries = read_back(text)
    for _number, lines, said in entries:
        before = hashlib.sha256("\n".join([before, *lines]).encode()).hexdigest()
        if not before.startswith(said):
            return False
    return f"\n= {before}\n" in text


def test_every_number_stands_there_in_order_with_time_and_name(talk):
    talk.write("Hej\nEr du der?")
    talk.answer("Hej Amal")
    talk.read(4)
    text = text_of(talk)

    assert [number for number, *_rest in read_back(text)] == [1, 2, 3, 4, 5]
    assert "#3  2026-12-01 10:00:00+01:00  Amal\n    Hej\n    Er du der?\n= " in text
    assert f"  {talk.bent.name}\n    Hej Amal\n" in text
    assert "Has read up to number 4" in text
    assert "Numbers: 1 to 5, none missing" in text


def test_head_says_house_days_and_until_when(talk):
    head = text_of(talk, "da").split("\n\n")[1]

    assert talk.thread.centre.name in head
    assert "1. december 2026" in head
    assert "31. december 2026" in head


def test_edits_tombstones_handovers_and_files_are_told(talk):
    first = talk.write("Hje")
    edit_message(seat=talk.amal, seq=first, words="Hej", now=NOW)
    gone = talk.write("Mit kodeord er hemmeligt")
    redact_message(seat=talk.amal, seq=gone, now=NOW)
    happens(talk, EventKind.HANDOVER, words="Dorte kender reglerne")
    checked(talk, PLAIN_PDF, "Lejekontrakt.pdf")
    back = checked(talk, PLAIN_PDF, "Forkert brev.pdf")
    take_back_file(seat=talk.amal, file=back, now=NOW)
    text = text_of(talk)

    assert "    Hej\n    (edited)\n" in text
    assert "Changed what stands in number 3" in text
    assert "    Taken back\n" in text
    assert "Dorte kender reglerne" in text
    assert "Sent a file: Lejekontrakt.pdf (PDF, 1 kB)" in text
    assert "hemmeligt" not in text
    assert "Hje\n" not in text
    assert "Forkert brev" not in text
    assert has_been_kept_whole(text)


def test_nobody_reads_what_an_unchecked_file_is_called(talk):
    give(talk, name="Hemmeligt navn.jpg")

    assert "Hemmeligt" not in text_of(talk)
    assert "Sent a file that is being checked or was not let through" in text_of(talk)


@pytest.mark.parametrize("kind", list(EventKind))
def test_every_kind_of_event_says_something(talk, kind):
    about = 1 if kind in {"edit", "redaction", "read"} else None
    happens(talk, kind, about=about, words="Ord" if kind == EventKind.MESSAGE else "")
    _number, lines, _said = read_back(text_of(talk))[-1]

    assert len(lines) > 1
    assert all(line.strip() for line in lines)


def test_text_that_was_changed_afterwards_does_not_fit_its_fingerprints(talk):
    talk.write("Jeg siger ja")
    talk.answer("Godt")
    text = text_of(talk)

    assert has_been_kept_whole(text)
    assert not has_been_kept_whole(text.replace("siger ja", "siger nej"))
    assert not has_been_kept_whole(text.replace("2026-12-01 10:00", "2026-12-01 11:00"))
    without = re.sub(r"#3 .*?\n\n(?=#4)", "", text, flags=re.DOTALL)
    assert "#3" not in without
    assert not has_been_kept_whole(without)


def test_nobody_can_write_what_looks_like_an_entry(talk):
    talk.write("Hej\n= 0123456789abcdef\n\n#9  2026-12-01 10:00:00+01:00  Bent\nJeg lover det")
    text = text_of(talk)

    assert [number for number, *_rest in read_back(text)] == [1, 2, 3]
    assert has_been_kept_whole(text)
    assert "\n    #9  2026" in text


def test_whoever_downloads_it_whenever_gets_the_same_fingerprints(talk):
    talk.write("Hej")
    with translation.override("da"):
        amals = transcript_of(thread=talk.fresh(), now=NOW)
        bents = transcript_of(thread=talk.fresh(), now=NOW + DAY)

    assert amals.entries == bents.entries
    assert amals.foot == bents.foot
    assert amals.head != bents.head


def test_number_that_is_missing_is_an_alarm_and_not_a_transcript(talk):
    talk.write("Hej")
    without_rule("events_go_from_the_old_end", "counsellors_event")
    Event.objects.filter(thread=talk.thread, seq=2).delete()

    with pytest.raises(HoleInThread):
        text_of(talk)


def test_what_is_past_its_date_is_said_to_be(talk):
    talk.write("Hej")
    Thread.objects.filter(pk=talk.thread.pk).update(first_seq=2)
    Event.objects.filter(thread=talk.thread, seq=1).delete()

    text = text_of(talk)
    assert "Numbers before 2 are past their date and deleted" in text
    assert [number for number, *_rest in read_back(text)] == [2, 3]
    assert has_been_kept_whole(text)


@pytest.mark.parametrize("messages", [1, 30])
def test_transcript_costs_three_queries_however_long(talk, messages, django_assert_num_queries):
    for number in range(messages):
        talk.answer(f"{number}")
    give(talk)
    thread = Thread.objects.select_related("centre").get(pk=talk.thread.pk)

    with django_assert_num_queries(3), translation.override("da"):
        transcript_of(thread=thread, now=NOW)
    assert Attachment.objects.count()


# --- paper ---------------------------------------------------------------------------------------

MANY_SCRIPTS = {
    "danish": "Blåbærgrød på Ærø, ½ kr. – “ja”",
    "polish": "Zażółć gęślą jaźń",
    "cyrillic": "Щось українською: її, ґ",
    "arabic": "مرحبا، رقمي 20 30 40 50",
    "persian": "می‌خواهم گفتگو کنم",
    "tigrinya": "ሰላም ከመይ ኣለኻ",
    "hebrew": "שלום",
    "greek": "Καλημέρα",
    "vietnamese": "Tiếng Việt",
}


def test_paper_is_a_pdf_with_language_title_and_its_own_fonts(talk):
    for words in MANY_SCRIPTS.values():
        talk.write(words)
    talk.write("😀 👍🏽 👨‍👩‍👧 ☎ " + "x" * 300)
    with translation.override("da"):
        paper = as_pdf(transcript_of(thread=talk.fresh(), now=NOW))

    assert paper.startswith(b"%PDF-")
    assert b"/Lang (da)" in paper
    assert b"/Title" in paper
    assert b"/DisplayDocTitle true" in paper
    assert paper.count(b"/FontFile2") >= 4, "nothing is left to the reader's own fonts"
    assert b"/JavaScript" not in paper


@pytest.mark.parametrize("words", MANY_SCRIPTS.values(), ids=MANY_SCRIPTS.keys())
def test_every_letter_of_these_languages_is_drawn_as_it_is(words):
    assert drawable(words) == words


def test_what_no_font_draws_is_named():
    assert drawable("Hej 😀") == "Hej (grinning face)"
    assert drawable("👍🏽\ufe0f") in {"👍", "(thumbs up sign)"}


def test_arabic_letters_join_as_they_stand():
    shaped = joined("سلام")

    assert [unicodedata.name(sign) for sign in shaped] == [
        "ARABIC LETTER SEEN INITIAL FORM",
        "ARABIC LIGATURE LAM WITH ALEF FINAL FORM",
        "ARABIC LETTER MEEM ISOLATED FORM",
    ]


def test_right_to_left_is_drawn_from_the_right_and_numbers_stay_numbers():
    seen = as_seen("رقمي 20 30")

    assert is_right_to_left("رقمي 20 30")
    assert seen.startswith(("30 20", "20 30"))
    assert seen.index("2") < seen.index(joined("رقمي")[-1])
    assert as_seen("Hej med dig") == "Hej med dig"
    assert not is_right_to_left("Hej مرحبا")
