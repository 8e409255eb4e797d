"""Shared texts: whose, how many, what may stand in them, and how they get into a message."""

from __future__ import annotations

import pytest
from django.urls import reverse

from counsellors.inbox.domain import snippets as domain
from counsellors.inbox.domain.snippets import (
    FORM,
    EnoughTexts,
    TitleTaken,
    add_snippet,
    snippets_of,
)
from counsellors.models import DeskLook, Snippet
from jobcenter.audit.models import Change
from jobcenter.submissions.domain import mint_form_key
from tests.counsellors.chat.story import NOW
from tests.factories.centres import CentreFactory
from tests.structure.breaking import refused_by

from .story import key_in, seen, with_bent, works_here

pytestmark = pytest.mark.django_db(transaction=True)
WORDS = {"title": "Find døren", "words_da": "Gå om til gården.", "words_en": "Use the yard."}


def add(browser, **said):
    address = reverse("inbox:add_text")
    key = key_in(browser.get(address).content.decode())
    return browser.post(address, WORDS | {"key": key} | said)


def test_text_of_one_is_there_for_all_in_the_house_without_a_name(bents, people):
    assert add(bents).status_code == 303

    html = works_here(people[1]).get(reverse("inbox:texts")).content.decode()
    assert "Find døren" in html
    assert "Gå om til gården." in html
    assert "Bent" not in html
    assert Change.objects.get(action="snippet.added").actor_id is not None


@pytest.mark.parametrize(
    ("said", "complaint"),
    [
        ({"title": ""}, "Skriv, hvad den hedder"),
        ({"words_da": ""}, "Skriv et par ord"),
        ({"words_da": "Som 070761-4285"}, "070761-4285"),
        ({"words_en": "Like 070761-4285"}, "070761-4285"),
    ],
)
def test_text_that_says_nothing_or_too_much_is_not_kept(bents, said, complaint):
    answer = add(bents, **said)

    assert answer.status_code == 422
    assert complaint in answer.content.decode()
    assert not Snippet.objects.exists()


def test_name_is_taken_whatever_its_capitals(bents):
    add(bents)
    answer = add(bents, title="find DØREN")

    assert answer.status_code == 422
    assert "allerede en tekst med det navn" in answer.content.decode()
    assert Snippet.objects.count() == 1


def test_same_form_adds_one_text(bent):
    house, user = bent.centres.get(), works_here(bent) and bent.user
    key = mint_form_key(form=FORM)
    first, second = (add_snippet(centre=house, **WORDS, form_key=key, by=user) for _ in range(2))

    assert first == second
    with pytest.raises(TitleTaken):
        add_snippet(centre=house, **WORDS, form_key=mint_form_key(form=FORM), by=user)


def test_there_are_never_more_texts_than_one_can_look_through(bent, bents, monkeypatch):
    monkeypatch.setattr(domain, "MOST_SNIPPETS", 2)
    for title in "ab":
        add(bents, title=title)
    with pytest.raises(EnoughTexts):
        add_snippet(
            centre=bent.centres.get(), **WORDS, form_key=mint_form_key(form=FORM), by=bent.user
        )

    assert [one.title for one in snippets_of(bent.centres.all())] == ["a", "b"]


def test_text_is_mended_and_removed_by_the_house_alone(bents, people):
    from tests.factories.counsellors import CounsellorFactory

    add(bents)
    text = Snippet.objects.get()
    stranger = works_here(CounsellorFactory(slug="frida", centres=[CentreFactory()]))
    for name in ("change_text", "remove_text"):
        address = reverse(f"inbox:{name}", args=[text.public_id])
        assert stranger.post(address, WORDS | {"title": "Mit"}).status_code == 404
    dortes = works_here(people[1])
    dortes.post(
        reverse("inbox:change_text", args=[text.public_id]), WORDS | {"title": "Find gården"}
    )
    assert Snippet.objects.get().title == "Find gården"
    dortes.post(reverse("inbox:remove_text", args=[text.public_id]))
    assert not Snippet.objects.exists()


@pytest.mark.parametrize(("language", "words"), [("da", "Gå om"), ("en", "Use the yard")])
def test_text_is_put_into_the_message_by_its_address_in_the_readers_language(
    bent, bents, language, words
):
    add(bents)
    talk = with_bent(bent, language=language)
    html = seen(bents, talk, tekst=Snippet.objects.get().public_id)

    field = html.split("<textarea")[1].split("</textarea>")[0]
    assert words in field
    assert words not in seen(bents, talk).split("<textarea")[1].split("</textarea>")[0]


def test_text_of_another_house_is_not_put_into_a_message(bent, bents):
    foreign = Snippet.objects.create(centre=CentreFactory(), title="x", words_da="Fremmede ord")
    html = seen(bents, with_bent(bent), tekst=foreign.public_id)

    assert "Fremmede ord" not in html
    assert "<textarea" in html


def test_one_snippet_of_a_title_in_a_house(bent):
    house = bent.centres.get()
    Snippet.objects.create(centre=house, title="Døren", words_da="Ord")
    Snippet.objects.create(centre=CentreFactory(), title="Døren", words_da="Ord")

    with refused_by("one_snippet_of_a_title_in_a_house"):
        Snippet.objects.create(centre=house, title="døren", words_da="Ord")


@pytest.mark.parametrize("said", [{"title": ""}, {"words_da": ""}])
def test_a_snippet_says_something(bent, said):
    with refused_by("a_snippet_says_something"):
        Snippet.objects.create(centre=bent.centres.get(), **WORDS | said)


def test_one_look_of_a_counsellor_at_a_thread(bent):
    talk = with_bent(bent)
    look = {"thread": talk.thread, "counsellor": bent, "lasts_until": NOW}
    DeskLook.objects.create(**look)

    with refused_by("one_look_of_a_counsellor_at_a_thread"):
        DeskLook.objects.create(**look)
