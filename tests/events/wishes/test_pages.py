"""Wishes as people meet them, and as the editors of a house do."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from events.search.models import UnansweredWord
from events.wishes.domain import answer_idea, be_told, tell_of_what_comes
from events.wishes.domain.secrets import link_secret_of
from events.wishes.enums import Answer
from events.wishes.models import Idea, Support
from jobcenter.accounts.enums import RoleKind
from jobcenter.audit.models import Reading
from tests.doors import enter_as_staff
from tests.events.wishes.test_answering import public
from tests.factories.accounts import RoleFactory, UserFactory
from tests.factories.events import NOW, planned_activity
from tests.factories.wishes import proposed, supported, wished

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_that_time")]
KEY = re.compile(r'name="key" value="([^"]+)"')


@pytest.fixture
def editor(client, centre):
    """The browser of an editor of the house."""
    user = UserFactory()
    RoleFactory(user=user, kind=RoleKind.CENTRE_EDITOR, centre_id=centre.pk)
    enter_as_staff(client, user)
    return client


def key_on(client, address: str) -> str:
    return KEY.search(client.get(address).content.decode()).group(1)


def write(client, **said):
    body = {"title": "Bordtennis", "hus": "havnehuset", "key": key_on(client, "/ideer/oensk/")}
    return client.post("/ideer/oensk/", body | said)


def html_of(client, address: str) -> str:
    return client.get(address).content.decode()


def test_amal_wishes_without_an_account_and_lands_on_her_own_page(client, centre):
    answer = write(client, suits="Torsdag aften")

    html = html_of(client, answer["Location"])
    assert "Havnehuset svarer senest" in html
    assert "tirsdag den 15. september" in html
    listed = html_of(client, "/ideer/")
    assert "Bordtennis" in listed
    assert "1 ønsker det her" in listed


def test_the_nearest_house_to_a_postcode_gets_the_wish(client, centre):
    answer = write(client, hus="", sted="8000")
    assert answer.status_code == 303
    assert Idea.objects.get().centre == centre
    assert write(client, title="Skak", hus="", sted="").status_code == 422


def test_a_phone_number_in_a_wish_is_shown_back_and_nothing_is_kept(client, centre):
    answer = write(client, text="Ring 20 11 11 11")

    assert answer.status_code == 422
    html = answer.content.decode()
    assert "20 11 11 11" in html
    assert "Fjern telefonnumre" in html
    assert not Idea.objects.exists()


def test_clara_meets_amals_wish_while_she_writes_the_same_and_may_write_her_own(client, centre):
    wished("Bordtennis for alle", centre=centre)
    answer = write(client)
    html = answer.content.decode()
    assert answer.status_code == 200
    assert "Nogen ønsker allerede det her" in html
    assert "Bordtennis for alle" in html

    assert write(client, as_it_is="1").status_code == 303
    assert Idea.objects.count() == 2


def test_one_click_supports_a_wish_and_a_second_changes_nothing(client, centre):
    one = wished(centre=centre)
    for _ in range(2):
        key = key_on(client, f"/ideer/{one.public_id}/")
        answer = client.post(f"/ideer/{one.public_id}/stoet/", {"key": key})
    html = html_of(client, answer["Location"])

    assert "Du er talt med." in html
    assert "2 ønsker det her" in html_of(client, "/ideer/")
    assert Support.objects.count() == 1


def test_who_supports_may_say_where_to_write_and_take_it_back(client, centre):
    clara = supported(wished(centre=centre))
    page = f"/min-stoette/{link_secret_of(clara)}/"
    assert client.post(page, {"email": "clara@example"}).status_code == 422
    client.post(page, {"email": "clara@example.org"})
    assert Support.objects.get().email == "clara@example.org"
    client.post(f"{page}tag-tilbage/")
    assert not Support.objects.exists()


def test_a_reported_wish_is_thanked_for_and_stays(client, centre):
    one = wished(centre=centre)
    assert client.post(f"/ideer/{one.public_id}/meld/").status_code == 422
    answer = client.post(f"/ideer/{one.public_id}/meld/", {"why": "hurts"}, follow=True)
    assert "En fra huset læser det igen" in answer.content.decode()


def test_a_proposal_shows_its_author_who_read_it(client, editor, centre):
    one = proposed(centre=centre)
    html = html_of(client, f"/vejleder/ideer/{one.public_id}/")
    assert "amal@example.org" in html
    assert Reading.objects.get().citizen == one.public_id
    assert "Hvem i huset har set" in html_of(client, f"/min-ide/{link_secret_of(one)}/")


def test_the_list_of_the_house_names_nobody_and_writes_nothing_in_the_log(editor, centre):
    proposed(centre=centre, name="Amalsnavn")
    wished(centre=centre, email="amal@example.org")
    html = html_of(editor, "/vejleder/ideer/")
    assert "Cykelværksted" in html
    assert "Svar senest" in html
    assert "Amalsnavn" not in html
    assert "example.org" not in html
    assert not Reading.objects.exists()


def test_an_editor_says_no_with_a_reason_that_amal_reads(editor, centre):
    one = wished(centre=centre)
    page = f"/vejleder/ideer/{one.public_id}/"
    refused = editor.post(page, {"answer": "refused"})
    assert refused.status_code == 422
    assert "Et nej skal have en grund" in refused.content.decode()
    editor.post(page, {"answer": "refused", "words": "Rummet er for lille."})
    html = html_of(editor, f"/min-ide/{link_secret_of(one)}/")
    assert "Rummet er for lille." in html
    assert "Bordtennis" not in html_of(editor, "/ideer/")


def test_a_yes_leads_to_the_activity_that_waits_and_a_no_does_not(editor, centre):
    for number, (answer, words) in enumerate((("taken_on", ""), ("refused", "Ingen plads"))):
        one = wished(f"Skak {number}", centre=centre, browser=str(number))
        made = planned_activity(centre=centre, title=f"skak {number}")
        address = f"/vejleder/ideer/{one.public_id}/"
        chosen = f'<option value="{made.public_id}" selected>'
        assert chosen in html_of(editor, address)
        body = {"answer": answer, "words": words, "activity": made.public_id}
        went_to = editor.post(address, body)["Location"]
        assert (made.public_id in went_to) is (answer == "taken_on")


def test_an_editor_takes_it_on_and_amal_signs_up_first(editor, centre):
    one = wished(centre=centre)
    activity = planned_activity(centre=centre, title="Bordtennisaften")
    page = f"/vejleder/ideer/{one.public_id}/"
    editor.post(page, {"answer": "taken_on"})
    editor.post(f"{page}bliver-til/", {"activity": activity.public_id})
    public(activity)
    tell_of_what_comes(now=NOW)

    html = html_of(editor, f"/min-ide/{link_secret_of(one)}/")
    first = re.search(r'href="(/foerste-plads/[^"]+)"', html).group(1)
    assert "du må melde dig til først" in html_of(editor, first)
    assert "Bordtennisaften" in html_of(editor, f"/ideer/{one.public_id}/")


def test_an_editor_reads_first_what_may_name_somebody(editor, centre):
    one = wished("Synge med Mette Hansen", centre=centre)
    assert "Læs de her først" in html_of(editor, "/vejleder/ideer/")
    assert editor.get(f"/ideer/{one.public_id}/").status_code == 404
    editor.post(f"/vejleder/ideer/{one.public_id}/vis/")
    assert editor.get(f"/ideer/{one.public_id}/").status_code == 200
    editor.post(f"/vejleder/ideer/{one.public_id}/tag-ned/", {"why": "Der står et navn."})
    assert editor.get(f"/ideer/{one.public_id}/").status_code == 404
    assert "Der står et navn." in html_of(editor, f"/min-ide/{link_secret_of(one)}/")


def test_editors_see_what_people_looked_for_in_vain(editor):
    UnansweredWord.objects.create(week=NOW.date() - timedelta(days=1), word="keramik", times=4)
    html = html_of(editor, "/vejleder/ideer/")
    assert "keramik" in html
    assert "søgt 4 gange" in html


def test_a_search_without_a_hit_leads_to_a_wish_with_the_words_filled_in(client, centre):
    html = html_of(client, "/det-sker/?q=keramik&hus=havnehuset")
    link = re.search(r'href="(/ideer/oensk/[^"]+)"', html).group(1).replace("&amp;", "&")
    form = html_of(client, link)
    assert 'value="keramik"' in form
    assert '<option value="havnehuset" selected>' in form


@pytest.mark.parametrize("many", [3, 15])
def test_lists_cost_the_same_whatever_their_length(
    editor, centre, many, django_assert_max_num_queries
):
    from django.core.cache import cache

    user = UserFactory()
    ones = [wished(f"Ønske {n}", centre=centre, now=NOW - timedelta(hours=n)) for n in range(many)]
    for n, one in enumerate(ones):
        supported(one, f"browser-{n}")
    taken = wished("Taget", centre=centre, now=NOW - timedelta(days=2))
    answer_idea(idea=taken, answer=Answer.TAKEN_ON, words="", actor=user, now=NOW)
    be_told(support=Support.objects.first(), email="clara@example.org", phone="")
    cache.clear()
    for address, most in {"/ideer/": 7, "/vejleder/ideer/": 12}.items():
        editor.get(address)
        with django_assert_max_num_queries(most):
            editor.get(address)
