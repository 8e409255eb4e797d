"""Amal comes with MitID, through a real provider in another thread."""

from __future__ import annotations

import html
import re
from urllib.parse import parse_qsl

import pytest
from allauth.socialaccount.models import SocialAccount, SocialApp
from django.urls import reverse

from jobcenter.accounts.models import Role, User
from tests.doors import app_for
from tests.jobcenter.accounts.mitid_story import (
    AMAL,
    FORBIDDEN,
    LOW,
    SUBSTANTIAL,
    answer_of,
    asked_for,
    come_with_mitid,
    set_out,
    user_of,
)
from tests.oidc_provider import CLIENT_ID, new_key

pytestmark = pytest.mark.django_db


# --- the good way -----------------------------------------------------------------------------


def test_amal_gets_an_account_with_a_name_and_without_a_mail_address(client, broker):
    come_with_mitid(client)
    amal = user_of(client)
    assert (amal.name, amal.email) == ("Amal Nasser", None)
    assert SocialAccount.objects.get().uid == "amal-at-the-broker"


def test_amal_finds_her_account_again(client, client_class, broker):
    come_with_mitid(client)
    broker.claims["name"] = "Amal Nasser Holm"
    come_with_mitid(client_class())
    assert User.objects.count() == 1
    assert SocialAccount.objects.get().extra_data["name"] == "Amal Nasser Holm"


def test_two_people_without_mail_do_not_collide(client, client_class, broker):
    come_with_mitid(client)
    broker.claims = {"sub": "clara-at-the-broker", "name": "Clara Lund"}
    come_with_mitid(client_class())
    assert set(User.objects.values_list("name", flat=True)) == {"Amal Nasser", "Clara Lund"}


def test_amal_comes_back_to_the_page_and_the_language_she_came_from(client, broker):
    answer = come_with_mitid(client, next="/en/konto/")
    assert answer.url == "/en/konto/"
    broker.claims["sub"] = "somebody-else"
    page = client.post("/en/konto/mitid/").content.decode()
    address = html.unescape(re.search(r'content="0; url=([^"]+)"', page)[1])
    assert asked_for(address)["redirect_uri"].endswith("/konto/mitid/svar/")
    assert "/en/" not in asked_for(address)["redirect_uri"]
    assert client.get(answer_of(address)).url.startswith("/en/")


def test_name_is_fetched_from_the_second_place_when_the_token_has_none(client, broker):
    del broker.claims["name"]
    broker.userinfo = AMAL | FORBIDDEN
    come_with_mitid(client)
    assert user_of(client).name == "Amal Nasser"


def test_name_of_somebody_else_is_not_taken(client, broker):
    del broker.claims["name"]
    broker.userinfo = {"sub": "somebody-else", "name": "Erik"}
    come_with_mitid(client)
    assert user_of(client).name == ""


def test_staff_who_come_with_mitid_still_show_their_second_factor(client, broker):
    come_with_mitid(client)
    bent = user_of(client)
    Role.objects.create(user=bent, kind="administrator")
    app_for(bent)
    client.post(reverse("account_logout"))
    assert come_with_mitid(client).url == reverse("mfa_authenticate")
    assert user_of(client) is None


def test_closed_account_stays_closed(client, broker):
    come_with_mitid(client)
    User.objects.update(is_active=False)
    client.logout()
    assert come_with_mitid(client).url == reverse("account_inactive")
    assert user_of(client) is None


# --- what is asked for ------------------------------------------------------------------------


def test_only_identity_and_name_are_asked_for_with_proof_key_nonce_and_level(client, broker):
    asked = asked_for(set_out(client))
    assert set(asked.pop("scope").split()) == {"openid", "profile"}
    assert asked["acr_values"] == SUBSTANTIAL
    assert asked["code_challenge_method"] == "S256"
    assert len(asked["nonce"]) == 43
    assert set(asked) == {
        "client_id", "redirect_uri", "response_type", "state", "nonce", "acr_values",
        "code_challenge", "code_challenge_method",
    }  # fmt: skip


@pytest.mark.parametrize(
    "crafted",
    [
        {"scope": "ssn,cpr"},
        {"scope": "openid ssn"},
        {"auth_params": f"acr_values={LOW}&scope=ssn&prompt=none&nonce=x"},
        {"acr_values": LOW, "nonce": "x", "state": "x", "redirect_uri": "https://evil.example/"},
        {"process": "connect", "action": "reauthenticate"},
    ],
)
def test_crafted_link_widens_nothing(client, broker, crafted):
    plain, widened = asked_for(set_out(client)), asked_for(set_out(client, **crafted))
    for name in ("nonce", "state", "code_challenge"):
        assert plain.pop(name) != widened.pop(name)
    assert set(plain.pop("scope").split()) == set(widened.pop("scope").split())
    assert plain == widened


def test_crafted_fields_in_the_form_widen_nothing_either(client, broker):
    page = client.post(reverse("accounts:mitid"), {"scope": "ssn", "auth_params": "scope=ssn"})
    assert "ssn" not in page.content.decode()


def test_link_alone_starts_nothing(client, broker):
    assert client.get(reverse("accounts:mitid")).status_code == 405
    assert broker.asked == []


# --- what is believed -------------------------------------------------------------------------


def refused(client, status: int) -> str:
    answer = come_with_mitid(client)
    assert answer.status_code == status
    assert user_of(client) is None
    assert not User.objects.exists()
    assert not SocialAccount.objects.exists()
    page = answer.content.decode()
    assert reverse("account_login") in page
    return page


@pytest.mark.parametrize("level", [LOW, "", None, "substantial", [SUBSTANTIAL, LOW]])
def test_lower_level_of_assurance_is_refused_with_a_kind_page(client, broker, level):
    broker.misbehave = {"acr": level}
    refused(client, 403)


def test_level_may_stand_in_loa_instead(client, broker):
    broker.misbehave = {"acr": None, "loa": SUBSTANTIAL}
    come_with_mitid(client)
    assert user_of(client) is not None


def test_higher_word_in_loa_does_not_lift_a_low_acr(client, broker):
    broker.misbehave = {"acr": LOW, "loa": SUBSTANTIAL}
    refused(client, 403)


@pytest.mark.parametrize(
    "wrong",
    [
        {"nonce": "another"},
        {"nonce": None},
        {"aud": "another-house"},
        {"aud": ["another-house", CLIENT_ID], "azp": "another-house"},
        {"iss": "https://evil.example"},
        {"exp": 1},
        {"exp": None},
        {"iat": 99_999_999_999},
        {"sub": None},
        {"sub": ""},
        {"sub": "x" * 500},
        {"discovered_issuer": "https://evil.example"},
    ],
)
def test_token_with_something_wrong_is_refused(client, broker, wrong):
    broker.misbehave = wrong
    refused(client, 403)


def test_token_signed_by_somebody_else_is_refused(client, broker):
    broker.sign_with = new_key()
    refused(client, 403)


@pytest.mark.parametrize("algorithm", ["none", "HS256", "RS512"])
def test_token_signed_another_way_than_the_published_key_is_refused(client, broker, algorithm):
    broker.algorithm = algorithm
    refused(client, 403)


def test_wrong_client_secret_is_refused(client, broker, settings):
    settings.MITID_CLIENT_SECRET = "guessed"
    refused(client, 403)


# --- state ------------------------------------------------------------------------------------


def test_answer_is_good_once(client, broker):
    answer = answer_of(set_out(client))
    client.get(answer)
    assert client.get(answer).status_code == 400
    client.post(reverse("account_logout"))
    assert client.get(answer).status_code == 400
    assert user_of(client) is None


def test_answer_is_used_up_also_when_the_broker_broke_down_on_the_way(client, broker):
    answer = answer_of(set_out(client))
    broker.broken = {"jwks"}
    assert client.get(answer).status_code == 503
    broker.broken = set()
    assert client.get(answer).status_code == 400
    assert user_of(client) is None


def test_answer_of_another_browser_is_refused(client, client_class, broker):
    """Login CSRF: Clara is sent a link that would log her into the attacker's account."""
    answer = answer_of(set_out(client_class()))
    assert client.get(answer).status_code == 400
    assert user_of(client) is None


@pytest.mark.parametrize("answer", ["", "?code=x", "?state=x&code=x", "?error=server_error"])
def test_answer_without_a_question_is_refused(client, broker, answer):
    assert client.get(reverse("accounts:mitid_answer") + answer).status_code == 400


def test_code_of_another_login_is_refused(client, client_class, broker):
    """The proof key stops a stolen code from being put into somebody else's answer."""
    stolen = answer_of(set_out(client_class()))
    mine = answer_of(set_out(client))
    code = dict(parse_qsl(stolen.partition("?")[2]))["code"]
    state = dict(parse_qsl(mine.partition("?")[2]))["state"]
    path = mine.partition("?")[0]
    assert client.get(path, {"code": code, "state": state}).status_code == 403
    assert user_of(client) is None


def test_amal_may_change_her_mind_at_mitid(client, broker):
    state = asked_for(set_out(client))["state"]
    answer = client.get(
        reverse("accounts:mitid_answer"), {"error": "access_denied", "state": state}
    )
    assert answer.status_code == 200
    assert user_of(client) is None


# --- out of order -----------------------------------------------------------------------------


@pytest.mark.parametrize("broken", ["everything", ".well-known/openid-configuration"])
def test_broker_that_is_down_gives_a_kind_page_before_one_leaves(client, broker, broken):
    broker.broken = {broken}
    answer = client.post(reverse("accounts:mitid"))
    assert answer.status_code == 503
    assert reverse("account_login") in answer.content.decode()


@pytest.mark.parametrize("broken", ["everything", "jwks", ".well-known/openid-configuration"])
def test_broker_that_breaks_down_on_the_way_gives_a_kind_page(client, broker, broken):
    answer = answer_of(set_out(client))
    broker.broken = {broken}
    assert client.get(answer).status_code == 503
    assert user_of(client) is None


def test_broker_that_nobody_can_reach_gives_a_kind_page(client, broker, settings):
    settings.MITID_ISSUER = "http://127.0.0.1:9"
    assert client.post(reverse("accounts:mitid")).status_code == 503


def test_without_an_issuer_there_is_no_button_and_no_way(client, settings):
    settings.MITID_ISSUER = ""
    assert "MitID" not in client.get(reverse("account_login")).content.decode()
    assert client.post(reverse("accounts:mitid")).status_code == 404
    assert client.get(reverse("accounts:mitid_answer")).status_code == 404


def test_row_in_the_database_cannot_add_a_broker(client, settings):
    settings.MITID_ISSUER = ""
    SocialApp.objects.create(
        provider="openid_connect",
        provider_id="mitid",
        name="Evil",
        client_id="x",
        settings={"server_url": "https://evil.example"},
    )
    assert client.post(reverse("accounts:mitid")).status_code == 404
    assert client.get("/konto/oidc/mitid/login/").status_code == 404
