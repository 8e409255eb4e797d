"""What the house asks about before it keeps it, and the everyday words it leaves alone."""

from __future__ import annotations

import pytest

from jobcenter.shared.diagnoses import diagnoses_in
from jobcenter.shared.sensitive import HoldsCprNumber, MayBeSensitive, refuse_what_is_sensitive

NOTHING: frozenset[str] = frozenset()


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("Hun har en depression", ["depression"]),
        ("DEPRESSIV i perioder", ["DEPRESSIV"]),
        ("ADHD og autisme", ["ADHD", "autisme"]),
        ("brystkræft i 2020", ["brystkræft"]),
        ("kræft", ["kræft"]),
        ("han er diabetiker, har diabetes type 2", ["diabetes"]),
        ("PTSD efter ulykken", ["PTSD"]),
        ("F32.1", ["F32.1"]),
        ("kode DF32 og DM54.5", ["DF32", "DM54.5"]),
        ("DF321", ["DF321"]),
        ("depression, og igen depression", ["depression"]),
        ("social fobi", ["social fobi"]),
        ("Alzheimers", ["Alzheimers"]),
    ],
)
def test_name_or_code_of_an_illness_is_named_as_it_was_typed(text, named):
    assert list(diagnoses_in(text)) == named


@pytest.mark.parametrize(
    "everyday",
    [
        "Jeg har kræfter til at begynde",
        "angst for at ringe til en arbejdsgiver",
        "meget stress i det gamle job",
        "ondt i ryggen og træt",
        "hiv fat i Bent, hvis det driller",
        "kol og briketter",
        "add to the list",
        "autentisk og autonom",
        "Mødes i lokale B12 eller F32",
        "E45 ved afkørsel 48",
        "DK2100 København Ø",
        "DR1 og DR2",
        "kl. 10.15 den 7.12.2026",
        "demonstration af programmet",
        "Book C25 brændeovn, model A11",
        "hjernen er et fantastisk sted",
        "Parkering ved huset",
        "svensk arbejdskraft og livskraft",
    ],
)
def test_everyday_words_are_no_alarm(everyday):
    assert list(diagnoses_in(everyday)) == []


def test_passage_that_was_looked_at_is_let_through_and_a_new_one_is_asked_about():
    seen = frozenset({"depression"})

    refuse_what_is_sensitive("en depression", accepted=seen)
    with pytest.raises(MayBeSensitive) as asked:
        refuse_what_is_sensitive("en depression og en psykose", accepted=seen)

    assert asked.value.passages == ["depression", "psykose"]
    assert "psykose" not in str(asked.value)


def test_cpr_number_is_refused_even_when_it_was_accepted():
    with pytest.raises(HoldsCprNumber) as refused:
        refuse_what_is_sensitive("070761-4285", accepted=frozenset({"070761-4285"}))

    assert refused.value.passages == ["070761-4285"]
    assert "070761" not in str(refused.value)


def test_number_that_may_be_one_is_asked_about_and_can_be_kept():
    with pytest.raises(MayBeSensitive):
        refuse_what_is_sensitive("ordre 0101901234", accepted=NOTHING)

    refuse_what_is_sensitive("ordre 0101901234", accepted=frozenset({"0101901234"}))
