"""What is nearly the same, while somebody types a wish."""

from __future__ import annotations

import pytest
from django.test import Client

from events.wishes.domain import alike_so_far
from events.wishes.domain.likeness import WHILE_TYPING
from jobcenter.limits.domain import address_group, spend
from jobcenter.limits.models import Allowance
from tests.factories.centres import CentreFactory
from tests.factories.events import NOW
from tests.factories.wishes import wished

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_that_time")]
ADDRESS = "/ideer/oensk/ligner/"
HTMX = {"HX-Request": "true"}
QUERIES = 5
ALREADY = "Nogen ønsker allerede det her"


def typed(client: Client, **said) -> str:
    answer = client.get(ADDRESS, said, headers=HTMX)
    assert answer.status_code == 200
    return answer.text


def test_a_near_wish_is_shown_while_one_types_as_it_is_when_one_sends(client, centre):
    one = wished("Bordtennis for alle", centre=centre)

    html = typed(client, title="bordtenis", hus="havnehuset")

    assert ALREADY in html
    assert f'href="/ideer/{one.public_id}/"' in html
    assert "Havnehuset" in html
    # A piece for the form: no page around it, and no form within the form.
    assert "<html" not in html
    assert "<form" not in html


@pytest.mark.parametrize("title", ["", "b", "kor", "jeg ønsker mig", "?!", "\ud7ff", "🎵" * 50])
def test_what_nobody_wishes_for_shows_nothing(client, centre, title):
    wished("Bordtennis for alle", centre=centre)

    assert typed(client, title=title, hus="havnehuset").strip() == ""


def test_before_a_house_is_chosen_wishes_of_all_houses_are_shown_with_their_house(client, centre):
    wished("Bordtennis", centre=centre)
    assert "Havnehuset" in typed(client, title="bordtennis")

    other = CentreFactory(slug="skoven", name="Skovhuset")
    assert typed(client, title="bordtennis", hus=other.slug).strip() == ""


def test_what_the_house_reads_first_is_not_shown_to_whoever_types(client, centre):
    wished("Bordtennis med Mette Hansen", centre=centre)

    assert typed(client, title="bordtennis", hus="havnehuset").strip() == ""


def test_whoever_asks_too_often_sees_nothing_more_and_is_not_refused(client, centre):
    wished("Bordtennis", centre=centre)
    for _ in range(WHILE_TYPING.most):
        spend(WHILE_TYPING, subject=address_group("127.0.0.1"), now=NOW)

    assert typed(client, title="bordtennis", hus="havnehuset").strip() == ""
    elsewhere = {"centre": centre, "title": "bordtennis", "now": NOW}
    assert alike_so_far(address="192.0.2.9", **elsewhere)
    # And when they send, they see it.
    assert ALREADY in client.post("/ideer/oensk/", {"title": "bordtennis", "hus": centre.slug}).text


def test_words_that_say_nothing_are_not_counted(client, centre):
    typed(client, title="jeg ønsker")

    assert not Allowance.objects.filter(kind=WHILE_TYPING.kind).exists()


def test_the_form_asks_by_itself_and_tells_politely(client, centre):
    html = client.get("/ideer/oensk/").text

    assert f'aria-live="polite" hx-get="{ADDRESS}"' in html
    assert "delay:600ms" in html
    assert "htmx-4" in html
    assert ADDRESS not in client.get("/ideer/kan-holde/").text


def test_without_script_the_same_address_is_the_form_with_what_was_typed(client, centre):
    wished("Bordtennis", centre=centre)
    html = client.get(ADDRESS, {"title": "bordtennis", "hus": "havnehuset"}).text

    assert "<html" in html
    assert 'value="bordtennis"' in html
    assert ALREADY in html


def test_in_english(client, centre):
    wished("Bordtennis", centre=centre)
    answer = client.get(f"/en{ADDRESS}", {"title": "bordtennis"}, headers=HTMX)

    assert "Somebody wishes for this already" in answer.text


@pytest.mark.parametrize("many", [1, 3, 9])
def test_it_costs_few_queries_however_many_wish(client, centre, many, django_assert_num_queries):
    for n in range(many):
        wished(f"Bordtennis {n}", centre=centre, browser=f"b{n}", now=NOW)
    with django_assert_num_queries(QUERIES):
        typed(client, title="bordtennis", hus="havnehuset")
