"""Drawn faces: the same for the same person, different between people."""

from __future__ import annotations

import re
from types import SimpleNamespace
from xml.etree import ElementTree

import pytest
from django.template import engines

from jobcenter.ui import portrait_parts as parts
from jobcenter.ui.portraits import LONGEST_SEED, draw_portrait, face_of, portrait_address

PEOPLE = [f"counsellor-{number}" for number in range(400)]


def test_portrait_is_the_same_every_time_for_one_seed():
    assert draw_portrait("bent") == draw_portrait("bent")


def test_portraits_of_forty_people_are_forty_faces():
    assert len({draw_portrait(seed) for seed in PEOPLE[:40]}) == 40


def test_portrait_is_a_whole_drawing_without_style_script_or_gaps():
    for seed in PEOPLE:
        drawing = draw_portrait(seed)
        ElementTree.fromstring(drawing)
        assert len(drawing) < 3_000
        assert not re.search(r"\{|\}|style|script|href|None", drawing)


def test_every_part_is_somebodys():
    faces = [face_of(seed) for seed in PEOPLE]
    assert {face.skin for face in faces} == set(parts.SKINS)
    assert {face.hair for face in faces} == set(parts.HAIR) - {"hijab"}, (
        "a hijab is never drawn by lot"
    )
    assert {face.beard for face in faces} == {"", *parts.BEARDS}


def test_words_in_the_seed_choose_the_parts():
    face = face_of("bent man umber glasses grey beard")
    assert (face.skin, face.hair_colour, face.beard) == ("umber", "grey", "beard")
    assert face.glasses is not None
    assert face.hair in parts.SHORT_HAIR
    assert face_of("samira hijab").hair == "hijab"
    assert face_of("dorte woman").hair in parts.LONG_HAIR


def test_women_and_hijabs_never_get_a_beard():
    assert not any(face_of(f"{seed} woman").beard for seed in PEOPLE)
    assert not any(face_of(f"{seed} hijab").beard for seed in PEOPLE)


def test_scarf_never_melts_into_the_jumper():
    faces = [face_of(seed) for seed in PEOPLE]
    assert not [face for face in faces if face.scarf in parts.TOO_LIKE.get(face.cloth, ())]


def test_uploaded_photograph_wins_over_the_drawing():
    photograph = SimpleNamespace(url="/media/portraits/bent.webp")
    drawn = SimpleNamespace(portrait=None, portrait_seed="bent man")
    assert portrait_address(drawn) == "/portrait/bent%20man.svg"
    assert portrait_address(SimpleNamespace(portrait=photograph)) == "/media/portraits/bent.webp"


def test_portrait_tag_names_the_person():
    class Bent(SimpleNamespace):
        def __str__(self) -> str:
            return 'Bent "B" Ravn'

    html = (
        engines["django"]
        .from_string("{% portrait p size='large' %}")
        .render({"p": Bent(portrait_seed="bent")})
    )
    assert 'alt="Bent &quot;B&quot; Ravn"' in html
    assert 'class="portrait is-large"' in html
    assert 'width="200" height="224"' in html


def test_portrait_page_is_public_svg_that_browsers_keep(client):
    response = client.get("/portrait/bent.svg")
    assert response["Content-Type"] == "image/svg+xml"
    assert "public" in response["Cache-Control"]
    assert response.content.decode() == draw_portrait("bent")


@pytest.mark.django_db
def test_endless_seed_is_no_portrait(client):
    assert client.get(f"/portrait/{'a' * (LONGEST_SEED + 1)}.svg").status_code == 404
