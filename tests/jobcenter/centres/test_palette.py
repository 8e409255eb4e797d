"""Eight ways to reach a house, and what its editors hear when one is missing."""

from __future__ import annotations

import pytest

from jobcenter.centres.domain.palette import missing_blocks
from jobcenter.centres.enums import HoursKind, PaletteBlock
from jobcenter.centres.models import Centre
from tests.factories.centres import (
    CentreFactory,
    OpeningHoursFactory,
    PartnerFactory,
    TopicFactory,
)

pytestmark = pytest.mark.django_db


def complete_centre() -> Centre:
    centre = CentreFactory(has_chat=True, topics=[TopicFactory()])
    for kind in HoursKind:
        OpeningHoursFactory(centre=centre, kind=kind)
    PartnerFactory().centres.add(centre)
    return centre


def loaded(centre: Centre) -> Centre:
    return Centre.objects.with_palette().get(pk=centre.pk)


def test_nothing_is_missing_when_every_block_is_filled():
    assert missing_blocks(loaded(complete_centre())) == []


def test_all_but_the_hotline_is_missing_when_a_house_has_only_a_name():
    bare = CentreFactory(street="", email="", phone="")
    assert missing_blocks(loaded(bare)) == [
        block for block in PaletteBlock if block != PaletteBlock.HOTLINE
    ]


@pytest.mark.parametrize(
    ("columns", "block"),
    [
        ({"street": ""}, PaletteBlock.ADDRESS),
        ({"postcode": ""}, PaletteBlock.ADDRESS),
        ({"email": ""}, PaletteBlock.MAIL),
        ({"phone": ""}, PaletteBlock.PHONE),
        ({"has_chat": False}, PaletteBlock.CHAT),
        ({"has_hotline": False}, PaletteBlock.HOTLINE),
    ],
)
def test_one_block_is_missing_when_its_column_is_empty(columns, block):
    centre = complete_centre()
    Centre.objects.filter(pk=centre.pk).update(**columns)
    assert missing_blocks(loaded(centre)) == [block]


@pytest.mark.parametrize(
    ("kind", "block"),
    [
        (HoursKind.PHONE, PaletteBlock.PHONE),
        (HoursKind.CHAT, PaletteBlock.CHAT),
        (HoursKind.WALK_IN, PaletteBlock.WALK_IN),
    ],
)
def test_one_block_is_missing_when_it_has_no_hours(kind, block):
    centre = complete_centre()
    centre.opening_hours.filter(kind=kind).delete()
    assert missing_blocks(loaded(centre)) == [block]


def test_booking_and_partners_are_missing_when_there_is_nothing_to_choose():
    centre = complete_centre()
    centre.topics.clear()
    centre.partners.clear()
    assert missing_blocks(loaded(centre)) == [PaletteBlock.BOOKING, PaletteBlock.PARTNERS]
