"""An editor makes and changes an activity in a browser."""

from __future__ import annotations

from datetime import timedelta

import pytest

from events.activities.models import Activity
from events.signups.models import SignupTerms
from tests.events.organising.story import first_day, form, seen_on
from tests.factories.centres import RoomFactory

pytestmark = pytest.mark.django_db


def said(answer) -> str:
    return answer.content.decode()


def test_a_title_a_day_and_a_time_are_enough(story):
    answer = story.make_at_house()

    activity = story.made()
    assert answer["Location"] == f"/kontor/aktivitet/{activity.public_id}/"
    assert (activity.title, activity.published_at) == ("Strikkecafé", None)
    assert activity.dates.count() == 1
    assert not SignupTerms.objects.exists()


def test_a_wish_begins_as_the_title_of_a_new_activity(story):
    answer = story.at_house.get("/kontor/det-sker/aahuset/ny/", {"titel": "Kor\r\n<b>for alle"})
    assert 'value="Kor &lt;b&gt;for alle"' in said(answer)


def test_the_dates_of_the_rule_are_shown_before_anything_is_saved(story):
    answer = story.make_at_house(
        repeats="weekly", last_on=first_day() + timedelta(days=14), preview="1",
        pauses_on_holidays=None,
    )  # fmt: skip

    assert answer.status_code == 200
    assert "Det bliver 3 datoer" in said(answer)
    assert 'value="Strikkecafé"' in said(answer)
    assert not Activity.objects.exists()


def test_what_is_left_open_follows_from_the_first_day(story):
    story.make_at_house(repeats="monthly", last_on=first_day() + timedelta(days=70))

    activity = story.made()
    nth = (first_day().day - 1) // 7 + 1
    assert activity.weekdays == [first_day().isoweekday()]
    assert activity.nth_of_month == (nth if nth < 5 else -1)


def test_days_of_its_own_are_written_one_by_one(story):
    day, other = first_day(), first_day() + timedelta(days=3)
    story.make_at_house(
        repeats="irregular", first_on=None,
        more_days=f"{day:%-d.%-m.%Y}\n{other:%Y-%m-%d} kl. 18.30",
    )  # fmt: skip

    starts = [one.starts_at.astimezone().time().isoformat() for one in story.made().dates.all()]
    assert len(starts) == 2
    assert starts[0] != starts[1]


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"title": " "}, "Giv det en titel"),
        ({"begins": "25.00"}, "“25.00” er ikke et klokkeslæt"),
        ({"begins": ""}, "Skriv, hvornår det begynder"),
        ({"first_on": ""}, "Vælg en dag."),
        ({"first_on": "2020-01-01"}, "Den dag er gået"),
        ({"repeats": "weekly"}, "Vælg en sidste dag"),
        ({"repeats": "weekly", "last_on": "2026-01-01"}, "før den første"),
        ({"repeats": "irregular"}, "Skriv mindst én dag"),
        ({"more_days": "31.2.2027"}, "“31.2.2027” er ikke en dag"),
        ({"more_days": "på torsdag"}, "“på torsdag” er ikke en dag"),
        ({"kind": "dans"}, "Vælg en fra listen"),
        ({"places": "mange"}, "Skriv et helt tal"),
        ({"sign_up": "single", "asked_0": "Kød?"}, "hvad du skal bruge det til"),
        ({"asked_0": "Kød?", "purpose_0": "Mad", "until_0": "2027-01-01"}, "Man kan kun spørge"),
    ],
)
def test_what_is_wrong_is_said_in_a_sentence_and_nothing_is_lost(story, wrong, sentence):
    answer = story.make_at_house(text="Vi strikker i sofaen.", **wrong)

    assert answer.status_code == 422
    assert sentence in said(answer)
    assert "Vi strikker i sofaen." in said(answer)
    assert not Activity.objects.exists()


def test_the_same_form_sent_twice_makes_one_activity(story):
    address = f"/kontor/det-sker/{story.centre.slug}/ny/"
    first = story.asked(story.at_house, address)
    from tests.events.organising.story import KEY

    key = KEY.search(said(story.at_house.get(address))).group(1)
    again = [story.at_house.post(address, form(title="To") | {"key": key}) for _ in range(2)]

    assert again[0]["Location"] == again[1]["Location"] != first["Location"]
    assert Activity.objects.count() == 2


def test_terms_and_questions_are_made_in_the_browser(story):
    RoomFactory(centre=story.centre, name="Salen")
    story.make_at_house(
        sign_up="all_or_none", repeats="weekly", last_on=first_day() + timedelta(days=7),
        places="8", most_together="2", is_sensitive="on", room="Salen", asked_0="Spiser du kød?",
        purpose_0="Vi laver mad", until_0=first_day(),
    )  # fmt: skip

    activity = story.made()
    terms = activity.signup_terms
    assert (terms.most_together, terms.whole_series_only, terms.is_sensitive) == (2, True, True)
    assert terms.questions.get().purpose == "Vi laver mad"
    assert (activity.places, activity.room.name) == (8, "Salen")


def test_a_change_keeps_what_the_form_shows(story):
    story.make_at_house(text="Garn", sign_up="single", asked_0="Kød?", purpose_0="Mad",
                        until_0=first_day())  # fmt: skip
    activity = story.made()
    address = f"/kontor/aktivitet/{activity.public_id}/ret/"
    shown = said(story.at_house.get(address))
    assert 'value="Kød?"' in shown
    assert 'value="19.00"' in shown

    answer = story.changed(story.at_house, address, form(title="Garn og te", begins="18"))
    assert answer.status_code == 303
    activity.refresh_from_db()
    assert (activity.title, activity.begins_at_minute) == ("Garn og te", 18 * 60)
    assert not SignupTerms.objects.exists()


def test_nobody_publishes_what_nobody_vouches_for(story):
    story.make_at_house()
    activity = story.made()
    address = f"/kontor/aktivitet/{activity.public_id}/offentlig/"
    refused = story.at_house.post(address, {})
    assert refused.status_code == 422
    assert "åbent for alle, frivilligt" in said(refused)

    story.at_house.post(address, {"attests": "1"})
    activity.refresh_from_db()
    assert activity.published_at is not None
    assert activity.attested_by == story.editor
    one = activity.dates.get()
    assert story.of_partner.get(f"/det-sker/{one.public_id}/").status_code == 200
    trail = said(story.of_partner.get(f"/det-sker/{one.public_id}/spor/"))
    assert "Lagt i programmet" in trail
    assert "huset" in trail
    assert "Dorte" not in trail


def test_what_people_count_on_is_not_taken_out_silently(story, client):
    from django.utils import timezone

    from events.signups.domain import FORM, SignUpRequest, sign_up, tell_of_changes
    from jobcenter.submissions.domain import mint_form_key

    story.make_at_house(sign_up="single")
    activity = story.made()
    home = f"/kontor/aktivitet/{activity.public_id}/"
    story.at_house.post(f"{home}offentlig/", {"attests": "1"})
    sign_up(
        one=activity.dates.get(), request=SignUpRequest(name="Clara", email="c@example.org"),
        form_key=mint_form_key(form=FORM), now=timezone.now(), address="192.0.2.1",
    )  # fmt: skip
    refused = story.at_house.post(f"{home}ud/", {"why": "Fejl"})
    assert "Aflys datoerne først" in said(refused)
    drop_in = story.changed(story.at_house, f"{home}ret/", form())
    assert "Nogen har allerede meldt sig til" in said(drop_in)

    one = activity.dates.get()
    story.at_house.post(f"/kontor/dato/{one.public_id}/aflys/", {"cancel-reason": "Sygdom"})
    assert "Aflyst" in said(client.get(f"/det-sker/{one.public_id}/"))
    assert "Aflys datoerne først" in said(story.at_house.post(f"{home}ud/", {"why": "Fejl"}))
    tell_of_changes(now=timezone.now() + timedelta(minutes=1))
    story.at_house.post(f"{home}ud/", {"why": "Fejl"})
    assert client.get(f"/det-sker/{one.public_id}/").status_code == 404


def test_one_date_is_moved_cancelled_postponed_and_made_its_own(story):
    story.make_at_house(repeats="weekly", last_on=first_day() + timedelta(days=21),
                        pauses_on_holidays=None)  # fmt: skip
    activity = story.made()
    story.at_house.post(f"/kontor/aktivitet/{activity.public_id}/offentlig/", {"attests": "1"})
    one, two, three, four = activity.dates.all()
    said_of = {
        f"{one.public_id}/flyt/": {"move-day": first_day() + timedelta(days=1),
                                   "move-begins": "18.15", "move-minutes": "60"},
        f"{two.public_id}/aflys/": {"cancel-reason": "Sygdom"},
        f"{three.public_id}/udskyd/": {"postpone-reason": "Intet lokale"},
        f"{four.public_id}/eget/": {"own-title": "Juleafslutning"},
    }  # fmt: skip
    for address, body in said_of.items():
        page = f"/kontor/dato/{address.split('/')[0]}/"
        seen = {"seen": seen_on(story.at_house, page)}
        answer = story.at_house.post(f"/kontor/dato/{address}", body | seen)
        assert answer.status_code == 303, address

    for row in (one, two, three, four):
        row.refresh_from_db()
    assert [row.state for row in (one, two, three, four)] == [
        "moved", "cancelled", "postponed", "planned"
    ]  # fmt: skip
    assert four.title == "Juleafslutning"
    page = said(story.at_house.get(f"/kontor/aktivitet/{activity.public_id}/"))
    assert "Juleafslutning" in page
    assert "Sygdom" in page
    wrong = story.at_house.post(f"/kontor/dato/{four.public_id}/aflys/", {"cancel-reason": ""})
    assert wrong.status_code == 422
    assert "Skriv grunden med et par ord" in said(wrong)


def test_a_pause_cancels_and_its_end_brings_back(story):
    story.make_at_house(repeats="weekly", last_on=first_day() + timedelta(days=14),
                        pauses_on_holidays="on")  # fmt: skip
    activity = story.made()
    before = list(activity.dates.values_list("starts_at", "state"))
    address = f"/kontor/det-sker/{story.centre.slug}/ferie/"
    body = {"name": "Ferie", "first": first_day(), "last": first_day() + timedelta(days=7)}
    story.at_house.post(address, body)
    assert activity.dates.filter(state="cancelled").count() >= 1
    assert story.at_house.post(address, body).status_code == 422

    shown = said(story.at_house.get(address))
    end = shown.split("/ferie/")[-1].split("/fjern/")[0]
    story.at_house.post(f"{address}{end}/fjern/")
    assert list(activity.dates.values_list("starts_at", "state")) == before


@pytest.mark.parametrize("many", [1, 30])
def test_lists_cost_the_same_whatever_their_length(story, many, django_assert_max_num_queries):
    from tests.factories.events import public_activity

    for n in range(many):
        public_activity(centre=story.centre, title=f"Ting {n}")
    activity = story.centre.activities.first()
    for address in ("/kontor/det-sker/", f"/kontor/aktivitet/{activity.public_id}/",
                    "/arrangoer/"):  # fmt: skip
        story.at_house.get(address)
        with django_assert_max_num_queries(20):
            story.at_house.get(address)


@pytest.mark.parametrize(("repeats", "stands_open"), [("once", False), ("weekly", True)])
def test_the_box_of_rules_stands_open_only_for_what_happens_more_than_once(
    story, repeats, stands_open
):
    last = first_day() + timedelta(days=7) if repeats == "weekly" else None
    story.make_at_house(repeats=repeats, last_on=last, pauses_on_holidays="on")
    page = said(story.at_house.get(f"/kontor/aktivitet/{story.made().public_id}/ret/"))

    box = page.split("Det sker mere end én gang")[0].rsplit("<details", 1)[1]
    assert (" open>" in box) is stands_open
