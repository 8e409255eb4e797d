"""The demo's counsellors with their weeks, and one demo person per role to log in as."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from random import Random

import yaml
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.text import slugify

from counsellors.availability.enums import Mode
from counsellors.models import Counsellor, WorkingHours
from jobcenter.accounts.enums import RoleKind
from jobcenter.accounts.models import Role, User
from jobcenter.centres.models import Centre, Topic

from .places import COUNTRY

DEMO_DOMAIN = "demo.invalid"
FACES: dict[str, str] = yaml.safe_load((Path(__file__).parent / "faces.yaml").read_text())
DANISH_LETTERS = str.maketrans({"æ": "ae", "ø": "oe", "å": "aa", "Æ": "ae", "Ø": "oe", "Å": "aa"})
ALL_MODES = [Mode.IN_PERSON, Mode.PHONE, Mode.VIDEO, Mode.WALK]
FROM_THE_BEGINNING = DateRange(date(2026, 1, 1), None, "[)")

# Four ways a week can look: weekday → stretches of minutes.
WEEKS: list[dict[int, list[tuple[int, int]]]] = [
    {1: [(540, 720), (765, 930)], 2: [(540, 720)], 4: [(540, 720), (765, 930)]},
    {1: [(600, 900)], 3: [(720, 1140)], 5: [(540, 780)]},
    {2: [(540, 720), (780, 960)], 3: [(540, 720), (780, 960)], 4: [(780, 1020)]},
    {1: [(540, 720)], 2: [(780, 960)], 3: [(960, 1140)], 5: [(540, 800)]},
]


def seed_people() -> None:
    for number, facts in enumerate(COUNTRY["counsellors"]):
        _seed_counsellor(number, facts)
    _seed_roles()


def slug_of(first_name: str, last_name: str) -> str:
    return slugify(f"{first_name} {last_name}".translate(DANISH_LETTERS))


def _seed_counsellor(number: int, facts: list) -> None:
    first, last, home, topics, languages, knows_da, knows_en = facts
    counsellor, created = Counsellor.objects.get_or_create(
        slug=slug_of(first, last),
        defaults={
            "first_name": first,
            "last_name": last,
            "languages": languages,
            "knows_da": knows_da,
            "knows_en": knows_en,
            "portrait_seed": FACES[slug_of(first, last)],
            "buffer_before_minutes": 5 if number % 3 == 0 else 0,
            "buffer_after_minutes": 10,
            "phone": f"+4570{200100 + number}",
        },
    )
    if not created:
        return
    centre = Centre.objects.get(slug=home)
    counsellor.topics.set(Topic.objects.filter(slug__in=topics))
    counsellor.centres.add(centre)
    _seed_week(counsellor, centre, number)


def _seed_week(counsellor: Counsellor, centre: Centre, number: int) -> None:
    choose = Random(counsellor.slug)
    for weekday, stretches in WEEKS[number % len(WEEKS)].items():
        for minutes in stretches:
            WorkingHours.objects.create(
                counsellor=counsellor,
                centre=centre,
                weekday=weekday,
                minutes=minutes,
                modes=ALL_MODES if choose.random() < 0.6 else [Mode.IN_PERSON, Mode.PHONE],
                valid_on=FROM_THE_BEGINNING,
            )


def _seed_roles() -> None:
    home = Centre.objects.get(slug="havnehuset")
    for counsellor in Counsellor.objects.filter(
        user=None, slug__in=["bent-oestergaard", "samira-aziz"]
    ):
        user = invented_user(counsellor.slug, counsellor.name)
        Counsellor.objects.filter(pk=counsellor.pk).update(user=user)
        _role(user, RoleKind.COUNSELLOR, home)
    _role(invented_user("redaktoer", "Ellen Skov"), RoleKind.CENTRE_EDITOR, home)
    _role(invented_user("teamleder", "Hanne Krogh"), RoleKind.TEAM_LEAD, home)
    _role(invented_user("bestyrelse", "Erik Holm"), RoleKind.BOARD_MEMBER, home)
    _role(invented_user("staten", "Vibeke Rask"), RoleKind.STATE, None)
    _role(invented_user("administrator", "Jonas Dahl"), RoleKind.ADMINISTRATOR, None)
    invented_user("amal", "Amal Nasser")


def invented_user(local_part: str, name: str) -> User:
    email = f"{local_part}@{DEMO_DOMAIN}"
    found = User.objects.filter(email=email).first()
    return found or User.objects.create_user(email, name=name)


def _role(user: User, kind: RoleKind, centre: Centre | None) -> None:
    Role.objects.get_or_create(user=user, kind=kind, centre_id=centre.pk if centre else None)
