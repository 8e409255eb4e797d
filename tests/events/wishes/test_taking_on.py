"""A partner does what somebody wishes for: from "we do it" to first seats."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from events.activities.models import Activity
from events.search.models import UnansweredWord
from events.signups.domain.refusals import OthersFirst
from events.signups.models import FirstSeats
from events.wishes.domain import (
    answer_idea,
    be_told,
    settle_offers,
    take_down,
    tell_of_what_comes,
)
from events.wishes.enums import Answer
from events.wishes.models import IdeaOffer
from jobcenter.outbox.models import Notice
from tests.events.organising.story import form, seen_on, set_the_story
from tests.factories.accounts import UserFactory
from tests.factories.centres import CentreFactory, PartnerFactory
from tests.factories.signups import signed_up
from tests.factories.wishes import supported, wished

pytestmark = pytest.mark.django_db
TO_TAKE_ON = "/arrangoer/oensker/"


@pytest.fixture
def story():
    return set_the_story()


@pytest.fixture
def wish(story):
    return wished("Bordtennis", centre=story.centre, now=timezone.now(), email="m@example.org")


def take_on(story, wish, **said):
    address = f"{TO_TAKE_ON}garnets-venner/{wish.public_id}/"
    return story.asked(story.of_partner, address, **({"title": "Bordtennis"} | said))


def html_of(client, address: str) -> str:
    return client.get(address).content.decode()


def approve(story, activity) -> None:
    sends = f"/arrangoer/aktivitet/{activity.public_id}/offentlig/"
    story.of_partner.post(sends, {"attests": "1"})
    home = f"/kontor/aktivitet/{activity.public_id}/"
    seen = seen_on(story.at_house, home)
    yes = {"answer": "approved", "words": "", "seen": seen}
    assert story.at_house.post(f"{home}svar/", yes).status_code == 303
    activity.refresh_from_db()


def test_amal_sees_what_people_wish_for_at_the_houses_her_organisation_works_with(story, wish):
    elsewhere = wished("Dykning", centre=CentreFactory(), now=timezone.now())
    answered = wished("Kalligrafi", centre=story.centre, now=timezone.now(), browser="b")
    answer_idea(idea=answered, answer=Answer.REFUSED, words="Nej", actor=None, now=timezone.now())

    page = html_of(story.of_partner, TO_TAKE_ON)
    assert "Bordtennis" in page
    assert elsewhere.title not in page
    assert answered.title not in page
    assert "Vi gør det" in page


def test_amal_sees_what_people_looked_for_in_vain_and_begins_with_the_word(story):
    monday = timezone.localdate() - timedelta(days=timezone.localdate().weekday())
    UnansweredWord.objects.create(week=monday, word="keramik", times=4)
    UnansweredWord.objects.create(week=monday, word="drejebænk", times=2)

    page = html_of(story.of_partner, TO_TAKE_ON)
    assert "Det burde nogen arrangere" in page
    assert "søgt 4 gange" in page
    assert "drejebænk" not in page
    begin = f"/arrangoer/garnets-venner/{story.centre.slug}/ny/?titel=keramik"
    assert f'href="{begin}"' in page
    assert 'value="keramik"' in html_of(story.of_partner, begin)

    second = CentreFactory(name="Skovhuset")
    story.partner.centres.add(second)
    page = html_of(story.of_partner, TO_TAKE_ON)
    assert "Garnets venner i Skovhuset" in page
    assert f"/{second.slug}/ny/?titel=keramik" in page


def test_nobody_outside_an_organisation_sees_what_was_looked_for_in_vain(story, client):
    monday = timezone.localdate() - timedelta(days=timezone.localdate().weekday())
    UnansweredWord.objects.create(week=monday, word="keramik", times=4)
    client.force_login(UserFactory())

    assert "keramik" not in html_of(client, TO_TAKE_ON)


def test_we_do_it_makes_a_draft_that_the_house_hears_of(story, wish):
    page = html_of(story.of_partner, f"{TO_TAKE_ON}garnets-venner/{wish.public_id}/")
    assert 'value="Bordtennis"' in page
    answer = take_on(story, wish, sign_up="single")

    made = Activity.objects.get()
    assert answer["Location"] == f"/arrangoer/aktivitet/{made.public_id}/"
    assert (made.submission.partner, made.submission.state) == (story.partner, "draft")
    listed = html_of(story.of_partner, TO_TAKE_ON)
    assert f"/arrangoer/aktivitet/{made.public_id}/" in listed
    assert "Vi gør det" not in listed
    at_house = html_of(story.at_house, f"/vejleder/ideer/{wish.public_id}/")
    assert "Garnets venner vil gøre det" in at_house
    assert made.public_id not in at_house
    story.of_partner.post(f"/arrangoer/aktivitet/{made.public_id}/offentlig/", {"attests": "1"})
    assert made.public_id in html_of(story.at_house, f"/vejleder/ideer/{wish.public_id}/")


def test_the_yes_of_the_house_answers_the_wish_and_supporters_come_first(story, wish):
    clara = supported(wish, now=timezone.now())
    be_told(support=clara, email="clara@example.org", phone="")
    take_on(story, wish, sign_up="single")
    made = Activity.objects.get()
    approve(story, made)
    one = made.dates.get()
    with pytest.raises(OthersFirst):
        signed_up(one, "Erik", now=timezone.now())

    assert tell_of_what_comes(now=timezone.now()) == 1
    assert tell_of_what_comes(now=timezone.now()) == 0
    wish.refresh_from_db()
    assert (wish.answer, wish.activity, wish.answer_words) == (
        "taken_on", made, "Garnets venner gør det.",
    )  # fmt: skip
    assert set(Notice.objects.filter(kind="idea_comes").values_list("recipient", flat=True)) == {
        "m@example.org", "clara@example.org",
    }  # fmt: skip
    now = timezone.now()
    assert signed_up(one, "Clara", first_seat=bytes(clara.link_hash), now=now).state == "taken"
    with pytest.raises(OthersFirst):
        signed_up(one, "Erik", now=now)
    assert not IdeaOffer.objects.exists()


def test_of_two_partners_the_first_that_is_public_does_it_and_the_other_keeps_nobody_out(
    story, wish
):
    take_on(story, wish, sign_up="single")
    first = Activity.objects.get()
    take_on(story, wish, sign_up="single", title="Bordtennis igen")
    second = Activity.objects.exclude(pk=first.pk).get()
    approve(story, second)
    tell_of_what_comes(now=timezone.now())
    approve(story, first)
    tell_of_what_comes(now=timezone.now())

    wish.refresh_from_db()
    assert wish.activity == second
    assert not FirstSeats.objects.filter(activity=first).exists()
    assert signed_up(first.dates.get(), "Erik", now=timezone.now()).state == "taken"


@pytest.mark.parametrize("ending", ["answered", "taken down", "taken back"])
def test_a_wish_that_ends_lets_everybody_sign_up_for_what_was_meant_for_it(story, wish, ending):
    take_on(story, wish, sign_up="single")
    made = Activity.objects.get()
    now = timezone.now()
    if ending == "answered":
        answer_idea(idea=wish, answer=Answer.REFUSED, words="Nej", actor=story.editor, now=now)
    elif ending == "taken down":
        take_down(idea=wish, why="Et navn", actor=story.editor, now=now)
    else:
        wish.delete()
    approve(story, made)
    settle_offers(now=now)
    assert signed_up(made.dates.get(), "Erik", now=now).state == "taken"


def test_the_same_form_twice_is_one_offer_and_an_answered_wish_is_refused(story, wish):
    address = f"{TO_TAKE_ON}garnets-venner/{wish.public_id}/"
    page = html_of(story.of_partner, address)
    body = form(title="Bordtennis") | {"key": page.split('name="key" value="')[1].split('"')[0]}
    again = [story.of_partner.post(address, body)["Location"] for _ in range(2)]
    assert again[0] == again[1]
    assert IdeaOffer.objects.count() == Activity.objects.count() == 1

    answer_idea(
        idea=wish, answer=Answer.REFUSED, words="Nej", actor=story.editor, now=timezone.now()
    )
    refused = take_on(story, wish)
    assert refused.status_code == 422
    assert "allerede fået sit svar" in refused.content.decode()
    assert Activity.objects.count() == 1


def test_only_people_of_a_partner_of_that_house_take_a_wish_on(story, wish):
    PartnerFactory(name="Andre").centres.add(story.centre)
    other = wished("Skak", centre=CentreFactory(), now=timezone.now())
    for address in (f"andre/{wish.public_id}/", f"garnets-venner/{other.public_id}/"):
        assert story.of_partner.get(TO_TAKE_ON + address).status_code == 404
    assert "Du er ikke med i en endnu" in html_of_stranger()


def html_of_stranger() -> str:
    from django.test import Client

    from tests.factories.accounts import UserFactory

    client = Client()
    client.force_login(UserFactory())
    return html_of(client, TO_TAKE_ON)


def test_the_partner_reads_how_many_come_and_wait_and_no_name(story):
    story.make_of_partner(sign_up="single", places="1")
    made = story.made()
    approve(story, made)
    now = timezone.now()
    for name in ("Clara", "Erik"):
        signed_up(made.dates.get(), name, now=now)

    page = html_of(story.of_partner, f"/arrangoer/aktivitet/{made.public_id}/")
    assert "1 af 1" in page
    assert "1 venter" in page
    assert "Clara" not in page


@pytest.mark.parametrize("many", [1, 15])
def test_the_list_costs_the_same_whatever_its_length(story, many, django_assert_max_num_queries):
    for number in range(many):
        wished(f"Ønske {number}", centre=story.centre, now=timezone.now() - timedelta(hours=number),
               browser=f"b{number}")  # fmt: skip
    story.of_partner.get(TO_TAKE_ON)
    with django_assert_max_num_queries(10):
        story.of_partner.get(TO_TAKE_ON)
