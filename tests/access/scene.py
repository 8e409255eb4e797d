"""Amal with Bent in one house, Clara with Dorte in another; all that is theirs carries a mark.

`own` is what is Amal's, Bent's or of his house; `foreign` what is Clara's, Dorte's or of hers.
"""

from __future__ import annotations

from base64 import urlsafe_b64encode
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from cryptography.hazmat.primitives.asymmetric import ec
from django.core.files.base import ContentFile
from django.db.backends.postgresql.psycopg_any import DateRange
from django.test import Client
from fido2.cose import ES256
from fido2.webauthn import (
    AttestationObject,
    AttestedCredentialData,
    AuthenticatorData,
    CollectedClientData,
)

from citizens.models import Citizen
from citizens.rights.models import Question
from counsellors.availability.models import Absence, SpecialDay, WorkingHours
from counsellors.calendars.domain.feeding import open_feed, secret_of
from counsellors.calendars.enums import Kind
from counsellors.calendars.models import CalendarSubscription
from counsellors.models import Counsellor, Handover, Offer, Responsibility, Wish
from counsellors.practice.enums import Author, Doer
from counsellors.practice.models import AgreedStep, NotePart, SharedNote
from counsellors.responsibility.enums import Origin
from events.activities.domain import attest_activity
from events.activities.models import HolidayPeriod
from events.organising.enums import SubmissionState
from events.organising.models import PartnerMember, Submission
from events.posters.domain.codes import code_of_date
from events.posters.domain.remembering import said_of
from events.posters.models import Poster
from events.signups.domain import give_up_place
from jobcenter.accounts.models import User
from jobcenter.audit.domain import Reader
from jobcenter.audit.enums import Way, Why
from jobcenter.centres.models import Centre, OpeningException
from jobcenter.outbox.domain.watching import BEAT
from jobcenter.outbox.models import Heartbeat
from jobcenter.shared.periods import period
from tests.counsellors.conversations.story import NOW, Scene, at, set_the_scene
from tests.factories.centres import CentreFactory, PartnerFactory
from tests.factories.citizens import CitizenFactory
from tests.factories.counsellors import CounsellorFactory
from tests.factories.events import once, planned_activity, public_activity
from tests.factories.imports import evenings, ics_source
from tests.factories.signups import dates_with_places, signed_up
from tests.jobcenter.audit.log import look, recorded

from .at_work import work_goes_on
from .chats import call, chat, chats_at_work, keep_the_secrets
from .ideas import ideas_of
from .letters import letter_and_safety
from .people import STAFF, Account, accounts, browsers, give_roles
from .talks import talk

A_DAY = timedelta(days=1)


@dataclass
class Life:
    """One citizen, their counsellor and that counsellor's house; `marks` by what they are on."""

    who: str
    citizen: Citizen
    counsellor: Counsellor
    centre: Centre
    marks: dict[str, tuple[str, ...]] = field(default_factory=dict)
    things: dict[str, Any] = field(default_factory=dict)

    def mark(self, what: str, *words: str) -> tuple[str, ...]:
        """`words` each made unmistakable, and remembered as marks of `what`."""
        made = tuple(f"{self.who}{word}" for word in words)
        self.marks[what] = (*self.marks.get(what, ()), *made)
        return made


@dataclass
class House:
    browsers: dict[str, Client]
    accounts: dict[str, Account]
    own: Life
    foreign: Life

    @cached_property
    def marks(self) -> set[str]:
        """Every mark there is: all a page could give away."""
        of_lives = (m for life in (self.own, self.foreign) for m in life.marks.values())
        return {mark for marks in of_lives for mark in marks} | {
            account.mail for account in self.accounts.values()
        }


def build() -> House:
    people = accounts()
    here, there = set_the_scene(), set_the_scene()
    for user, scene in (("bent", here), ("dorte", there)):
        _names(scene.bent, user, people[user].user)
    CounsellorFactory(slug="frida", user=people["disabled"].user, centres=[here.centre])
    give_roles(people, here=here.centre.pk, elsewhere=there.centre.pk)
    own = _life("amal", "20111111", people["amal"].user, here)
    foreign = _life("clara", "20222222", people["clara"].user, there)
    chat(own)
    chat(foreign, claimed_by=people["clara"].user)
    for life in (own, foreign):
        letter_and_safety(life)
    call(own, "20111177")
    call(foreign, "20222277")
    _hand_over(own, to=foreign.counsellor)
    _hand_over(foreign, to=own.counsellor)
    Heartbeat.objects.create(name=BEAT, beat_at=NOW)
    for name in STAFF:
        RecoveryCodes.activate(people[name].user)
    doors = browsers(people)
    keep_the_secrets(doors, amal=own, clara=foreign)
    return House(doors, people, own, foreign)


def _names(counsellor: Counsellor, name: str, user: User) -> None:
    counsellor.slug, counsellor.first_name, counsellor.user = name, name.title(), user
    counsellor.portrait.save(f"{name}.webp", ContentFile(b"a face"), save=False)
    counsellor.save()


def _life(who: str, phone: str, user: User, scene: Scene) -> Life:
    """Everything there can be about one person."""
    citizen = CitizenFactory(email=f"{who}-borger@example.org", user=user)
    life = Life(who, citizen, scene.bent, scene.centre)
    _talks(life, scene, phone)
    _note(life)
    _hidden_note(life, scene)
    _wish(life, scene, phone)
    _readings(life)
    _own_counsellor(life)
    _calendars(life)
    _hours(life)
    _house(life)
    _programme(life)
    _imports(life)
    work_goes_on(life, scene)
    chats_at_work(life)
    life.things["passkey"] = _passkey(user, who, *life.mark("passkey", "noegle"))
    return life


def _talks(life: Life, scene: Scene, phone: str) -> None:
    """One ahead and one begun."""
    life.mark("name", "navn")
    agenda, mail = life.mark("talk", "dagsorden", "-samtale@example.org")
    life.marks["talk"] += (phone,)
    for which, weeks in (("conversation", 0), ("begun conversation", -1)):
        talk(life, scene, which, weeks=weeks, agenda=agenda, email=mail, phone=f"+45{phone}")


def _note(life: Life) -> None:
    """The citizen's words and a step; the counsellor's words are a draft nobody else sees."""
    words, step = life.mark("note", "ord", "skridt")
    (draft,) = life.mark("draft", "kladde")
    began = life.things["begun conversation"]
    note = SharedNote.objects.create(
        conversation=began, drafted_at=NOW, visible_at=NOW + A_DAY, version=1
    )
    NotePart.objects.create(note=note, author=Author.CITIZEN, words=words, edition=1)
    NotePart.objects.create(note=note, author=Author.COUNSELLOR, words=draft, edition=1)
    life.things["step"] = AgreedStep.objects.create(
        note=note, made_by=Author.CITIZEN, what=step, by_whom=Doer.CITIZEN
    )


def _hidden_note(life: Life, scene: Scene) -> None:
    """With Gitte, whom they met before; kept from whoever came after her."""
    words, agenda = life.mark("hidden note", "skjult", "foer")
    gitte = scene.colleague(slug=f"gitte-{life.who}", first_name="Gitte")
    earlier = talk(life, scene, "earlier conversation", weeks=-2, counsellor=gitte, agenda=agenda)
    note = SharedNote.objects.create(conversation=earlier, is_hidden=True, version=1)
    NotePart.objects.create(note=note, author=Author.CITIZEN, words=words, edition=1)


def _wish(life: Life, scene: Scene, phone: str) -> None:
    name, words, mail = life.mark("wish", "oensker", "oensketord", "-oensker@example.org")
    number = phone[:-2] + "99"
    life.marks["wish"] += (number,)
    life.things["wish"] = Wish.objects.create(
        centre=scene.centre, citizen=life.citizen, name=name, email=mail,
        phone=f"+45{number}", words=words,
    )  # fmt: skip


def _readings(life: Life) -> None:
    (words,) = life.mark("readings", "hvorfor")
    (asked,) = life.mark("question", "spurgte")
    life.marks["search"] = (f"{life.who}soegning",)
    reader = Reader(id=life.counsellor.user.pk, name=life.counsellor.name, role="counsellor")
    said = {"citizen": life.citizen.public_id, "centre_id": life.centre.pk}
    first, second = recorded(
        look(**said, why=Why.ASKED, words=words),
        look(**said, way=Way.SEARCH, searched_for=life.marks["search"][0]),
        reader=reader,
    )
    life.things["reading"], life.things["question about a reading"] = first, second
    Question.objects.create(
        citizen=life.citizen, centre=life.centre, reading=second.public_id, words=asked,
        reach=f"{life.who}@example.org",
    )  # fmt: skip


def _own_counsellor(life: Life) -> None:
    called, offered = life.mark("responsibility", "kaldes", "tilbudt")
    life.things["responsibility"] = Responsibility.objects.create(
        citizen=life.citizen, counsellor=life.counsellor, name=called,
        during=period(NOW - 30 * A_DAY, None), came_by=Origin.CHOSEN,
    )  # fmt: skip
    gitte = Counsellor.objects.get(slug=f"gitte-{life.who}")
    life.things["offer"] = Offer.objects.create(
        citizen=life.citizen, counsellor=gitte, name=offered, made_at=NOW
    )


def _hand_over(life: Life, *, to: Counsellor) -> None:
    """The colleague reads the card when the person has said yes, and not before."""
    (words,) = life.mark("handover", "kort")
    life.things["handover"] = Handover.objects.create(
        responsibility=life.things["responsibility"], successor=to, words=words, made_at=NOW
    )


def _calendars(life: Life) -> None:
    name, host = life.mark("calendar", "kalender", "-kalender.example.org")
    life.things["calendar"] = CalendarSubscription.objects.create(
        counsellor=life.counsellor, name=name, kind=Kind.ADDRESS, sealed="x", host=host,
        due_at=NOW + A_DAY,
    )  # fmt: skip
    feed = open_feed(counsellor=life.counsellor, actor=life.counsellor.user, now=NOW)
    life.things["feed secret"] = secret_of(feed)
    life.marks["calendar"] += (life.things["feed secret"],)


def _hours(life: Life) -> None:
    life.things["weekly hours"] = WorkingHours.objects.get(counsellor=life.counsellor)
    life.things["special day"] = SpecialDay.objects.create(
        counsellor=life.counsellor, centre=life.centre, on_date=date(2026, 12, 23), modes=[]
    )
    life.things["time off"] = Absence.objects.create(
        counsellor=life.counsellor, during=period(at(9, weeks=3), at(15, weeks=3))
    )


def _house(life: Life) -> None:
    """A house that is not public yet belongs to nobody's marks: it must not be there at all."""
    life.things["partner"] = PartnerFactory(name=f"forening {life.who}")
    life.things["partner"].centres.add(life.centre)
    OpeningException.objects.create(centre=life.centre, on_date=date(2026, 12, 24))
    life.things["closed house"] = CentreFactory(is_published=False, slug=f"lukket-{life.who}")
    life.things["left"] = CounsellorFactory(slug=f"rejst-{life.who}", is_active=False)


def _programme(life: Life) -> None:
    """What is planned and not public yet is shown to nobody."""
    (title,) = life.mark("planned activity", "planlagt")
    life.things["date"] = public_activity(once(), centre=life.centre).dates.get()
    _signed_up(life)
    hidden = planned_activity(once(), centre=life.centre, title=title)
    life.things["activity"] = hidden
    life.things["date not public"] = hidden.dates.get()
    _partner_makes_one(life)
    _on_paper(life)
    ideas_of(life)
    life.things["pause"] = HolidayPeriod.objects.create(
        centre=life.centre, name="Ferie", days=DateRange(date(2026, 12, 28), date(2026, 12, 30)),
    )  # fmt: skip
    in_pause = public_activity(once(date(2026, 12, 28)), centre=life.centre, title="I ferien")
    life.things["date in the pause"] = in_pause.dates.get()


def _partner_makes_one(life: Life) -> None:
    """The citizen makes activities for the partner: one waits for the house, one is being
    written; and another organisation has asked them to."""
    (title,) = life.mark("partner's activity", "sendt")
    (draft,) = life.mark("partner's draft", "udkast")
    (asking,) = life.mark("invitation", "inviteret")
    mine, user = life.things["partner"], life.citizen.user
    said = {"centre": life.centre, "made_at": NOW}
    life.things["member"] = PartnerMember.objects.create(
        partner=mine, name="Kim", user=user, joined_at=NOW, **said
    )
    life.things["invitation"] = PartnerMember.objects.create(
        partner=PartnerFactory(name=f"kreds {life.who}"), name=asking, email=user.email, **said
    )
    sent = planned_activity(once(date(2027, 1, 20)), centre=life.centre, title=title, partner=mine)
    Submission.objects.create(
        activity=sent, partner=mine, state=SubmissionState.WAITING, sent_at=NOW
    )
    written = planned_activity(once(date(2027, 1, 21)), centre=life.centre, title=draft)
    Submission.objects.create(activity=written, partner=mine)
    attest_activity(activity=sent, actor=user, now=NOW)
    life.things["sent activity"], life.things["draft of a partner"] = sent, written


def _on_paper(life: Life) -> None:
    """A short address of each date, and a poster that hangs."""
    one = life.things["date to sign up for"]
    life.things["short address"] = code_of_date(one)
    life.things["short address not public"] = code_of_date(life.things["date not public"])
    said = said_of(one.activity, [one], is_series=False)
    life.things["poster"] = Poster.objects.create(
        centre=life.centre, activity=one.activity, date=one, made_at=NOW, until=one.ends_at,
        said=said,
    )  # fmt: skip


def _signed_up(life: Life) -> None:
    """Offered the one place there is, after somebody gave it back."""
    name, mail = life.mark("sign-up", "tilmeldt", "-tilmeldt@example.org")
    (one,) = dates_with_places(1, once(date(2027, 1, 12)), centre=life.centre)
    before = signed_up(one, f"foer-{life.who}", now=NOW)
    offered = signed_up(one, name, email=mail, now=NOW)
    give_up_place(place=before, now=NOW)
    life.things["date to sign up for"] = one
    life.things["sign-up"], life.things["place"] = offered.sign_up, offered


def _imports(life: Life) -> None:
    """A programme of somebody else, and a draft that came from it."""
    name, title = life.mark("import source", "kilde", "indlaest")
    source = ics_source(evenings(1), centre=life.centre, name=name)
    draft = planned_activity(once(date(2027, 1, 12)), centre=life.centre, title=title)
    source.items.create(external_id="1", activity=draft, seen_at=NOW, written={"title": title})
    life.things["import source"], life.things["import draft"] = source, draft


def _passkey(user: User, who: str, called: str) -> str:
    """A key as a browser would have made it, so that the door's pages can ask for it."""
    made = AttestedCredentialData.create(
        b"\0" * 16,
        who.encode(),
        ES256.from_cryptography_key(ec.generate_private_key(ec.SECP256R1()).public_key()),
    )
    seen = AuthenticatorData.FLAG.UP | AuthenticatorData.FLAG.AT
    key = AttestationObject.create("none", AuthenticatorData.create(b"\0" * 32, seen, 0, made), {})
    key_id = _in_url(who.encode())
    credential = {
        "id": key_id, "rawId": key_id, "type": "public-key",
        "response": {
            "clientDataJSON": _in_url(
                CollectedClientData.create("webauthn.create", b"a question", "http://testserver")
            ),
            "attestationObject": _in_url(key),
        },
    }  # fmt: skip
    Authenticator.objects.create(
        user=user,
        type=Authenticator.Type.WEBAUTHN,
        data={"name": called, "credential": credential},
    )
    return key_id


def _in_url(data: bytes) -> str:
    return urlsafe_b64encode(bytes(data)).decode().rstrip("=")
