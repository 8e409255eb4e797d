"""Danish specimens for the style guide page: invented, and never saved."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.core.paginator import Paginator

from jobcenter.ui.dates import (
    COPENHAGEN,
    clock_in_words,
    day_in_words,
    span_in_words,
    when_in_words,
)
from jobcenter.ui.forms import Card, HouseForm

THURSDAY = datetime(2026, 12, 10, 10, 15, tzinfo=COPENHAGEN)
FRIDAY = THURSDAY + timedelta(days=1)
LENGTH = timedelta(minutes=45)


@dataclass(frozen=True, slots=True)
class SpecimenPerson:
    """Stands where a counsellor stands on real pages."""

    name: str
    portrait_seed: str

    def __str__(self) -> str:
        return self.name


BENT = SpecimenPerson("Bent Ravn", "bent man umber moustache")
DORTE = SpecimenPerson("Dorte Lind", "dorte woman glasses grey bob")
PEOPLE = [
    BENT,
    DORTE,
    SpecimenPerson("Samira Aziz", "samira hijab olive"),
    SpecimenPerson("Jonas Holm", "jonas man copper beard peach"),
    SpecimenPerson("Nour Haddad", "nour woman waves amber"),
    SpecimenPerson("Kirsten Bach", "kirsten woman bun white"),
    SpecimenPerson("Amadou Diop", "amadou man ebony cropped"),
    SpecimenPerson("Mette Krogh", "mette woman long"),
]


def _times(day: datetime, *rows: tuple[int, str]) -> tuple[str, list[tuple[str, Card]]]:
    """One day of the slot picker: rows of (minutes after 10.15, detail)."""
    starts = [(day + timedelta(minutes=minutes), detail) for minutes, detail in rows]
    return day_in_words(day), [
        (start.isoformat(), Card(span_in_words(start, start + LENGTH), detail))
        for start, detail in starts
    ]


class TopicForm(HouseForm):
    topic = forms.ChoiceField(
        label="Hvad vil du tale om?",
        help_text="Vælg det, der ligger nærmest. I kan tale om alt.",
        widget=forms.RadioSelect,
        choices=[
            (
                "job",
                Card("Job", "Finde et nyt, beholde det du har, eller noget helt andet", icon="key"),
            ),
            (
                "education",
                Card("Uddannelse og karriere", "Kurser, skoler og vejen derhen", icon="book"),
            ),
            ("start", Card("Starte for dig selv", "Fra idé til den første kunde", icon="sprout")),
            ("health", Card("Sundhed og mad", "Kræfter i hverdagen", icon="heart")),
        ],
    )


class TimeForm(HouseForm):
    time = forms.ChoiceField(
        label="Hvornår vil du mødes?",
        help_text="Samtalen varer 45 minutter. Du kan altid flytte eller aflyse den.",
        error_messages={"required": "Vælg en tid til din samtale"},
        widget=forms.RadioSelect,
        choices=[
            _times(
                THURSDAY,
                (-75, "I Lysthuset, med Bent Ravn"),
                (0, "På telefon, med Bent Ravn"),
                (165, "På video, med Samira Aziz"),
            ),
            _times(FRIDAY, (-45, "I Lysthuset, med Dorte Lind"), (225, "Gå en tur, med Bent Ravn")),
        ],
    )


class AboutYouForm(HouseForm):
    name = forms.CharField(
        label="Hvad skal vi kalde dig?",
        help_text="Et fornavn eller et kaldenavn er nok.",
        error_messages={"required": "Skriv et navn, vi kan kalde dig"},
    )
    email = forms.EmailField(
        label="Din mail",
        error_messages={
            "invalid": "Skriv en mail som navn@eksempel.dk",
            "required": "Skriv din mail",
        },
    )
    language = forms.ChoiceField(
        label="Sprog",
        choices=[("da", "Dansk"), ("en", "English"), ("ar", "العربية")],
    )
    wish = forms.CharField(
        label="Hvad vil du gerne tale om?",
        help_text="Skriv ikke dit CPR-nummer.",
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    needs = forms.MultipleChoiceField(
        label="Er der noget, vi skal gøre klar?",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=[
            ("quiet", Card("Et roligt rum", icon="quiet")),
            ("step_free", Card("Adgang uden trin", icon="step-free")),
            ("companion", Card("Jeg tager en med", icon="people")),
        ],
    )
    remind = forms.BooleanField(
        label="Mind mig om det dagen før", help_text="Vi skriver én gang.", required=False
    )


class PlaceForm(HouseForm):
    place = forms.CharField(label="Postnummer eller by", required=False)
    mode = forms.ChoiceField(
        label="Hvordan",
        required=False,
        choices=[("", "Alle måder"), ("phone", "På telefon"), ("video", "På video")],
    )


def specimens() -> dict[str, Any]:
    """Everything the style guide shows. `refused` forms carry errors on purpose."""
    typed = {"name": "", "email": "amal(at)mail", "language": "da", "needs": ["quiet"]}
    return {
        "topic_form": TopicForm(initial={"topic": "education"}),
        "time_form": TimeForm(initial={"time": THURSDAY.isoformat()}),
        "about_form": AboutYouForm(),
        "wrong_time_form": TimeForm({}, auto_id="wrong_%s"),
        "wrong_form": AboutYouForm(typed, auto_id="wrong_%s"),
        "place_form": PlaceForm(auto_id="place_%s"),
        "bent": BENT,
        "people": PEOPLE,
        "page": Paginator(range(30), 10).page(2),
        "start": THURSDAY,
        "end": THURSDAY + LENGTH,
        "next_start": FRIDAY,
        "said": [when_in_words(THURSDAY, THURSDAY + LENGTH), clock_in_words(THURSDAY)],
        "step_names": ["Emne", "Sted og måde", "Tid", "Om dig", "Tjek"],
        "tokens": TOKENS,
    }


TOKENS = [
    "paper",
    "surface",
    "sand",
    "ink",
    "ink-2",
    "line",
    "control",
    "brand",
    "brand-strong",
    "brand-tint",
    "clay",
    "clay-tint",
    "honey",
    "honey-tint",
    "ok",
    "danger",
    "plum",
    "night",
]
