"""An editor of a house, and Amal who makes activities for one of its partners."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.test import Client
from django.utils import timezone

from events.activities.models import Activity
from events.organising.models import PartnerMember
from jobcenter.accounts.enums import RoleKind
from jobcenter.accounts.models import User
from jobcenter.centres.models import Centre, Partner
from tests.doors import enter_as_staff
from tests.factories.accounts import RoleFactory, UserFactory
from tests.factories.centres import CentreFactory, PartnerFactory

KEY = re.compile(r'name="key" value="([^"]+)"')
SEEN = re.compile(r'name="seen" value="([^"]+)"')


@dataclass
class Story:
    centre: Centre
    partner: Partner
    editor: User
    amal: User
    at_house: Client
    of_partner: Client

    def made(self) -> Activity:
        return Activity.objects.latest("pk")

    def asked(self, client: Client, address: str, **said: Any) -> Any:
        """A form that makes something is fetched first, with its key."""
        found = KEY.search(client.get(address).content.decode())
        return client.post(address, form(**said) | {"key": found.group(1)})

    def changed(self, client: Client, address: str, body: dict[str, Any]) -> Any:
        """A form that changes something is fetched first, with what it was begun from."""
        return client.post(address, body | {"seen": seen_on(client, address)})

    def make_at_house(self, **said: Any) -> Any:
        return self.asked(self.at_house, f"/kontor/det-sker/{self.centre.slug}/ny/", **said)

    def make_of_partner(self, **said: Any) -> Any:
        address = f"/arrangoer/garnets-venner/{self.centre.slug}/ny/"
        return self.asked(self.of_partner, address, **said)


def seen_on(client: Client, address: str) -> str:
    """What a form on the page says it was begun from."""
    found = SEEN.search(client.get(address).content.decode())
    return found.group(1) if found else ""


def first_day() -> date:
    return timezone.localdate() + timedelta(days=9)


def form(**said: Any) -> dict[str, Any]:
    """The least one has to say."""
    usual = {
        "title": "Strikkecafé", "kind": "workshop", "repeats": "once", "first_on": first_day(),
        "begins": "19.00", "minutes": "90", "sign_up": "drop_in", "whereabouts": "in_house",
        "language": "da",
    }  # fmt: skip
    return {name: value for name, value in (usual | said).items() if value is not None}


def set_the_story() -> Story:
    centre = CentreFactory(slug="aahuset", email="huset@example.org")
    partner = PartnerFactory(name="Garnets venner")
    partner.centres.add(centre)
    editor, amal = UserFactory(name="Dorte Holm"), UserFactory(email="amal@example.org")
    RoleFactory(user=editor, kind=RoleKind.CENTRE_EDITOR, centre_id=centre.pk)
    PartnerMember.objects.create(
        partner=partner, centre=centre, name="Amal", user=amal, made_at=timezone.now(),
        joined_at=timezone.now(),
    )  # fmt: skip
    at_house, of_partner = Client(), Client()
    enter_as_staff(at_house, editor)
    of_partner.force_login(amal)
    return Story(centre, partner, editor, amal, at_house, of_partner)
