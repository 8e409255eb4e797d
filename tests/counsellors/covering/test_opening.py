"""Asked once: a reason in words, half an hour, and Amal is told at once, once."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client

from citizens.models import Citizen
from counsellors.conversations.domain.secrets import link_secret_of
from counsellors.covering.domain.opening import OPENED_PER_COUNSELLOR, forget_openings_of_the_past
from counsellors.covering.domain.refusals import NoLongerOpen, ReasonHoldsCprNumber
from counsellors.covering.tasks import forget_openings
from counsellors.models import Opening
from jobcenter.audit.models import Change, Reading
from jobcenter.limits.domain import TooManyAttempts
from jobcenter.outbox.letters import compose_mail, compose_sms
from jobcenter.outbox.models import Notice
from jobcenter.shared.periods import period
from jobcenter.shared.secrets import hash_of_spoken_code
from jobcenter.submissions.domain import mint_form_key
from tests.counsellors.conversations.story import NOW, at, everything
from tests.counsellors.covering.conftest import at_work
from tests.counsellors.covering.story import FIND, WHY, found, opened, say_why, search
from tests.counsellors.responsibility.story import staff_user
from tests.doors import enter_as_staff
from tests.factories.accounts import RoleFactory, UserFactory
from tests.factories.citizens import CitizenFactory
from tests.factories.counsellors import ConversationFactory
from tests.structure.breaking import refused_by

pytestmark = pytest.mark.django_db


def told():
    return Notice.objects.filter(kind="conversation_opened")


def test_reason_opens_it_and_the_look_is_written_down_with_its_words(desk, talk):
    answer = say_why(desk, search(desk)["Location"])
    html = desk.browser.get(answer["Location"]).content.decode()

    for words in ("Amal", "7. december 2026", "Telefon", "Bent Østergaard"):
        assert words in html
    for words in ("hemmelige", "amal@example.org", "20 11 11 11"):
        assert words not in html
    row = Reading.objects.get(why="asked")
    assert (row.citizen, row.way, row.kinds) == (talk.citizen.public_id, "page", ["name", "time"])
    assert (row.words, row.reader_name, row.centre_id) == (WHY, "Dorte Holm", talk.centre_id)
    assert Change.objects.get(action="conversation.opened").actor == desk.user


def test_every_further_look_is_written_down(desk, talk):
    address = say_why(desk, search(desk)["Location"])["Location"]
    for _ in range(3):
        desk.browser.get(address)

    assert Reading.objects.filter(why="asked").count() == 3
    assert told().count() == 1


def test_amal_is_told_who_when_what_and_why(desk, talk, settings):
    opened(desk, found(desk))

    notice = told().get()
    mail = compose_mail(notice)
    assert (mail.to, notice.language) == (["amal@example.org"], "da")
    for words in (
        "Dorte Holm", "tirsdag den 1. december kl. 10.00", WHY, "det navn, du bookede med",
        f"{settings.SITE_URL}/mine-oplysninger/hvem-har-set/",
    ):  # fmt: skip
        assert words in mail.body
    assert "Dorte" not in mail.subject


def test_somebody_without_mail_gets_a_message_on_the_phone_in_their_language(desk, talk):
    talk.email, talk.page_language = "", "en"
    talk.save(update_fields=["email", "page_language"])
    talk.citizen.email, talk.citizen.phone = None, "+4520111111"
    talk.citizen.save()

    opened(desk, found(desk, phone="+4520111111"))

    notice = told().get()
    assert (notice.channel, notice.recipient) == ("sms", "+4520111111")
    text = compose_sms(notice)
    assert "Dorte Holm looked at your conversation" in text
    assert f"/en/samtale/{link_secret_of(talk)}/hvem-har-set/" in text, "no mail: no way to log in"


def test_link_in_the_message_on_the_phone_shows_the_look(desk, talk):
    talk.email, talk.citizen.email, talk.citizen.phone = "", None, "+4520111111"
    talk.save(update_fields=["email"])
    talk.citizen.save()
    address = say_why(desk, search(desk, known="20 11 11 11")["Location"])["Location"]
    desk.browser.get(address)
    (link,) = re.findall(r"https?://[^/]+(/\S+)", compose_sms(told().get()))

    html = Client().get(link).content.decode()

    assert "Dorte Holm" in html
    assert WHY in html


def test_somebody_who_can_be_reached_nowhere_still_has_the_line(desk, scene, bent):
    amal = CitizenFactory(email=None, user=UserFactory(email=None))
    talk = ConversationFactory(
        counsellor=bent, centre=scene.centre, topic=scene.topic, citizen=amal, email="",
        starts_at=at(9), ends_at=at(10),
    )  # fmt: skip
    opening = Opening.objects.create(
        counsellor=desk.counsellor,
        conversation=talk,
        during=period(NOW, NOW + timedelta(minutes=9)),
    )

    assert opened(desk, opening).opening.opened_at == NOW
    desk.browser.get(f"/vejleder/daekker/{opening.public_id}/")
    assert not told().exists()
    assert Reading.objects.get().citizen == amal.public_id


def test_sent_twice_and_from_two_windows_it_opens_and_tells_once(desk, talk):
    opening, key = found(desk), mint_form_key(form="opening")
    first, again = (opened(desk, opening, form_key=key) for _ in range(2))
    other = opened(desk, opening, words="En helt anden grund end før")

    assert [one.was_repeated for one in (first, again, other)] == [False, True, True]
    assert told().count() == Opening.objects.count() == 1
    assert Opening.objects.get().words == WHY


def test_back_button_leads_on_to_what_is_open(desk, talk):
    address = search(desk)["Location"]
    onward = say_why(desk, address)["Location"]

    assert desk.browser.get(address)["Location"] == onward
    assert search(desk)["Location"] == address
    assert told().count() == 1


@pytest.mark.parametrize("words", ["", "   ", "hun ringer", "… . !", "x" * 501])
def test_reason_is_at_least_a_few_words(desk, talk, words):
    address = search(desk)["Location"]

    assert say_why(desk, address, words).status_code == 422
    assert not told().exists()
    assert Opening.objects.get().opened_at is None


def test_cpr_number_in_the_reason_is_refused_and_leaves_nothing(desk, talk):
    opening, before = found(desk), everything()

    with pytest.raises(ReasonHoldsCprNumber):
        opened(desk, opening, words="Hun hedder 010190-1234 og ringer nu")
    assert everything() == before


def test_name_mail_and_number_are_taken_out_of_the_reason(desk, talk):
    opened(desk, found(desk), words="amal (AMAL@example.org, 20111111) ringer fra Amalienborg")

    assert Opening.objects.get().words == "… (…, …) ringer fra Amalienborg"


def test_nothing_is_shown_before_a_reason_and_after_half_an_hour(desk, talk, clock):
    opening = found(desk)
    page = f"/vejleder/daekker/{opening.public_id}/"
    assert desk.browser.get(page).status_code == 404
    opened(desk, opening)
    clock.move_to(NOW + timedelta(minutes=29))
    assert desk.browser.get(page).status_code == 200
    clock.move_to(NOW + timedelta(minutes=30))
    written = Reading.objects.count()

    answer = desk.browser.get(page).content.decode()
    assert "Tiden er gået" in answer
    assert "/vejleder/daekker/find/" in answer
    assert "Amal" not in answer
    assert Reading.objects.count() == written


def test_time_is_up_for_whoever_found_it_and_for_others_it_is_missing(desk, talk, scene, clock):
    address = search(desk)["Location"]
    clock.move_to(NOW + timedelta(minutes=15))
    assert "Tiden er gået" in desk.browser.get(address).content.decode()
    assert "Tiden er gået" in desk.browser.post(address, {"words": WHY}).content.decode()
    assert not told().exists()

    erna = scene.colleague(slug="erna", first_name="Erna", last_name="Holm")
    other = Client()
    enter_as_staff(other, staff_user(erna, scene.centre))
    assert other.get(address).status_code == 404


def test_reason_that_comes_too_late_opens_nothing(desk, talk):
    opening, before = found(desk), everything()

    with pytest.raises(NoLongerOpen):
        opened(desk, opening, now=NOW + timedelta(minutes=15))
    assert everything() == before


def test_cancelled_meanwhile_it_is_closed(desk, talk):
    opening = opened(desk, found(desk)).opening
    talk.status, talk.cancelled_at = "cancelled", NOW
    talk.save(update_fields=["status", "cancelled_at"])

    assert desk.browser.get(f"/vejleder/daekker/{opening.public_id}/").status_code == 404


def test_twenty_first_opening_of_a_day_waits(desk, scene, bent):
    def one_more(number: int) -> None:
        ConversationFactory(
            counsellor=bent, centre=scene.centre, topic=scene.topic,
            citizen=CitizenFactory(email=f"{number}@example.org"),
            starts_at=at(8) + timedelta(minutes=10 * number),
            ends_at=at(8) + timedelta(minutes=10 * number + 10),
        )  # fmt: skip
        opened(desk, found(desk, email=f"{number}@example.org"))

    for number in range(OPENED_PER_COUNSELLOR.most):
        one_more(number)
    with pytest.raises(TooManyAttempts):
        one_more(99 // 3)

    assert told().count() == OPENED_PER_COUNSELLOR.most


# --- who may ------------------------------------------------------------------------------------


def test_colleagues_opening_and_a_missing_one_look_the_same(desk, scene, talk):
    opening = opened(desk, found(desk)).opening
    other = at_work(scene.colleague(slug="else", first_name="Else"), scene)

    for piece in ("", "hvorfor/"):
        for public_id in (opening.public_id, "missing"):
            address = f"/vejleder/daekker/{public_id}/{piece}"
            assert other.browser.get(address).status_code == 404


def test_whoever_leaves_the_house_sees_it_no_more(desk, talk):
    opening = opened(desk, found(desk)).opening
    desk.user.roles.all().delete()
    RoleFactory(user=desk.user, kind="counsellor", centre_id=talk.centre_id + 999)

    assert desk.browser.get(f"/vejleder/daekker/{opening.public_id}/").status_code == 404


@pytest.mark.parametrize("kind", ["centre_editor", "team_lead", "board_member", "state"])
def test_other_roles_have_no_such_pages(scene, talk, kind):
    user, browser = UserFactory(), Client()
    house = None if kind == "state" else scene.centre.pk
    RoleFactory(user=user, kind=kind, centre_id=house)
    enter_as_staff(browser, user)

    for address in ("/vejleder/daekker/", FIND):
        assert browser.get(address).status_code == 404
    assert Client().get(FIND).status_code == 303


def test_counsellor_without_a_second_factor_is_led_to_it(desk, talk):
    browser = Client()
    browser.force_login(desk.user)

    assert browser.post(FIND, {"known": "amal@example.org", "day": "2026-12-07"}).status_code == 303
    assert not Reading.objects.exists()


# --- rules of the database ----------------------------------------------------------------------


def row(desk, talk, **fields):
    said = {"during": period(NOW, NOW + timedelta(minutes=15))}
    return Opening.objects.create(counsellor=desk.counsellor, conversation=talk, **(said | fields))


def test_two_openings_of_one_do_not_overlap(desk, talk):
    row(desk, talk)

    with refused_by("one_opening_at_a_time_per_counsellor_and_conversation"):
        row(desk, talk)


@pytest.mark.parametrize("fields", [{"opened_at": NOW}, {"words": "uden at være åbnet"}])
def test_opened_goes_with_words(desk, talk, fields):
    with refused_by("an_opening_says_why"):
        row(desk, talk, **fields)


@pytest.mark.parametrize("end", [NOW + timedelta(minutes=61), None, NOW])
def test_opening_is_short(desk, talk, end):
    with refused_by("an_opening_lasts_an_hour_at_most"):
        row(desk, talk, during=period(NOW, end))


def test_opening_goes_after_a_day_and_not_before(desk, talk, clock):
    found(desk)
    ends = NOW + timedelta(minutes=15)

    assert forget_openings_of_the_past(now=ends + timedelta(hours=23)) == 0
    clock.move_to(ends + timedelta(hours=25))
    forget_openings()
    assert not Opening.objects.exists()


def test_page_does_not_say_that_somebody_was_told_whom_no_letter_reaches(desk, talk):
    """A guest from the desk, found by the code on their slip."""
    talk.email = talk.phone = ""
    talk.spoken_code_hash = hash_of_spoken_code("ACEGHJK")
    talk.save(update_fields=["email", "phone", "spoken_code_hash"])
    Citizen.objects.filter(pk=talk.citizen_id).update(email=None, phone=None, is_guest=True)

    answer = say_why(desk, search(desk, "ACE-GHJK")["Location"])
    html = desk.browser.get(answer["Location"]).content.decode()

    assert not told().exists()
    assert "Personen har fået besked" not in html
    assert "sig selv, at du har set den" in html
