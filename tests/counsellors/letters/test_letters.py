"""A letter: what is promised, where its answer goes, and who opens it."""

from __future__ import annotations

from datetime import datetime

import pytest
from django.utils import translation

from counsellors.chat.domain.ending import end_and_delete
from counsellors.chat.domain.refusals import AlreadyWaiting
from counsellors.chat.domain.starting import FORM, Beginning, claim_thread, take_thread
from counsellors.chat.enums import WaitsAs
from counsellors.letters.domain import (
    begin_letter,
    bring_to_browser,
    change_address,
    open_by_link,
    reply_expected_by,
    stop_mails,
    write_letter,
)
from counsellors.letters.domain.links import BelongsToAnAccount, secret_of
from counsellors.letters.domain.promises import promise_replies, remind_houses
from counsellors.letters.domain.writing import NowhereToWrite, WordsFirst
from counsellors.line.domain import rejoin
from counsellors.line.domain.routes import GRACE
from counsellors.models import Letter, Thread
from jobcenter.centres.models import OpeningException
from jobcenter.limits.domain import TooManyAttempts
from jobcenter.outbox.models import Notice
from jobcenter.shared.periods import COPENHAGEN
from jobcenter.shared.retention import kept_for
from jobcenter.shared.secrets import hash_of_link, new_link_secret
from jobcenter.submissions.domain import mint_form_key
from tests.counsellors.chat.story import DAY, NOW, begin
from tests.counsellors.line.story import said
from tests.factories.accounts import UserFactory
from tests.factories.centres import CentreFactory, OpeningHoursFactory
from tests.races.arena import race
from tests.structure.breaking import refused_by

pytestmark = pytest.mark.django_db
MAIL = "amal@example.org"


def house(**more):
    made = CentreFactory(email="hus@example.org", **more)
    for weekday in range(1, 6):
        OpeningHoursFactory(centre=made, weekday=weekday, minutes=(540, 900))
    return made


def write(*, secret: str = "", mail: str = MAIL, key: str = "", now=NOW, **more) -> Letter:
    secret = secret or new_link_secret()
    said = {"centre": house(), "words": "Mine ord", "token_hash": hash_of_link(secret)} | more
    return begin_letter(
        beginning=Beginning(waits_as=WaitsAs.LETTER, **said),
        mail=mail,
        form_key=key or mint_form_key(form=FORM),
        address=new_link_secret(),
        now=now,
    )


def copenhagen(*when: int) -> datetime:
    return datetime(*when, tzinfo=COPENHAGEN)


# --- the promise --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "answered"),
    [
        ((2026, 12, 1, 10), (2026, 12, 2, 15)),  # a Tuesday
        ((2026, 12, 4, 22), (2026, 12, 7, 15)),  # Friday night
        ((2026, 12, 5, 12), (2026, 12, 7, 15)),  # Saturday
        ((2026, 12, 24, 12), (2026, 12, 28, 15)),  # Christmas, then a weekend
        ((2026, 12, 1, 0), (2026, 12, 2, 15)),  # the first minute of a day
    ],
)
def test_reply_is_promised_for_the_next_working_day(written, answered):
    assert reply_expected_by(centre=house(), now=copenhagen(*written)) == copenhagen(*answered)


def test_reply_is_promised_for_a_day_the_house_is_open():
    centre = house()
    OpeningException.objects.create(
        centre=centre, on_date="2026-12-02", minutes=None, note_da="Lukket", note_en="Closed"
    )
    assert reply_expected_by(centre=centre, now=NOW) == copenhagen(2026, 12, 3, 15)


def test_reply_is_promised_for_a_working_day_where_a_house_has_said_no_hours():
    friday = copenhagen(2026, 12, 4, 10)
    assert reply_expected_by(centre=CentreFactory(), now=friday) == copenhagen(2026, 12, 7, 15)


def test_talk_the_line_has_made_a_letter_gets_its_promise_once():
    talk = begin(taken=False, words="Hej", waits_as=WaitsAs.LETTER)

    assert promise_replies(now=NOW) == 1
    assert promise_replies(now=NOW) == 0
    letter = Letter.objects.get(thread=talk.thread)
    assert (letter.email, letter.link_hash) == ("", None)
    assert letter.reply_by > NOW


def test_house_is_told_once_when_the_promise_runs_out_and_nobody_has_taken_it():
    letter = write()
    soon = letter.reply_by.replace(hour=letter.reply_by.hour - 2)

    assert remind_houses(now=NOW) == 0
    assert remind_houses(now=soon) == 1
    assert remind_houses(now=soon) == 0
    mail = Notice.objects.get(kind="letter_waits")
    assert mail.recipient == "hus@example.org"
    assert "Mine ord" not in str(mail.payload)


def test_house_is_not_told_of_a_letter_somebody_has_taken():
    letter, talk = write(), begin()
    take_thread(thread=letter.thread, counsellor=talk.bent, now=NOW)

    assert remind_houses(now=letter.reply_by) == 0


# --- writing ------------------------------------------------------------------------------


def test_letter_waits_outside_the_line_and_is_confirmed_by_mail_without_its_words():
    letter = write()

    assert not Thread.objects.in_line().exists()
    assert Thread.objects.waiting().get() == letter.thread
    mail = Notice.objects.get(kind="letter_received")
    assert mail.recipient == MAIL
    assert secret_of(letter) in mail.payload["link"]
    assert "Mine ord" not in str(mail.payload)
    assert letter.proven_at is None


def test_same_form_is_the_same_letter():
    key, secret, centre = mint_form_key(form=FORM), new_link_secret(), house()

    first = write(key=key, secret=secret, centre=centre)

    assert write(key=key, secret=secret, centre=centre) == first
    assert Notice.objects.filter(kind="letter_received").count() == 1


def test_letter_says_something_and_has_somewhere_to_go():
    with pytest.raises(WordsFirst):
        write(words="")
    with pytest.raises(NowhereToWrite):
        write(mail="")
    with pytest.raises(NowhereToWrite):
        write(mail="", user=UserFactory(), token_hash=None)
    assert not Thread.objects.exists()


def test_nobodys_mail_box_is_filled_in_their_name():
    for _ in range(5):
        write()
    with pytest.raises(TooManyAttempts):
        write()
    assert (Thread.objects.count(), Letter.objects.count()) == (5, 5)


def test_other_address_makes_the_links_in_earlier_mails_useless():
    letter = write()
    before = secret_of(letter)

    change_address(letter=letter, mail="clara@example.org", now=NOW)

    again = Letter.objects.get()
    assert open_by_link(before, now=NOW) is None
    assert open_by_link(secret_of(again), now=NOW) == again
    assert (again.email, again.reply_by) == ("clara@example.org", letter.reply_by)


@pytest.mark.parametrize("mail", ["clara@example.org", MAIL])
def test_link_that_was_stopped_stays_dead_and_the_next_address_gets_its_mail(mail):
    letter = write()
    dead = [secret_of(letter)]
    for _ in range(2):
        stop_mails(letter=letter)
        change_address(letter=letter, mail=mail, now=NOW)
        letter.refresh_from_db()

        assert [open_by_link(one, now=NOW) for one in dead] == [None] * len(dead)
        assert open_by_link(secret_of(letter), now=NOW) == letter
        told = Notice.objects.filter(kind="letter_received").latest("pk")
        assert told.recipient == mail
        assert secret_of(letter) in told.payload["link"]
        dead.append(secret_of(letter))
    assert Notice.objects.filter(kind="letter_received").count() == 3


def test_somebody_in_line_who_asks_for_a_letter_leaves_the_line():
    talk = begin(taken=False, words="Hej")
    assert Thread.objects.in_line().exists()

    write_letter(thread=talk.thread, mail=MAIL, now=NOW)

    assert talk.fresh().waits_as == WaitsAs.LETTER
    assert not Thread.objects.in_line().exists()
    assert said(talk) == ["letter"]


def test_somebody_back_in_line_who_puts_the_address_right_keeps_their_place():
    letter = write()
    rejoin(thread=letter.thread, now=NOW)

    change_address(letter=letter, mail="clara@example.org", now=NOW)

    thread = Thread.objects.in_line().get()
    assert (thread.waits_as, thread.grace_until) == (WaitsAs.LINE, NOW + GRACE)
    assert Letter.objects.get().email == "clara@example.org"


# --- the link -----------------------------------------------------------------------------


def test_looking_at_the_link_changes_nothing_and_the_button_moves_the_talk():
    letter, phone, library = write(), new_link_secret(), new_link_secret()
    before = bytes(letter.thread.token_hash)

    for _ in range(3):
        assert open_by_link(secret_of(letter), now=NOW) == letter
    assert bytes(Thread.objects.get().token_hash) == before

    for secret in (phone, phone, library):
        bring_to_browser(letter=letter, token_hash=hash_of_link(secret), now=NOW)
    thread = Thread.objects.get()
    assert bytes(thread.token_hash) == hash_of_link(library)
    assert thread.rights_version == 3
    letter.refresh_from_db()
    assert letter.proven_at == NOW


def test_browser_that_waits_elsewhere_keeps_its_own_talk():
    letter, talk = write(), begin(taken=False)

    with pytest.raises(AlreadyWaiting):
        bring_to_browser(letter=letter, token_hash=hash_of_link(talk.secret), now=NOW)
    assert bytes(talk.fresh().token_hash) == hash_of_link(talk.secret)


def test_link_opens_nothing_that_an_account_has_claimed():
    secret = new_link_secret()
    letter = write(secret=secret)
    claim_thread(thread=letter.thread, user=UserFactory(), token_hash=hash_of_link(secret), now=NOW)

    with pytest.raises(BelongsToAnAccount):
        bring_to_browser(letter=letter, token_hash=hash_of_link("x"), now=NOW)


def test_link_dies_with_the_words_by_date_by_deletion_and_when_it_is_stopped():
    kept, deleted, stopped = write(), write(), write()
    end_and_delete(seat=begin_seat(deleted), now=NOW)
    assert stop_mails(letter=stopped)
    assert not stop_mails(letter=stopped)

    for letter in (deleted, stopped):
        assert open_by_link(secret_of(letter), now=NOW) is None
    assert open_by_link(secret_of(kept), now=NOW + kept_for("chats") - DAY) == kept
    assert open_by_link(secret_of(kept), now=NOW + kept_for("chats")) is None


def begin_seat(letter):
    from counsellors.chat.access import seat_of_citizen

    return seat_of_citizen(letter.thread)


def test_letter_goes_with_its_words_whoever_deletes_them():
    letter = write()
    end_and_delete(seat=begin_seat(letter), now=NOW)

    assert not Letter.objects.exists()


def test_link_still_opens_after_the_key_of_the_house_was_changed(settings):
    from counsellors.letters.domain.links import current_secret_of

    letter = write()
    before = secret_of(letter)
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another key, as long as it is needed to be one: 0123456789"

    assert current_secret_of(letter) == before
    assert open_by_link(before, now=NOW) == letter


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_of_two_browsers_at_once_one_has_the_talk_in_the_end():
    letter = write()
    hashes = [hash_of_link(f"browser {n}") for n in range(4)]

    outcome = race(
        lambda _turn: [
            (lambda one=one: bring_to_browser(letter=letter, token_hash=one, now=NOW))
            for one in hashes
        ],
        lanes=4,
    )

    assert not outcome.errors
    thread = Thread.objects.get()
    assert bytes(thread.token_hash) in hashes
    assert thread.rights_version == 5


@pytest.mark.parametrize(
    ("constraint", "wrong"),
    [
        ("a_link_is_sent_to_an_address", {"email": ""}),
        ("a_link_is_sent_to_an_address", {"link_hash": None}),
        ("a_reply_is_promised_for_later", {"reply_by": NOW}),
    ],
)
def test_rules_of_a_letter_hold_in_the_database(constraint, wrong):
    letter = write()
    with refused_by(constraint):
        Letter.objects.filter(pk=letter.pk).update(**wrong)


def test_link_opens_one_letter():
    first, second = write(), write()
    with refused_by("a_link_opens_one_letter"):
        Letter.objects.filter(pk=second.pk).update(link_hash=first.link_hash)


def test_mail_is_in_the_language_of_the_page():
    with translation.override("da"):
        letter = write(language="en")
    mail = Notice.objects.get(kind="letter_received")
    assert mail.language == "en"
    assert f"/en/brev/{secret_of(letter)}/" in mail.payload["link"]
