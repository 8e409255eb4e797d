"""The team in the browser: Bent asks, Dorte covers and answers, an administrator empties a room."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from django.conf import settings
from django.db.backends.postgresql.psycopg_any import DateRange
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from counsellors.models import Cover, Minutes, RoomHold, SparringAnswer, SparringQuestion
from counsellors.team.access import name_of
from jobcenter.accounts.enums import RoleKind
from tests.browser import run_axe, run_axe_on_colours, sideways_scroll, widest_elements
from tests.counsellors.responsibility.story import staff_user
from tests.doors import enter_as_staff
from tests.factories.accounts import RoleFactory, UserFactory
from tests.factories.counsellors import ConversationFactory, CounsellorFactory, WorkingHoursFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
NAMES = [
    "Anne", "Bo", "Clara", "Dorte", "Eva", "Finn", "Gry", "Hans", "Ida",
    "Jens", "Kai", "Liv", "Mads", "Nina", "Ole", "Pia", "Rie", "Åse",
]  # fmt: skip


@pytest.fixture
def bent(house):
    return staff_user(house.bent, house.centre)


@pytest.fixture
def samira(house):
    return staff_user(house.samira, house.centre)


@pytest.fixture
def erik(house):
    user = UserFactory(name="Erik Lund")
    RoleFactory(user=user, kind=RoleKind.CENTRE_EDITOR, centre_id=house.centre.pk)
    return user


@pytest.fixture
def busy_house(house, bent):
    """Twenty counsellors, covers, questions, rooms and minutes."""
    now, today = timezone.now(), timezone.localdate()
    for number, name in enumerate(NAMES):
        one = CounsellorFactory(
            slug=f"{name.lower().replace('å', 'aa')}-x", first_name=name, last_name="Holm",
            centres=[house.centre], topics=list(house.centre.topics.all()[: number % 4 + 1]),
            languages=["da", "en", "ar"][: number % 3 + 1], portrait_seed=f"{name} curly",
        )  # fmt: skip
        if number % 5:
            WorkingHoursFactory(
                counsellor=one, centre=house.centre, weekday=today.isoweekday(),
                modes=["phone"] if number % 2 else ["in_person"],
            )  # fmt: skip
    for absent, yes in ((house.bent, now), (house.samira, None)):
        covering = house.samira if absent == house.bent else house.bent
        Cover.objects.create(
            centre=house.centre, absent=absent, covering=covering, made_at=now, said_yes_at=yes,
            during=DateRange(today, today + timezone.timedelta(days=3), "[)"),
        )  # fmt: skip
    asked = {"centre": house.centre, "asked_at": now}
    question = SparringQuestion.objects.create(
        asked_by=house.samira, words="Hvordan taler I om pauser?\nJeg er gået lidt i stå.", **asked
    )
    SparringAnswer.objects.create(
        question=question, by=house.bent, words="Jeg har tyve minutter kl. 14.", answered_at=now
    )
    SparringQuestion.objects.create(
        asked_by=house.bent, asked=house.samira, words="Kender du et godt kursus i byen?", **asked
    )
    words = "Vi talte om lyset i rum 2.\nSe https://example.org/lys"
    Minutes.objects.create(
        centre=house.centre, title="Mandagsmøde", held_on=today, words=words, written_at=now
    )
    rooms = list(house.centre.rooms.order_by("pk"))
    soon = now + timezone.timedelta(days=2)
    for room, who in zip(rooms, (house.bent, house.samira), strict=True):
        ConversationFactory(
            counsellor=who, centre=house.centre, topic=house.centre.topics.first(), room=room,
            mode="in_person", starts_at=soon, ends_at=soon + timezone.timedelta(minutes=45),
        )  # fmt: skip
    later = (soon + timezone.timedelta(hours=2), soon + timezone.timedelta(hours=4))
    RoomHold.objects.create(
        room=rooms[1], kind="reserved", what_for="Teammøde", during=later, made_at=now
    )
    RoomHold.objects.create(room=rooms[0], kind="out_of_use", during=(now, None), made_at=now)
    return house


def log_in(page, user) -> None:
    client = Client()
    enter_as_staff(client, user)
    name = settings.SESSION_COOKIE_NAME
    address = page.context.pages[0].url
    page.context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": address}])


def look(page, name: str) -> None:
    """A picture for whoever wants to see, where PICTURES says."""
    if folder := os.environ.get("PICTURES"):
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


def addresses(house, user) -> dict[str, str]:
    slug, is_editor = house.centre.slug, user.roles.filter(kind="centre_editor").exists()
    if is_editor:
        room = name_of(house.centre.rooms.first())
        return {
            "houses": reverse("team:houses"),
            "rooms": reverse("team:rooms", args=[slug]),
            "reserve": reverse("team:reserve", args=[slug, room]),
            "out": reverse("team:out_of_use", args=[slug, room]),
            "change": reverse("team:change_room", args=[slug, room]),
            "write": reverse("team:write_minutes", args=[slug]),
        }
    return {
        "today": reverse("team:today"),
        "cover": reverse("team:ask_for_cover", args=[slug]),
        "ask": reverse("team:ask", args=[slug]),
        "minutes": reverse("team:minutes", args=[slug]),
        **{
            f"read-{n}": reverse("team:read_minutes", args=[slug, row.public_id])
            for n, row in enumerate(Minutes.objects.all())
        },
        **{
            f"answer-{n}": reverse("team:answer", args=[row.public_id])
            for n, row in enumerate(SparringQuestion.objects.order_by("pk")[:1])
        },
    }


@pytest.mark.parametrize("much", [True, False])
@pytest.mark.parametrize(("width", "dark"), [(360, False), (1280, False), (360, True)])
def test_pages_have_no_fault_axe_can_find_and_fit_the_window(
    open_page, request, house, bent, erik, width, dark, much
):
    if much:
        request.getfixturevalue("busy_house")
    faults = {}
    for user in (bent, erik):
        page = open_page("/", width=width, dark=dark)
        log_in(page, user)
        for name, address in addresses(house, user).items():
            assert page.goto(address).ok
            faults[name] = run_axe_on_colours(page) if dark else run_axe(page)
            state = f"{'much' if much else 'empty'}-{width}{'-dark' if dark else ''}"
            look(page, f"{name}-{state}")
            assert sideways_scroll(page) <= 0, widest_elements(page)

    assert {name: found for name, found in faults.items() if found} == {}


@pytest.mark.parametrize("width", [360, 1280])
def test_question_goes_from_refused_to_answered_without_javascript(
    open_page, house, bent, samira, width
):
    page = open_page("/", width=width, javascript=False)
    log_in(page, bent)
    page.goto(reverse("team:today"))
    page.get_by_role("link", name="Bed en kollega om sparring").click()
    page.get_by_label("Hvem spørger du?").select_option(label="Samira Aziz")
    page.get_by_label("Hvad vil du gerne tænke igennem?").fill("Ring til 20 30 40 50 om det")
    page.get_by_role("button", name="Spørg").click()
    assert page.get_by_text("“20 30 40 50”").first.is_visible()
    look(page, f"refused-{width}")
    page.get_by_label("Hvad vil du gerne tænke igennem?").fill("Hvordan taler du om pauser?")
    page.get_by_role("button", name="Spørg").click()
    assert page.get_by_text("Du spørger Samira Aziz").is_visible()

    hers = open_page("/", width=width, javascript=False)
    log_in(hers, samira)
    hers.goto(reverse("team:today"))
    hers.get_by_role("link", name="Svar").click()
    hers.get_by_label("Dit svar").fill("Kom forbi kl. 14.")
    hers.get_by_role("button", name="Svar").click()
    page.goto(reverse("team:today"))
    assert page.get_by_text("Kom forbi kl. 14.").is_visible()
    page.get_by_role("button", name="Luk og slet").click()
    assert page.get_by_text("lukket og slettet").is_visible()
    assert not SparringQuestion.objects.exists()
