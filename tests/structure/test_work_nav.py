"""Pages of staff carry the way to the other pages of their work, and no one else's do."""

from __future__ import annotations

import pytest
from django.test import Client

from jobcenter.accounts.enums import RoleKind
from tests.doors import enter_as_staff
from tests.factories.accounts import RoleFactory, UserFactory
from tests.factories.centres import CentreFactory

pytestmark = pytest.mark.django_db
NAV = 'class="work-nav"'


@pytest.fixture
def editor(client) -> Client:
    user = UserFactory()
    RoleFactory(user=user, kind=RoleKind.CENTRE_EDITOR, centre_id=CentreFactory().pk)
    enter_as_staff(client, user)
    return client


def test_staff_find_the_pages_of_their_roles_and_not_those_of_others(editor):
    html = editor.get("/vejleder/oensker/").content.decode()

    assert NAV in html
    assert 'href="/vejleder/oensker/" aria-current="page"' in html
    assert "/vejleder/mennesker/" not in html


def test_staff_on_a_page_for_everybody_are_anybody(editor):
    assert NAV not in editor.get("/").content.decode()
