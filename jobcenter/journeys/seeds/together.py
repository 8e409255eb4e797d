"""What people and their counsellors have together: so that a counsellor's day looks lived in."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from itertools import cycle, islice

from allauth.account.models import EmailAddress
from django.db import transaction

from citizens.models import Citizen
from citizens.people.domain import meet_citizen
from counsellors.availability.enums import Mode, Need, PartOfDay
from counsellors.models import Conversation, Counsellor, Responsibility, SharedNote, Wish
from counsellors.practice.domain.agreeing import say_yes
from counsellors.practice.domain.steps import FORM as STEP_FORM
from counsellors.practice.domain.steps import NewStep, add_step
from counsellors.practice.domain.writing import FORM as WORDS_FORM
from counsellors.practice.domain.writing import Writing, write_words
from counsellors.practice.enums import Author, Doer
from counsellors.responsibility.domain.choosing import FORM as CHOOSING_FORM
from counsellors.responsibility.domain.choosing import choose_own_counsellor, period_from
from counsellors.responsibility.domain.handing_over import FORM as HANDOVER_FORM
from counsellors.responsibility.domain.handing_over import propose_handover
from counsellors.responsibility.domain.offering import offer_to_be_own_counsellor
from counsellors.responsibility.enums import Origin
from jobcenter.accounts.models import User
from jobcenter.centres.domain.ceilings import ceiling_of, set_ceiling
from jobcenter.centres.enums import Weekday
from jobcenter.centres.models import Centre, Topic
from jobcenter.submissions.domain import mint_form_key

HOME = "havnehuset"
PEOPLE_OF = {"bent-oestergaard": 24, "samira-aziz": 17}
KNOWN_FOR = timedelta(days=120)
AGENDAS = [
    "Jeg vil gerne se på min ansøgning sammen med dig. Jeg har den med på min telefon.",
    "Hvad kan man, når man har arbejdet i køkken i tolv år og ikke kan løfte mere?",
    "",
    "Min datter starter i vuggestue til januar. Hvordan kan mine dage se ud?",
    "Jeg har fundet en uddannelse. Er den noget for mig?",
    "",
    "Jeg vil bare gerne tale med nogen om, hvad jeg kan.",
]
NEEDS = [[], [], [Need.QUIET_ROOM], [], [Need.COMPANION], [], [Need.SHORT_TALK]]


@transaction.atomic
def seed_together(*, now: datetime) -> None:
    """Once: a house where somebody already has an own counsellor is left alone."""
    if Responsibility.objects.exists():
        return
    _say_what_it_is_about()
    for slug, count in PEOPLE_OF.items():
        _give_people(Counsellor.objects.get(slug=slug), count, now=now)
    _set_a_ceiling(now=now)
    _amal_and_bent(now=now)
    _clara_is_handed_over(now=now)
    _jonas_has_an_offer(now=now)
    _leave_wishes()


def _say_what_it_is_about() -> None:
    """What somebody wrote when booking; some wrote nothing, as people do."""
    rows = list(Conversation.objects.filter(centre__slug=HOME).order_by("during", "pk"))
    for row, agenda, needs in zip(rows, cycle(AGENDAS), cycle(NEEDS), strict=False):
        row.agenda, row.needs = agenda, sorted(needs)
    Conversation.objects.bulk_update(rows, ["agenda", "needs"], batch_size=500)


def _give_people(counsellor: Counsellor, count: int, *, now: datetime) -> None:
    """Those who have talked with this counsellor most lately, under the name they gave then."""
    talks = (
        Conversation.objects.filter(counsellor=counsellor)
        .exclude(citizen__responsibilities__isnull=False)
        .order_by("citizen_id", "-during")
        .distinct("citizen_id")
        .select_related("citizen")
    )
    Responsibility.objects.bulk_create(
        Responsibility(
            citizen=talk.citizen,
            counsellor=counsellor,
            name=talk.name,
            during=period_from(now - KNOWN_FOR),
            came_by=Origin.CHOSEN,
        )
        for talk in islice(talks, count)
    )


def _set_a_ceiling(*, now: datetime) -> None:
    house, editor = Centre.objects.get(slug=HOME), User.objects.get(email__startswith="redaktoer@")
    if ceiling_of(house) is None:
        set_ceiling(
            centre=house,
            editor=editor,
            most_people=40,
            reason="Så hver vejleder kan nå at møde alle sine en gang om måneden.",
            now=now,
        )


def _amal_and_bent(*, now: datetime) -> None:
    """Amal chose Bent; they have met, agreed on something, and meet again."""
    bent, amal = Counsellor.objects.get(slug="bent-oestergaard"), _account("amal")
    _choose(bent, amal, "Amal", now=now)
    talk = _lend(amal, "Amal", bent, now=now)
    if talk is None:
        return
    after = talk.ends_at + timedelta(minutes=10)
    _write(
        talk,
        Author.COUNSELLOR,
        "Vi så på dine tre ansøgninger. Den til skolekøkkenet siger "
        "bedst, hvem du er. Jeg spørger Karin i køkkenet, om du må komme og se det.",
        now=after,
    )
    _write(talk, Author.CITIZEN, "Tak. Jeg vil helst derud en formiddag.", now=after)
    for step in (
        NewStep(what="Ringer til Karin i skolekøkkenet", by_day=_day(now, 3)),
        NewStep(what="Retter ansøgningen", by_whom=Doer.CITIZEN, by_day=_day(now, 5)),
    ):
        add_step(
            conversation=talk,
            by=Author.COUNSELLOR,
            step=step,
            form_key=mint_form_key(form=STEP_FORM),
            now=after,
        )
    version = SharedNote.objects.get(conversation=talk).version
    for author in Author:
        say_yes(conversation=talk, by=author, version=version, now=after)


def _clara_is_handed_over(*, now: datetime) -> None:
    """Samira has written a card that waits for Clara's answer."""
    samira, clara = Counsellor.objects.get(slug="samira-aziz"), _account("clara", "Clara Lund")
    own = _choose(samira, clara, "Clara", now=now - KNOWN_FOR)
    propose_handover(
        responsibility=own,
        colleague="bent-oestergaard",
        words="Vi har arbejdet med at finde en læreplads som tømrer. Næste skridt er et besøg på "
        "to værksteder. Bent kender mestrene her i byen, så han kan tage med dig derud.",
        form_key=mint_form_key(form=HANDOVER_FORM),
        by=samira.user or clara,
        now=now,
    )


def _jonas_has_an_offer(*, now: datetime) -> None:
    """Bent has offered Jonas to be his own counsellor; there is no answer yet."""
    bent, jonas = Counsellor.objects.get(slug="bent-oestergaard"), _account("jonas", "Jonas Bech")
    with transaction.atomic():
        citizen = meet_citizen(user=jonas)
    offer_to_be_own_counsellor(
        counsellor=bent,
        citizen=citizen,
        name="Jonas",
        email=jonas.email or "",
        phone="",
        language="da",
        now=now,
    )


def _leave_wishes() -> None:
    house, topic = Centre.objects.get(slug=HOME), Topic.objects.order_by("slug").first()
    for number, (name, words, suits) in enumerate((
        ("Nour", "Jeg arbejder om dagen. Helst efter klokken 17.", [PartOfDay.EVENING]),
        ("Karl", "Gerne en gåtur. Jeg sidder dårligt.", [PartOfDay.MORNING]),
    )):  # fmt: skip
        mail = f"oensker{number}@demo.invalid"
        citizen, _made = Citizen.objects.get_or_create(email=mail)
        Wish.objects.create(
            centre=house,
            topic=topic,
            citizen=citizen,
            name=name,
            email=mail,
            words=words,
            parts_of_day=suits,
            modes=[Mode.IN_PERSON, Mode.WALK],
            weekdays=[Weekday.TUESDAY, Weekday.THURSDAY],
        )


def _account(local_part: str, name: str = "") -> User:
    email = f"{local_part}@demo.invalid"
    user = User.objects.filter(email=email).first() or User.objects.create_user(email, name=name)
    EmailAddress.objects.get_or_create(
        user=user, email=email, defaults={"verified": True, "primary": True}
    )
    return user


def _choose(counsellor: Counsellor, user: User, name: str, *, now: datetime) -> Responsibility:
    return choose_own_counsellor(
        counsellor=counsellor.slug,
        name=name,
        language="da",
        user=user,
        now=now,
        form_key=mint_form_key(form=CHOOSING_FORM),
    ).responsibility


def _lend(user: User, name: str, counsellor: Counsellor, *, now: datetime) -> Conversation | None:
    """Let the latest and the next conversation in the counsellor's calendar be this person's."""
    with transaction.atomic():
        citizen = meet_citizen(user=user)
    talks = Conversation.objects.booked().filter(counsellor=counsellor)
    latest = talks.filter(during__endswith__lt=now).order_by("-during").first()
    coming = talks.filter(during__startswith__gt=now + timedelta(days=1)).order_by("during").first()
    lent = [talk.pk for talk in (latest, coming) if talk]
    Conversation.objects.filter(pk__in=lent).update(citizen=citizen, name=name, email=user.email)
    return Conversation.objects.filter(pk=latest.pk).first() if latest else None


def _write(talk: Conversation, by: Author, words: str, *, now: datetime) -> None:
    write_words(
        conversation=talk,
        by=by,
        writing=Writing(words=words, edition=0),
        now=now,
        form_key=mint_form_key(form=WORDS_FORM),
    )


def _day(now: datetime, days: int) -> date:
    return (now + timedelta(days=days)).date()
