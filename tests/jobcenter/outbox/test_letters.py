"""What a person receives, read from a real SMTP server."""

from __future__ import annotations

import pytest
from icalendar import Calendar

from jobcenter.outbox.domain import deliver_due_notices
from tests.jobcenter.outbox.conftest import NOW

KINDS = [
    "conversation_booked",
    "conversation_moved",
    "conversation_cancelled",
    "conversation_reminder",
    "wish_received",
    "note_shared",
]
pytestmark = pytest.mark.django_db


@pytest.fixture
def receive(queue, post_office):
    def receive_one(kind="conversation_booked", **facts):
        queue(kind, **facts)
        delivery = deliver_due_notices(now=NOW)
        assert (delivery.sent, delivery.failed, delivery.dead) == (1, 0, 0)
        return post_office.mails[-1]

    return receive_one


def text_of(mail) -> str:
    return mail.get_body(preferencelist=("plain",)).get_content().replace("\r\n", "\n")


def html_of(mail) -> str:
    return mail.get_body(preferencelist=("html",)).get_content()


def test_confirmation_says_when_with_whom_where_and_how_to_change_it(receive):
    text = text_of(receive(language="en", directions="Ring at the blue door."))
    for words in (
        "Hello Amal",
        "When: Thursday 10 December, 10:15–11:00",
        "With: Bent Østergaard",
        "Where: Åhuset, Havnegade 1, 8000 Aarhus C, Lysthuset",
        "Ring at the blue door. Bring whoever you like.",
        "It is voluntary.",
        "https://house.example.org/samtale/8Zq-secret-of-43-signs/",
        "Call Åhuset on 86 12 00 00.",
        "We erase what is about you 30 days after the conversation.",
    ):
        assert words in text
    assert "\n\n\n" not in text


def test_danish_letters_say_the_time_as_danes_do(receive):
    mail = receive()
    assert "torsdag den 10. december kl. 10.15–11.00" in text_of(mail)
    assert "torsdag den 10. december kl. 10.15–11.00" in mail["Subject"]
    assert mail["Content-Language"] == "da"
    assert '<html lang="da"' in html_of(mail)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("language", ["da", "en"])
def test_no_title_names_a_person_or_what_the_talk_is_about(receive, kind, language):
    mail = receive(kind, language=language)
    for private in ("Amal", "Bent", "Østergaard", "Helbred", "kost"):
        assert private not in mail["Subject"]
    assert "Helbred" not in text_of(mail) + html_of(mail)


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"mode": "phone", "phone": "+4520304050"}, "Bent Østergaard calls you on 20 30 40 50."),
        ({"mode": "phone"}, "Call Bent Østergaard on 86 12 00 01."),
        (
            {"mode": "phone", "counsellor_phone": ""},
            "Call Åhuset on 86 12 00 00 and ask for Bent Østergaard.",
        ),
        ({"mode": "video"}, "Bent Østergaard sends you a link to the video call"),
        ({"mode": "walk"}, "You meet Bent Østergaard at the door"),
        ({"mode": "in_person"}, "Bring whoever you like."),
    ],
)
def test_letter_tells_how_the_two_meet(receive, facts, words):
    mail = receive(language="en", **facts)
    assert words in text_of(mail)
    assert words in html_of(mail)
    assert ("Where:" in text_of(mail)) == (facts["mode"] in {"walk", "in_person"})


def test_changed_letter_says_which_time_no_longer_holds(receive):
    moved = text_of(
        receive("conversation_moved", language="en", previous_starts_at="2026-12-03T12:00:00+00:00")
    )
    assert "The old time no longer holds: Thursday 3 December, 13:00." in moved
    assert "The old time" not in text_of(receive("conversation_moved", language="en", uid="2"))


def test_cancelled_letter_asks_for_no_reason_and_holds_no_secret(receive):
    mail = receive("conversation_cancelled", language="en", method="CANCEL", sequence=1)
    assert "nobody asks why" in text_of(mail)
    assert "secret" not in text_of(mail) + html_of(mail)


def test_mail_is_text_then_html_then_calendar_and_the_entry_once_more_as_a_file(receive):
    mail = receive()
    assert mail.get_content_type() == "multipart/mixed"
    alternative, attachment = mail.iter_parts()
    assert [part.get_content_type() for part in alternative.iter_parts()] == [
        "text/plain",
        "text/html",
        "text/calendar",
    ]
    calendar = list(alternative.iter_parts())[-1]
    assert calendar.get_param("method") == "REQUEST"
    assert calendar.get_content_charset() == "utf-8"
    assert calendar.get_content_disposition() is None
    assert attachment.get_content_type() == "application/ics"
    assert attachment.get_filename() == "invitation.ics"
    inline, file = calendar.get_content().encode(), attachment.get_content()
    assert Calendar.from_ical(inline) == Calendar.from_ical(file)
    assert Calendar.from_ical(file)["method"] == "REQUEST"


@pytest.mark.parametrize("kind", ["conversation_reminder", "wish_received"])
def test_letters_that_change_nothing_carry_no_invitation(receive, kind):
    mail = receive(kind)
    assert mail.get_content_type() == "multipart/alternative"
    assert "text/calendar" not in [part.get_content_type() for part in mail.walk()]


def test_mail_is_marked_as_written_by_a_machine_and_answered_by_the_house(receive):
    mail = receive()
    assert mail["From"] == "Fremtidens Jobcenter <samtale@house.example.org>"
    assert mail["To"] == "amal@example.org"
    assert mail["Reply-To"] == "hej@aahuset.example.org"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["Message-ID"].endswith("@house.example.org>")
    assert mail["Date"].datetime is not None


@pytest.mark.parametrize(
    "name",
    [
        "Amal\r\nBcc: everybody@example.org\r\n\r\nBuy now",
        "Amal\u2028Subject: other",
        "Amal\x0b\x1b[31m",
        "<script>alert(1)</script>",
        "Amal </mj-text><mj-raw><img src=x onerror=alert(1)>",
        "{{ settings.SECRET_KEY }} {% include 'base.html' %}",
        "Køb billigt på www.example.org nu",
        "Amal \u202egnol",
    ],
)
def test_hostile_name_neither_adds_a_header_nor_a_sign_of_its_own(receive, post_office, name):
    mail = receive(name=name, room=name, centre=f"Huset {name}")
    assert mail["Bcc"] is None
    assert post_office.recipients == ["amal@example.org"]
    assert len(mail.get_all("Subject")) == 1
    whole = text_of(mail) + html_of(mail)
    assert not {"\u202e", "\u2028", "\x0b", "\x1b"} & set(whole)
    assert "<script" not in html_of(mail)
    assert "<img" not in html_of(mail)
    assert "test-only-secret" not in whole


@pytest.mark.parametrize(
    ("name", "greeting"),
    [
        ("أمل ناصر", "Hello أمل ناصر\n"),
        ("Zoë 👩🏽‍🚀", "Hello Zoë 👩🏽‍🚀\n"),
        ("J.P. O’Neill-Ægidius", "Hello J.P. O’Neill-Ægidius\n"),
        ("visit evil.example", "Hello\n"),
        ("http://evil", "Hello\n"),
        ("Ring straks 90 12 34 56", "Hello\n"),
        ("Ring straks, ellers mister du dine penge", "Hello\n"),
        ("Du mister dine penge hvis du ikke skriver til os", "Hello\n"),
        ("Christian 10", "Hello Christian 10\n"),
        ("x" * 80, "Hello\n"),
        ("", "Hello\n"),
    ],
)
def test_greeting_uses_the_name_as_typed_unless_it_is_an_advertisement(receive, name, greeting):
    mail = receive("wish_received", language="en", name=name)
    assert text_of(mail).startswith(greeting)


def test_lines_on_the_wire_stay_within_what_smtp_allows(receive, post_office):
    receive(directions="Gå gennem porten og op ad trappen. " * 60)
    assert max(len(line) for line in post_office.raw[-1].split(b"\r\n")) <= 998
    assert b"\n" not in post_office.raw[-1].replace(b"\r\n", b"")
