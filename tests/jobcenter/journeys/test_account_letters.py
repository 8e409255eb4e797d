"""What the house writes about an account: the code, and what was changed."""

from __future__ import annotations

from datetime import timedelta

import pytest
from allauth.account.adapter import get_adapter
from allauth.account.models import EmailAddress
from django.utils import translation

from jobcenter.journeys.adapters import CHANGES
from jobcenter.outbox.letters import compose_mail
from jobcenter.outbox.models import Notice
from tests.doors import ask_for_code
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db
AMAL = "amal@example.org"


@pytest.mark.parametrize(("start", "language"), [("", "da"), ("/en", "en")])
def test_code_is_mailed_in_the_language_of_the_page_and_dies_with_the_code(client, start, language):
    client.post(f"{start}/konto/log-ind/", {"email": AMAL})
    notice = Notice.objects.get()
    assert (notice.kind, notice.recipient, notice.language) == ("login_code", AMAL, language)
    assert notice.useful_until - notice.due_at == timedelta(minutes=15)


def test_code_stands_in_the_letter_but_not_in_the_subject_that_mail_servers_keep(client):
    with translation.override("da"):
        ask_for_code(client, AMAL)
    notice = Notice.objects.get()
    mail, code = compose_mail(notice), notice.payload["code"]
    assert len(code.replace(" ", "")) == 8
    assert code in mail.body
    assert code in mail.alternatives[0].content
    assert not any(digit.isdigit() for digit in mail.subject)
    assert "http" not in mail.body.partition("Fremtidens Jobcenter\n")[0]


def test_two_codes_are_two_letters(client):
    with translation.override("da"):
        ask_for_code(client, AMAL)
        ask_for_code(client, AMAL)
    assert Notice.objects.count() == 2


@pytest.mark.parametrize("language", ["da", "en"])
@pytest.mark.parametrize("template", sorted(CHANGES))
def test_owner_is_told_of_every_change_in_a_letter_of_its_own(rf, template, language):
    amal = UserFactory(email=AMAL)
    EmailAddress.objects.create(user=amal, email=AMAL, verified=True, primary=True)
    with translation.override(language):
        get_adapter(rf.get("/")).send_mail(template, AMAL, {})
        mails = [compose_mail(notice) for notice in Notice.objects.all()]
    assert len(mails) == 1
    assert mails[0].subject
    assert mails[0].subject in mails[0].body
    assert mails[0].subject in mails[0].alternatives[0].content


def test_every_change_has_words_of_its_own(rf):
    for template in CHANGES:
        get_adapter(rf.get("/")).send_mail(template, AMAL, {})
    subjects = {compose_mail(notice).subject for notice in Notice.objects.all()}
    assert len(subjects) == len(CHANGES)


def test_letter_nobody_wrote_words_for_is_a_loud_mistake(rf):
    with pytest.raises(KeyError):
        get_adapter(rf.get("/")).send_mail("account/email/password_reset_key", AMAL, {})
