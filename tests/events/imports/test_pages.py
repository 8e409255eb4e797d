"""The editor's pages: sources, what came of them, the brake's question, and the same twice."""

from __future__ import annotations

import json
import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError
from django.urls import reverse
from django.utils import timezone

from events.activities.models import Activity, ActivityDate
from events.imports.domain.running import run_import
from events.imports.domain.sources import ask_for_trial
from events.imports.enums import OnGone, Pause
from events.imports.models import ImportedItem, ImportFile, ImportSource
from events.imports.tasks import read_due_sources
from jobcenter.accounts.enums import RoleKind
from jobcenter.audit.models import Change
from jobcenter.shared.fetching.sealing import unseal
from tests.doors import enter_as_staff
from tests.factories.accounts import RoleFactory, UserFactory
from tests.factories.calendars import calendar, event
from tests.factories.centres import CentreFactory, PartnerFactory
from tests.factories.imports import MAPPING, ics_source

pytestmark = pytest.mark.django_db
KEY = re.compile(r'name="key" value="([^"]+)"')
SOURCE = {"name": "Biblioteket", "kind": "ics", "activity_kind": "workshop"}


@pytest.fixture
def house():
    return CentreFactory()


@pytest.fixture
def editor(house, client):
    user = UserFactory()
    RoleFactory(user=user, kind=RoleKind.CENTRE_EDITOR, centre_id=house.pk)
    enter_as_staff(client, user)
    client.user = user
    return client


def in_days(*days: int, title: str = "Strik") -> bytes:
    now = timezone.now()
    starts = [(now + timedelta(days=day)).replace(hour=18, minute=0, second=0) for day in days]
    return calendar(*[
        line
        for day, start in zip(days, starts, strict=True)
        for line in event(
            f"DTSTART:{start:%Y%m%dT%H%M%SZ}", "DURATION:PT2H", f"SUMMARY:{title}", uid=f"{day}"
        )
    ])  # fmt: skip


def read_now(source: ImportSource, data: bytes | None = None) -> None:
    if data is not None:
        source.file.data = data
        source.file.save()
    run_import(source_id=source.pk, now=timezone.now())
    source.refresh_from_db()


def text_of(response) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def add(client, **said):
    page = client.get("/vejleder/kilder/ny/")
    key = KEY.search(page.content.decode()).group(1)
    return client.post("/vejleder/kilder/ny/", SOURCE | {"key": key} | said)


def test_editor_adds_an_address_that_is_kept_sealed_and_never_shown(editor, house):
    partner = PartnerFactory(name="Borup Bibliotek")
    partner.centres.add(house)
    secret = "https://calendar.example.org/hemmelig/a.ics"

    sent = add(editor, url="webcal://calendar.example.org/hemmelig/a.ics", partner=partner.pk)

    one = ImportSource.objects.get()
    assert sent["Location"] == f"/vejleder/kilder/{one.public_id}/"
    assert (one.centre, one.partner, one.host) == (house, partner, "calendar.example.org")
    assert "hemmelig" not in one.sealed
    assert unseal(one.sealed).url == secret
    for page in ("/vejleder/kilder/", f"/vejleder/kilder/{one.public_id}/",
                 f"/vejleder/kilder/{one.public_id}/ret/"):  # fmt: skip
        shown = editor.get(page).content.decode()
        assert "calendar.example.org" in shown or "/ret/" in page
        assert "hemmelig" not in shown
    assert Change.objects.get(action="import.added").actor == editor.user


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({}, "Skriv en adresse, eller vælg en fil."),
        ({"url": "http://169.254.169.254/a.ics"}, "https://"),
        ({"url": "https://127.0.0.1/a.ics"}, "https://"),
        ({"url": "https://a.example.org/a", "kind": "json"}, "En liste skal have en nøgle."),
        (
            {"url": "https://a.example.org/a", "kind": "json", "mapping": '{"titel": "x"}'},
            "Nøglen har et navn, vi ikke kender: “titel”.",
        ),
        ({"url": "https://a.example.org/a", "name": " "}, "Giv kilden et navn."),
    ],
)
def test_what_cannot_be_read_is_said_beside_its_field_and_nothing_is_kept(editor, said, words):
    sent = add(editor, **said)

    assert sent.status_code == 422
    assert words in text_of(sent).replace("&quot;", '"')
    assert not ImportSource.objects.exists()


def test_editor_hands_in_a_file_and_the_clockwork_reads_it(
    editor, django_capture_on_commit_callbacks
):
    add(editor, upload=SimpleUploadedFile("forår.ics", in_days(3, 4)), is_attested="on")
    one = ImportSource.objects.get()
    assert (one.attested_by, one.sealed, one.file.name) == (editor.user, "", "forår.ics")

    run_import(source_id=one.pk, now=timezone.now())

    assert Activity.objects.exclude(published_at=None).count() == 2
    shown = text_of(editor.get(f"/vejleder/kilder/{one.public_id}/"))
    assert "Ny Strik" in shown
    assert "har sagt god for det" in shown


@pytest.mark.parametrize("page", ["act", "answer"])
def test_a_button_that_does_not_exist_is_named_and_changes_nothing(editor, house, page):
    one = ics_source(in_days(3), centre=house)
    before = ImportSource.objects.values().get()

    sent = editor.post(
        reverse(f"imports:{page}", args=[one.public_id]),
        {"act": "riv ned", "svar": "riv ned"},
        follow=True,
    )

    assert "„riv ned“ er ikke et af svarene" in text_of(sent)
    assert ImportSource.objects.values().get() == before


def test_a_file_that_cannot_be_kept_leaves_no_source_behind(editor, monkeypatch):
    def full(*_whatever, **_more):
        raise DatabaseError("the disk is full")

    monkeypatch.setattr(ImportFile.objects, "update_or_create", full)
    with pytest.raises(DatabaseError):
        add(editor, upload=SimpleUploadedFile("a.ics", in_days(3)))

    assert not ImportSource.objects.exists()


def test_same_form_sent_twice_makes_one_source(editor):
    key = KEY.search(editor.get("/vejleder/kilder/ny/").content.decode()).group(1)
    said = SOURCE | {"key": key, "url": "https://a.example.org/a.ics"}
    first, second = (editor.post("/vejleder/kilder/ny/", said) for _ in range(2))

    assert first["Location"] == second["Location"]
    assert ImportSource.objects.count() == 1


def test_json_source_is_added_with_its_mapping_and_shows_it_again(editor):
    add(editor, url="https://a.example.org/a", kind="json", mapping=json.dumps(MAPPING))
    one = ImportSource.objects.get()

    assert one.mapping == MAPPING
    assert "place.name" in editor.get(f"/vejleder/kilder/{one.public_id}/ret/").content.decode()


def test_change_keeps_the_address_when_its_field_is_empty_and_takes_vouching_back(editor, house):
    one = ics_source(in_days(3), attested=True, centre=house, sealed="x", host="a.example.org")

    editor.post(f"/vejleder/kilder/{one.public_id}/ret/", SOURCE | {"name": "Nyt navn"})

    one.refresh_from_db()
    assert (one.name, one.sealed, one.attested_at) == ("Nyt navn", "x", None)


def test_a_draft_waits_until_the_editor_says_what_it_is(editor, house):
    one = ics_source(in_days(3), centre=house)
    read_now(one)
    draft = Activity.objects.get()
    assert "Venter på en redaktør" in text_of(editor.get(f"/vejleder/kilder/{one.public_id}/"))

    editor.post(f"/vejleder/kilder/{one.public_id}/udgiv/{draft.public_id}/")

    draft.refresh_from_db()
    assert draft.attested_by == editor.user
    assert draft.published_at is not None


def test_trial_is_asked_for_and_shows_what_would_change(editor, house, monkeypatch):
    from events.imports import tasks

    for task in (tasks.try_source, tasks.read_source):
        monkeypatch.setattr(task, "apply_async", lambda args, task=task, **_more: task.run(*args))
    one = ics_source(in_days(3), centre=house, due_at=timezone.now() + timedelta(days=1))
    page = f"/vejleder/kilder/{one.public_id}/"

    editor.post(page + "goer/", {"act": "try"})
    assert "Vi prøver den nu." in text_of(editor.get(page))
    read_due_sources()

    shown = text_of(editor.get(page))
    assert "Det ville ændre sig" in shown
    assert "Ny Strik" in shown
    assert not Activity.objects.exists()
    editor.post(page + "goer/", {"act": "read"})
    read_due_sources()
    assert Activity.objects.count() == 1


@pytest.mark.parametrize("answer", ["keep", "remove"])
def test_brake_asks_and_the_answer_is_done(editor, house, answer):
    one = ics_source(in_days(*range(2, 12)), attested=True, centre=house)
    read_now(one)
    read_now(one, in_days(2))
    page = f"/vejleder/kilder/{one.public_id}/"
    assert one.paused_why == Pause.BRAKE
    shown = text_of(editor.get(page))
    assert "9 af 10 kommende datoer er der ikke længere" in shown
    assert "Vi spørger dig" in text_of(editor.get("/vejleder/kilder/"))

    editor.post(page + "svar/", {"svar": answer})
    one.refresh_from_db()
    assert (one.paused_at, one.on_gone) == (None, OnGone(answer))
    read_now(one)

    off = ActivityDate.objects.filter(state="cancelled").count()
    assert off == (9 if answer == "remove" else 0)
    assert "Er det rigtigt?" not in text_of(editor.get(page))


def test_what_is_wrong_with_a_file_or_an_item_stands_on_the_page(editor, house):
    one = ics_source(in_days(3), centre=house)
    read_now(one, in_days(3)[:-20])
    page = f"/vejleder/kilder/{one.public_id}/"
    shown = text_of(editor.get(page))
    assert "Det kunne ikke læses." in shown
    assert "linje " in shown
    read_now(one, calendar(*event("DTSTART;TZID=Maanen:20270101T190000", "SUMMARY:Måneaften")))

    shown = text_of(editor.get(page))
    assert "Afvist Måneaften : linje 5" in shown


def test_pause_and_go_on_and_removing_leaves_what_came(editor, house):
    one = ics_source(in_days(3), attested=True, centre=house)
    read_now(one)
    page = f"/vejleder/kilder/{one.public_id}/"
    editor.post(page + "goer/", {"act": "pause"})
    assert run_import(source_id=one.pk, now=timezone.now()) is None
    editor.post(page + "goer/", {"act": "go_on"})
    one.refresh_from_db()
    assert one.paused_at is None

    assert "Vil du fjerne kilden?" in text_of(editor.get(page + "fjern/"))
    editor.post(page + "fjern/")

    assert not ImportSource.objects.exists()
    assert ActivityDate.objects.get().state == "planned"


def test_a_file_that_is_too_large_or_missing_is_refused_beside_its_field(editor, house):
    one = ics_source(in_days(3), centre=house)
    page = f"/vejleder/kilder/{one.public_id}/fil/"
    large = SimpleUploadedFile("a.ics", b"x" * 10_000_001)

    assert "større end 10 MB" in text_of(editor.post(page, {"upload": large}))
    assert "Vælg en fil." in text_of(editor.post(page, {}))
    assert bytes(ImportSource.objects.get().file.data) == in_days(3)


@pytest.mark.parametrize("number", [3, 300])
def test_pages_ask_as_much_for_three_as_for_three_hundred(
    editor, house, number, django_assert_num_queries
):
    one = ics_source(in_days(3), centre=house)
    for n in range(number):
        activity = Activity.objects.create(
            centre=house, kind="workshop", title=f"Kladde {n}", repeats="irregular",
            begins_at_minute=0, minutes=60, fold_key=n,
        )  # fmt: skip
        one.items.create(
            external_id=str(n), activity=activity, seen_at=timezone.now(), written={"title": ""},
            trouble={"sentence": "It has no title.", "params": {}, "line": None},
        )  # fmt: skip
    for n in range(min(number, 40)):
        ics_source(in_days(3), centre=house, name=f"Kilde {n}")
    ask_for_trial(source=one, now=timezone.now())
    editor.get("/vejleder/kilder/")

    with django_assert_num_queries(QUERIES_OF_LIST):
        editor.get("/vejleder/kilder/")
    with django_assert_num_queries(QUERIES_OF_ONE):
        editor.get(f"/vejleder/kilder/{one.public_id}/")


QUERIES_OF_LIST, QUERIES_OF_ONE = 8, 7


def test_editor_of_another_house_finds_nothing(client, house):
    one = ics_source(in_days(3), centre=house)
    user = UserFactory()
    RoleFactory(user=user, kind=RoleKind.CENTRE_EDITOR, centre_id=CentreFactory().pk)
    enter_as_staff(client, user)

    assert client.get(f"/vejleder/kilder/{one.public_id}/").status_code == 404
    assert one.public_id not in client.get("/vejleder/kilder/").content.decode()
    assert ImportedItem.objects.count() == 0
