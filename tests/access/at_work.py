"""What a house works with besides: the desk, standing in, the team, its rooms, its sample."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.db.backends.postgresql.psycopg_any import DateRange

from citizens.oversight.domain.drawing import week_to_look_at
from citizens.oversight.models import Sample, SampledReading
from counsellors.availability.models import Absence
from counsellors.models import Counsellor, Cover, Minutes, Opening, RoomHold, SparringQuestion
from counsellors.team.enums import HoldKind
from jobcenter.shared.periods import period
from tests.counsellors.conversations.story import NOW, Scene, at
from tests.factories.counsellors import CounsellorFactory

from .talks import talk

if TYPE_CHECKING:
    from .scene import Life

AN_HOUR = timedelta(hours=1)


def work_goes_on(life: Life, scene: Scene) -> None:
    _desk(life, scene)
    _standing_in(life, scene)
    _team(life)
    _rooms(life)
    _sample(life)


def _desk(life: Life, scene: Scene) -> None:
    """The slip shows the link, once, to whoever booked for somebody."""
    (agenda,) = life.mark("desk", "skranke")
    talk(life, scene, "desk conversation", weeks=2, agenda=agenda, booked_by=life.counsellor)


def _standing_in(life: Life, scene: Scene) -> None:
    """Gitte is away, so her people may choose: one talk of hers is found, another one opened."""
    gitte = Counsellor.objects.get(slug=f"gitte-{life.who}")
    (agenda,) = life.mark("of a colleague", "kollegas")
    (why,) = life.mark("opening", "ringer")
    Absence.objects.create(counsellor=gitte, during=period(NOW - AN_HOUR, at(16, weeks=1)))
    theirs = talk(
        life, scene, "talk of a colleague", weeks=1, agenda=agenda, counsellor=gitte,
        choices_offered_at=NOW,
    )  # fmt: skip
    found = {"counsellor": life.counsellor, "during": period(NOW, NOW + AN_HOUR / 2)}
    life.things["opening"] = Opening.objects.create(
        conversation=life.things["earlier conversation"], **found
    )
    life.things["opened conversation"] = Opening.objects.create(
        conversation=theirs, opened_at=NOW, words=why, **found
    )


def _team(life: Life) -> None:
    """A question to Bent alone, and one of his to the whole house."""
    gitte = Counsellor.objects.get(slug=f"gitte-{life.who}")
    hanne = CounsellorFactory(slug=f"hanne-{life.who}", centres=[life.centre])
    asked, own = life.mark("sparring", "tvivl", "spoerger")
    (of_another,) = life.mark("between colleagues", "tohaand")
    title, words = life.mark("minutes", "referat", "aftalt")
    life.things["cover"] = Cover.objects.create(
        centre=life.centre, absent=gitte, covering=life.counsellor, made_at=NOW,
        during=DateRange(date(2026, 12, 14), date(2026, 12, 16), "[)"),
    )  # fmt: skip
    for thing, said in {
        "sparring question": {"asked_by": gitte, "asked": life.counsellor, "words": asked},
        "own sparring question": {"asked_by": life.counsellor, "words": own},
        "question between colleagues": {"asked_by": gitte, "asked": hanne, "words": of_another},
    }.items():
        life.things[thing] = SparringQuestion.objects.create(
            centre=life.centre, asked_at=NOW, **said
        )
    life.things["minutes"] = Minutes.objects.create(
        centre=life.centre, title=title, held_on=NOW.date(), words=words, written_at=NOW
    )


def _rooms(life: Life) -> None:
    (what_for,) = life.mark("room", "moede")
    life.things["room"] = life.centre.rooms.get()
    life.things["hold"] = RoomHold.objects.create(
        room=life.things["room"], kind=HoldKind.RESERVED, what_for=what_for, made_at=NOW,
        during=period(at(9, weeks=4), at(15, weeks=4)),
    )  # fmt: skip


def _sample(life: Life) -> None:
    sample = Sample.objects.create(centre=life.centre, week=week_to_look_at(NOW))
    line = life.things["reading"]
    life.things["sampled look"] = SampledReading.objects.create(
        sample=sample, month=line.month, number=line.number, place=1, handle="KATTE"
    )
