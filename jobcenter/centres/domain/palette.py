"""The eight ways to reach a house, and which of them a house still lacks."""

from __future__ import annotations

from jobcenter.centres.enums import HoursKind, PaletteBlock
from jobcenter.centres.models import Centre


def missing_blocks(centre: Centre) -> list[PaletteBlock]:
    """Blocks without what a visitor needs, in the palette's order. Expects `with_palette()`.

    A house may be public all the same: its editors see what is missing, visitors see what is there.
    """
    kinds = {hours.kind for hours in centre.opening_hours.all()}
    is_there = {
        PaletteBlock.ADDRESS: bool(centre.street and centre.postcode and centre.town),
        PaletteBlock.MAIL: bool(centre.email),
        PaletteBlock.PHONE: bool(centre.phone) and HoursKind.PHONE in kinds,
        PaletteBlock.CHAT: centre.has_chat and HoursKind.CHAT in kinds,
        PaletteBlock.HOTLINE: centre.has_hotline,
        PaletteBlock.WALK_IN: HoursKind.WALK_IN in kinds,
        PaletteBlock.BOOKING: bool(centre.topics.all()),
        PaletteBlock.PARTNERS: bool(centre.partners.all()),
    }
    return [block for block in PaletteBlock if not is_there[block]]
