"""The pages of booking: who may open them, what they ask, what they keep, how much they query."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape
from urllib.parse import parse_qsl, urlsplit

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import translation

from counsellors.conversations.domain.fairness import MOST_UNPROVEN_PER_HOUR
from counsellors.conversations.forms.choices import ChosenTime
from counsellors.conversations.forms.picker import MOST_TIMES_A_DAY
from counsellors.models import Conversation
from tests.counsellors.conversations.story import NOW, Scene, at
from tests.doors import give_code, mailed_code

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False), translation.override("da"):
        yield


@pytest.fixture
def browser() -> Client:
    return Client()


def query(scene: Scene, **more: str) -> dict[str, str]:
    return {"emne": scene.topic.slug, "hus": scene.centre.slug, "form": "phone"} | more


def chosen(scene: Scene, hour: int = 9) -> ChosenTime:
    return ChosenTime(at(hour), scene.bent.slug, "phone", scene.centre.slug)


def page(browser: Client, step: str, **parameters: str):
    return browser.get(reverse(f"conversations:{step}", query=parameters))


def check_form(browser: Client, scene: Scene, **person: str) -> tuple[str, dict[str, str]]:
    """The check page as a browser holds it: its address and its fields."""
    address = reverse("conversations:check", query=query(scene, tid=str(chosen(scene))))
    about = address.replace("tjek", "om-dig")
    browser.post(about, {"name": "Amal", "email": "amal@example.org"} | person)
    html = browser.get(address).content.decode()
    return address, dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', html))


def parse_query(address: str) -> dict[str, str]:
    return dict(parse_qsl(urlsplit(unescape(address)).query))


@pytest.mark.parametrize(
    ("known", "step"),
    [
        ([], "topic"),
        (["emne"], "place"),
        (["emne", "hus"], "way"),
        (["emne", "hus", "form"], "time"),
        (["emne", "hus", "form", "tid"], "about_you"),
    ],
)
def test_answered_questions_are_skipped(browser, scene, known, step):
    everything = query(scene, tid=str(chosen(scene)))
    parameters = {name: everything[name] for name in known}

    response = page(browser, "check", **parameters)

    assert response.status_code == 303
    assert response["Location"].startswith(reverse(f"conversations:{step}"))


def test_only_house_is_not_asked_for(browser, scene):
    response = page(browser, "place", emne="job")

    assert response["Location"] == reverse(
        "conversations:way", query={"emne": "job", "hus": scene.centre.slug}
    )


@pytest.mark.parametrize(
    ("step", "open_question"), [("topic", "emne"), ("way", "form"), ("time", "tid")]
)
def test_question_left_open_is_asked_again_with_422(browser, scene, step, open_question):
    known = {name: value for name, value in query(scene).items() if name != open_question}

    response = page(browser, step, **known, videre="1")

    assert response.status_code == 422
    assert b'id="errors"' in response.content


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("emne", "tryllekunst"),
        ("hus", "slottet"),
        ("vejleder", "LC75P"),
        ("form", "brevdue"),
        ("dag", "2026-13-45"),
    ],
)
def test_choice_nobody_knows_is_named_in_a_sentence(browser, scene, name, value):
    response = page(browser, "topic", **{name: value})

    assert response.status_code == 200
    assert value in response.content.decode()


def test_times_are_one_radio_group_with_time_place_and_person(browser, scene):
    html = page(browser, "time", **query(scene)).content.decode()

    assert html.count('type="radio"') == html.count('name="tid" value=')
    assert 0 < html.count('name="tid"') <= 3 * MOST_TIMES_A_DAY
    assert "Bent Østergaard" in html
    assert "checked" not in html.split('<section id="times"')[1]


def test_more_days_are_a_link_and_a_whole_day_can_be_asked_for(browser, scene):
    few = page(browser, "time", **query(scene)).content.decode()
    more = page(browser, "time", **query(scene), dage="6").content.decode()
    whole = page(browser, "time", **query(scene), dag="2026-12-07", hele="1").content.decode()

    assert few.count('<fieldset class="day">') == 3
    assert more.count('<fieldset class="day">') == 4  # Bent works on Mondays
    assert whole.count('name="tid"') > MOST_TIMES_A_DAY


def test_filter_over_htmx_gets_only_the_times(browser, scene):
    response = browser.get(
        reverse("conversations:time", query=query(scene)), headers={"HX-Request": "true"}
    )

    html = response.content.decode()
    assert html.lstrip().startswith('<section id="times"')
    assert "<html" not in html


def test_page_without_times_says_why_and_what_to_do_instead(browser, scene):
    html = page(browser, "time", **query(scene, form="walk")).content.decode()

    assert reverse("conversations:wish") in html
    assert "form=" in html
    assert "<details" in html


def test_nothing_personal_is_ever_in_an_address(browser, scene):
    address = reverse("conversations:about_you", query=query(scene, tid=str(chosen(scene))))

    response = browser.post(
        address, {"name": "Amal", "email": "amal@example.org", "agenda": "hemmeligt"}
    )

    assert response.status_code == 303
    for word in ("Amal", "example.org", "hemmeligt"):
        assert word not in response["Location"]


@pytest.mark.parametrize(
    ("person", "field"),
    [
        ({"name": "", "email": "amal@example.org"}, "id_name"),
        ({"name": "Amal"}, "id_email"),
        ({"name": "Amal", "email": "amal(at)example"}, "id_email"),
        ({"name": "Amal", "phone": "1234"}, "id_phone"),
        ({"name": "Amal", "phone": "20304050", "needs": "interpreter"}, "id_interpreter_language"),
    ],
)
def test_bad_input_is_answered_with_422_a_link_to_the_field_and_everything_kept(
    browser, scene, person, field
):
    response = browser.post(reverse("conversations:about_you"), person | {"agenda": "Om mit job"})

    html = response.content.decode()
    assert response.status_code == 422
    assert f'href="#{field}"' in html
    assert "Om mit job" in html


def test_phone_number_is_understood_as_people_write_it(browser, scene):
    address, form = check_form(browser, scene, email="", phone=" 20 30 40 50")

    browser.post(address, form)

    assert Conversation.objects.get().phone == "+4520304050"


def test_check_page_books_once_however_often_it_is_sent(browser, scene):
    address, form = check_form(browser, scene)

    first, second = browser.post(address, form), browser.post(address, form)

    assert first.status_code == second.status_code == 303
    assert first["Location"] == second["Location"]
    assert Conversation.objects.count() == 1


def test_form_filled_in_by_a_program_is_refused_kindly(browser, scene):
    address, form = check_form(browser, scene)

    response = browser.post(address, form | {"website": "https://spam.example"})

    assert response.status_code == 422
    assert not Conversation.objects.exists()


@pytest.mark.parametrize(
    "address",
    ["/book/emne/?emne=%00", "/samtale/%00/", "/book/tjek/?tid=a%00~b~phone~c", "/huse/%00/"],
)
def test_null_character_is_a_bad_request_and_never_a_crash(browser, scene, address):
    assert browser.get(address).status_code == 400
    assert browser.post(address, {"name": "Amal"}).status_code == 400


@pytest.mark.parametrize(
    "nonsense",
    [
        "99991231T2259Z~{bent}~phone~{house}",
        "00010101T0000Z~{bent}~phone~{house}",
        "20269999T0000Z~{bent}~phone~{house}",
        "20261201T0900Z~a\x00b~phone~{house}",
        "20261201T0900Z~{bent}~telepathy~{house}",
        "20261201T0900Z~{bent}~phone~{house}~more",
        "~~~",
    ],
)
def test_time_nobody_offered_is_asked_for_again_wherever_it_stands(browser, scene, nonsense):
    booked = scene.book(start=at(11))
    time = nonsense.format(bent=scene.bent.slug, house=scene.centre.slug)
    check = reverse("conversations:check", query=query(scene, tid=time.replace("\x00", "")))
    move = reverse("conversations:move", args=[booked.link_secret])

    browser.post(check.replace("tjek", "om-dig"), {"name": "Amal", "email": "amal@example.org"})
    assert browser.get(check).status_code in {303, 422}
    assert browser.post(check, {"name": "Amal", "key": "x"}).status_code in {303, 422}
    assert browser.post(move, {"tid": time}).status_code == 422
    assert Conversation.objects.booked().get().starts_at == at(11)


def test_text_that_is_too_long_is_counted_for_its_writer_and_kept(browser, scene):
    address = reverse("conversations:about_you", query=query(scene, tid=str(chosen(scene))))
    person = {"name": "Amal", "email": "amal@example.org", "agenda": "x" * 2001}

    html = browser.post(address, person).content.decode()

    assert "Gør det kortere: det har 2001 tegn, og der er plads til 2000." in html
    assert "x" * 2001 in html


@pytest.mark.parametrize("step", ["about_you", "wish"])
def test_language_is_changed_in_the_middle_of_writing_and_nothing_is_lost(browser, scene, step):
    address = reverse(f"conversations:{step}", query=query(scene, tid=str(chosen(scene))))
    html = browser.get(address).content.decode()
    (other,) = re.findall(r'formaction="([^"]+)" name="carry"', html)
    half = {"name": "Amal", "email": "amal@", "agenda": "Mit cv", "words": "Efter skole"}

    page = browser.post(unescape(other), half | {"carry": "1"}, follow=True)
    html = page.content.decode()

    assert page.status_code == 200
    assert '<html lang="en"' in html
    assert 'value="amal@"' in html
    assert 'value="Amal"' in html
    assert ("Mit cv" if step == "about_you" else "Efter skole") in html


def test_what_was_half_written_is_not_there_for_the_next_person_at_the_library(browser, scene):
    address, _form = check_form(browser, scene, agenda="Mit cv")
    about = address.replace("tjek", "om-dig")
    with time_machine.travel(NOW + timedelta(minutes=59), tick=False):
        assert "Mit cv" in browser.get(about).content.decode()

    with time_machine.travel(NOW + timedelta(minutes=61), tick=False):
        html = browser.get(about).content.decode()

    assert "Mit cv" not in html
    assert "amal@example.org" not in html
    assert "Mit cv" not in str(dict(browser.session))


def test_refusal_that_a_log_in_ends_leads_to_it_and_back(browser, scene):
    for n in range(MOST_UNPROVEN_PER_HOUR):
        scene.book(start=at(9 + n % 6, weeks=1 + n // 6), email=f"{n}@example.org")
    address, form = check_form(browser, scene)

    html = browser.post(address, form).content.decode()
    (door,) = re.findall(r'class="btn" href="(/konto/[^"]+)"', html)
    browser.post(unescape(door), {"email": "amal@example.org"})
    answer = give_code(browser, mailed_code("amal@example.org"), **parse_query(door))

    assert answer.url == address
    assert browser.post(address, form)["Location"].endswith("/kvittering/")


def test_whoever_goes_back_after_booking_is_told_that_the_time_is_theirs(browser, scene):
    address, form = check_form(browser, scene)
    receipt = browser.post(address, form)["Location"]
    about = address.replace("tjek", "om-dig")

    html = browser.get(about).content.decode()

    assert f'href="{receipt.removesuffix("kvittering/")}"' in html
    other = reverse("conversations:about_you", query=query(scene, tid=str(chosen(scene, 10))))
    assert "samtale/" not in browser.get(other).content.decode().split("<main")[1]
    with time_machine.travel(NOW + timedelta(minutes=61), tick=False):
        assert "samtale/" not in browser.get(about).content.decode().split("<main")[1]


@pytest.mark.parametrize("name", ["\u200b\u200b", "\u202e", " \u00a0 "])
def test_name_nobody_can_see_is_asked_for_again(browser, scene, name):
    address = reverse("conversations:about_you", query=query(scene, tid=str(chosen(scene))))

    html = browser.post(address, {"name": name, "email": "amal@example.org"}).content.decode()

    assert "Skriv, hvad vi må kalde dig." in html


def test_booking_is_at_most_12_queries(browser, scene, django_assert_max_num_queries):
    address, form = check_form(browser, scene)
    browser.cookies.clear()

    with django_assert_max_num_queries(12 + 3):  # the test's own transaction adds three savepoints
        assert browser.post(address, form).status_code == 303


@pytest.mark.parametrize("colleagues", [1, 3])
def test_times_cost_the_same_number_of_queries_for_one_and_for_three_counsellors(
    browser, scene, colleagues, django_assert_num_queries
):
    for _ in range(colleagues - 1):
        scene.colleague()

    with django_assert_num_queries(5):
        page(browser, "time", **query(scene))
