"""Pages of staff carry the way to the other pages of their work, and no one else's do."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import resolve, reverse

from jobcenter.accounts.enums import RoleKind
from jobcenter.accounts.work import NEAR, PAGES, work_menu
from tests.doors import enter_as_staff
from tests.factories.accounts import RoleFactory, UserFactory
from tests.factories.centres import CentreFactory

NAV = 'class="work-nav"'


@pytest.fixture
def editor(db, client) -> Client:
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


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.view)
def test_menu_leads_somebody_to_the_doors_that_open_for_them_and_to_no_other(page):
    assert page.roles == set(resolve(reverse(page.view)).func.role_kinds)


def views(pages) -> list[str]:
    return [page.view for page in pages]


@pytest.mark.parametrize("kind", RoleKind)
@pytest.mark.parametrize("here", ["", *(page.view for page in PAGES)])
def test_a_few_pages_are_near_and_nothing_is_left_out(kind, here):
    menu = work_menu({kind}, here=here)

    everything = [page.view for page in PAGES if kind in page.roles]
    assert sorted(views(menu.near) + views(menu.further)) == sorted(everything)
    assert len(menu.near) <= NEAR + 1
    assert len(menu.further) != 1 or here in views(menu.near)


def test_where_one_is_stands_in_the_row():
    menu = work_menu({RoleKind.COUNSELLOR}, here="hours:overview")

    assert [page.current for page in menu.near] == ["", "", "", "", "page"]
    assert menu.near[-1].view == "hours:overview"
    assert "hours:overview" not in views(menu.further)


def test_page_of_one_talk_belongs_to_the_chats():
    near = work_menu({RoleKind.COUNSELLOR}, here="inbox:thread").near

    assert {page.view: page.current for page in near}["inbox:desk"] == "true"
    assert len(near) == NEAR
