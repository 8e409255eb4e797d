"""Phone numbers, steps, icons, languages: the small atoms."""

from __future__ import annotations

import pytest
from django.template import engines
from django.test import Client, RequestFactory
from django.urls import resolve
from django.utils import translation

from jobcenter.ui.icons import ICONS


def shown(template: str, language: str = "da", **context: object) -> str:
    with translation.override(language):
        return engines["django"].from_string(template).render(context)


def test_phone_is_read_in_pairs_and_can_be_pressed():
    assert shown("{% phone '+4570203040' %}") == '<a href="tel:+4570203040">70 20 30 40</a>'
    assert shown("{% phone '70203040' css='strong' %}") == (
        '<a href="tel:+4570203040" class="strong">70 20 30 40</a>'
    )


def test_phone_from_abroad_keeps_its_country():
    assert shown("{% phone '+46701234567' %}") == '<a href="tel:+46701234567">+46 70 123 45 67</a>'


def test_phone_that_is_no_number_is_shown_as_it_is_and_escaped():
    assert shown("{% phone number %}", number="<spørg i døren>") == "&lt;spørg i døren&gt;"
    assert shown("{% phone '' %}") == ""


def test_icon_is_hidden_from_screen_readers():
    assert 'aria-hidden="true"' in shown("{% icon 'phone' %}")


def test_unknown_icon_is_an_error_and_not_an_empty_hole():
    with pytest.raises(KeyError):
        shown("{% icon 'no-such-icon' %}")
    assert all(path[0] in "Mm" for path in ICONS.values())


def test_steps_say_how_far_one_has_come():
    html = shown("{% steps names 2 %}", names=["Emne", "Tid", "Tjek"])
    assert html.count("<li") == 3
    assert 'aria-current="step"' in html
    assert "2 af 3: Tid" in html
    assert html.count("(færdig)") == 1


def language_row(path: str, language: str) -> list[tuple[str, str, bool]]:
    with translation.override(language):
        request = RequestFactory().get(path)
        request.resolver_match = resolve(request.path)
        template = (
            "{% language_links as rows %}{% for row in rows %}"
            "{{ row.name }}|{{ row.url|safe }}|{{ row.is_current }};{% endfor %}"
        )
        text = engines["django"].from_string(template).render({}, request)
    rows = [row.split("|") for row in text.split(";") if row]
    return [(name, url, current == "True") for name, url, current in rows]


def test_language_row_keeps_page_and_query_in_own_names():
    assert language_row("/ask/?step=2&who=bent", "da") == [
        ("Dansk", "/ask/?step=2&who=bent", True),
        ("English", "/en/ask/?step=2&who=bent", False),
    ]
    assert language_row("/en/portrait/bent.svg", "en") == [
        ("Dansk", "/portrait/bent.svg", False),
        ("English", "/en/portrait/bent.svg", True),
    ]


@pytest.mark.django_db
def test_language_row_of_a_missing_page_leads_to_the_front_page():
    html = Client().get("/no-such-page/").content.decode()
    assert 'href="/en/" lang="en" hreflang="en"' in html
