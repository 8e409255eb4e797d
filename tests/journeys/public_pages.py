"""Every page a visitor can open without logging in, in a country with people in it."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from jobcenter.centres.models import Centre, OpeningException
from tests.factories.events import once, public_activity
from tests.factories.wishes import wished
from tests.jobcenter.journeys.houses import complete_house, counsellor_at

PAGES = {
    "front": "/",
    "find a house": "/huse/?sted=8000",
    "place unknown": "/huse/?sted=Silkebog",
    "house": "/huse/havnehuset/",
    "human": "/tal-med-et-menneske/",
    "human at a house": "/tal-med-et-menneske/?hus=havnehuset",
    "no cookies": "/tal-med-et-menneske/chat/?proev=1",
    "shared computer": "/tal-med-et-menneske/glem-mig/",
    "counsellors": "/vejledere/",
    "nobody fits": "/vejledere/?sprog=ur",
    "counsellor": "/vejledere/bent/",
    "programme": "/det-sker/",
    "date": "/det-sker/jobmesse/",
    "nothing happens": "/det-sker/?q=keramik",
    "our programme elsewhere": "/det-sker/del/",
    "the list in a frame": "/det-sker/liste/",
    "wishes": "/ideer/",
    "wish": "/ideer/oensk/",
    "proposal": "/ideer/kan-holde/",
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
    wished("Bordtennis for begyndere", centre=house, now=timezone.now())
    counsellor_at(house, slug="bent", knows_da="Jeg kender byen godt.", languages=["da", "ar"])
    for number in range(5):
        counsellor_at(house, slug=f"vejleder-{number}")
    happens = public_activity(
        once(timezone.localdate() + timedelta(days=10)),
        centre=house,
        title="Jobmesse",
        text="Mød tyve arbejdspladser fra byen. Du behøver ikke at have et CV med.",
        who_meets_you="To værter med gule veste viser dig rundt.",
        first_five_minutes="Du får et kort over bordene. Værten går gerne med.",
    )
    happens.dates.update(public_id="jobmesse")
    complete_house(name="Fyrhuset", latitude=55.1, longitude=14.7, counsellors=0)
    return house
