"""Every page a visitor can open without logging in, in a country with people in it."""

from __future__ import annotations

from jobcenter.centres.models import Centre, OpeningException
from tests.jobcenter.journeys.houses import complete_house, counsellor_at

PAGES = {
    "front": "/",
    "find a house": "/huse/?sted=8000",
    "place unknown": "/huse/?sted=Silkebog",
    "house": "/huse/havnehuset/",
    "human": "/tal-med-et-menneske/",
    "counsellors": "/vejledere/",
    "nobody fits": "/vejledere/?sprog=ur",
    "counsellor": "/vejledere/bent/",
    "about": "/om/",
    "privacy": "/privatliv/",
    "accessibility": "/tilgaengelighed/",
    "not found": "/findes-ikke/",
}


def furnish() -> Centre:
    """Havnehuset with Bent in it, open and full; and a house that has only a name."""
    house = complete_house(
        name="Havnehuset",
        slug="havnehuset",
        counsellors=0,
        rooms=3,
        partners=2,
        about_da="Et hus ved vandet. Her er altid kaffe på kanden.",
        how_to_get_here_da="Toget stopper tæt på. Derfra går du tre minutter.",
    )
    OpeningException.objects.create(
        centre=house, on_date="2999-12-23", note_da="Vi maler", minutes=(600, 720)
    )
    counsellor_at(house, slug="bent", knows_da="Jeg kender byen godt.", languages=["da", "ar"])
    for number in range(5):
        counsellor_at(house, slug=f"vejleder-{number}")
    complete_house(name="Fyrhuset", latitude=55.1, longitude=14.7, counsellors=0)
    return house
