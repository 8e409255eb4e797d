"""The programme on paper, and the advertisements."""

from __future__ import annotations

from datetime import date, timedelta
from urllib.parse import quote

import pypdfium2
import pytest
from django.utils import timezone
from django.utils.translation import override

from events.activities.domain import cancel_date
from events.posters.domain import advertisements_of
from events.posters.domain.advertising import GSM
from events.posters.domain.programme import MOST
from events.posters.domain.squares import square_svg
from events.posters.models import ShortAddress
from jobcenter.shared.languages import SpokenLanguage
from tests.factories.accounts import UserFactory
from tests.factories.centres import CentreFactory, RoomFactory
from tests.factories.events import once, public_activity

pytestmark = pytest.mark.django_db
ADDRESS = "/det-sker/program.pdf"


def soon(days: int = 2) -> date:
    return timezone.localdate() + timedelta(days=days)


def one_date(days: int = 2, **said):
    return public_activity(once(soon(days)), **said).dates.select_related("activity").get()


def printed(client, address: str = ADDRESS, **asked):
    answer = client.get(address, asked)
    assert answer.status_code == 200
    pdf = pypdfium2.PdfDocument(answer.content)
    words = (pdf[n].get_textpage().get_text_range() for n in range(len(pdf)))
    return pdf, " ".join(" ".join(words).split())


def test_the_programme_lists_the_next_seven_days_with_a_code_for_each(client):
    one = one_date(title="Strikkecafé", centre=CentreFactory(name="Havnehuset", town="Aarhus C"))
    one_date(9, title="Om ni dage")
    pdf, said = printed(client)

    assert pdf.is_tagged()
    assert "Strikkecafé Havnehuset, Aarhus C" in said
    assert f"/p/{ShortAddress.objects.get(date=one).code}" in said
    assert "Om ni dage" not in said


def test_the_programme_keeps_the_filter_and_says_which(client):
    house = CentreFactory(name="Havnehuset", slug="havnehuset")
    one_date(title="Jobmesse", centre=house)
    one_date(title="Madklub", centre=house)
    one_date(title="Jobmesse andetsteds")
    _pdf, said = printed(client, q="job", hus="havnehuset", kun="gratis")

    assert "Det sker i Havnehuset" in said
    assert "job · Gratis" in said
    assert "Jobmesse" in said
    assert "Madklub" not in said
    assert "andetsteds" not in said


def test_other_days_are_printed_when_asked_for_and_at_most_a_month(client):
    one_date(20, title="Om tyve dage")
    one_date(60, title="Om to måneder")
    _pdf, said = printed(client, fra=soon().isoformat(), til=soon(90).isoformat())

    assert "Om tyve dage" in said
    assert "Om to måneder" not in said


def test_a_cancelled_date_stands_there_as_cancelled(client):
    one = one_date(title="Madklub")
    cancel_date(one=one, reason="Sygdom", actor=UserFactory(), now=timezone.now())
    _pdf, said = printed(client)

    assert "Madklub Aflyst." in said


def test_an_empty_week_says_so_and_has_no_signs_to_explain(client):
    _pdf, said = printed(client)

    assert "Der er ikke noget på de dage endnu" in said
    assert "Tegnene til højre" not in said


def test_titles_in_other_letters_stand_beside_danish_ones(client):
    one_date(title="مقهى اللغة", language=SpokenLanguage.ARABIC)
    one_date(title="Розмовне кафе", language=SpokenLanguage.UKRAINIAN)
    _pdf, said = printed(client)

    assert "Розмовне кафе" in said
    assert "العربية" in said or "ةيبرعلا" in said


def test_more_than_a_wall_holds_is_cut_and_says_so(client):
    activity = public_activity(once(soon()))
    first = activity.dates.get()
    model = type(first)
    model.objects.bulk_create(
        model(
            activity=activity, planned_at=first.planned_at + timedelta(minutes=n),
            starts_at=first.starts_at, ends_at=first.ends_at, changed_at=first.changed_at,
        )
        for n in range(1, MOST + 1)
    )  # fmt: skip
    pdf, said = printed(client)

    assert len(pdf) > 3
    assert "Der er mere, end papiret kan rumme" in said


@pytest.mark.parametrize("rows", [3, 60])
def test_the_programme_costs_few_queries_whatever_it_lists(
    client, rows, django_assert_max_num_queries
):
    for n in range(rows):
        one_date(title=f"Ting {n}", centre=CentreFactory())
    with django_assert_max_num_queries(12):
        client.get(ADDRESS)


def test_an_advertisement_fits_in_one_sms_however_long_its_title():
    one = one_date(
        title="Vi læser, skriver og øver jobansøgninger sammen – hver anden torsdag " * 1
    )
    sms = advertisements_of(one)[0]

    assert sms.signs <= 160
    assert set(sms.text) <= GSM
    assert f"/p/{ShortAddress.objects.get(date=one).code}" in sms.text
    assert "kl. 19.00" in sms.text


def test_letters_telephones_do_not_know_make_an_sms_shorter():
    with override("en"):
        centre = CentreFactory(name="Huset", town="")
        sms = advertisements_of(one_date(title="Розмовне кафе " * 6, centre=centre))[0]

    assert sms.most == 70


FIELDS = {
    "text": "Strik, hækl eller kig på. Vi låner garn og pinde ud. Begyndere får hjælp. " * 4,
    "who_meets_you": "Torben står i døren",
    "how_many_come": "Otte til tolv",
    "first_five_minutes": "Du får en kop kaffe. Du finder en stol.",
}


def test_the_three_lengths_say_the_same_and_are_as_long_as_they_should_be():
    house = CentreFactory(name="Havnehuset")
    one = one_date(
        title="Strikkecafé", centre=house, room=RoomFactory(centre=house, name="Kahytten"), **FIELDS
    )
    sms, middle, long = advertisements_of(one)

    assert middle.text.startswith("Strikkecafé.\n")
    assert 40 <= middle.words <= 75
    assert 100 <= long.words <= 165
    for words in ("Torben står i døren.", "otte til tolv.", "Kahytten, Havnehuset", "uden trin"):
        assert words in long.text
    assert middle.lix <= 34
    assert long.lix <= 34
    assert not sms.is_hard


def test_a_text_without_a_full_stop_is_not_printed_to_its_end():
    _sms, middle, long = advertisements_of(one_date(text="ord " * 900))

    assert middle.words < 120
    assert long.words < 300


def test_advertisements_are_made_in_both_languages_and_keep_what_people_wrote():
    one = one_date(title="Madklub")
    with override("en"):
        english = advertisements_of(one)[1].text

    assert "It is free." in english
    assert "Madklub" in english
    assert "Det er gratis." in advertisements_of(one)[1].text


def square_leads_to(monkeypatch, client, query: str) -> str:
    seen: list[str] = []

    def remembered(address: str) -> bytes:
        seen.append(address)
        return square_svg(address)

    monkeypatch.setattr("events.posters.domain.programme.square_svg", remembered)
    assert client.get(f"{ADDRESS}?{query}").status_code == 200
    return seen[0].partition("/det-sker/")[2]


@pytest.mark.parametrize(
    ("query", "leads_to"),
    [
        ("kun=gratis&q=job&papir=a3&page=2&utm=x", "?q=job&kun=gratis"),
        ("&".join(["kun=gratis"] * 900), "?kun=gratis"),
        ("q=job&fra=9999-12-31&slags=fest", "?q=job"),
        ("q=" + "a" * 10_000, ""),
        ("q=" + quote("😀" * 100), ""),
    ],
)
def test_the_square_holds_what_was_understood_and_can_always_be_read(
    client, monkeypatch, query, leads_to
):
    assert square_leads_to(monkeypatch, client, query) == leads_to
