"""Two people in a talk, each in a browser of their own, and what their screen readers would say."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest
from django.db import connection
from playwright.sync_api import Locator, Page, expect

from tests.counsellors.chat.story import Talk
from tests.counsellors.talk.story import works_here
from tests.jobcenter.bell.ringers import QUICK, House, running_bell, wait_for

# Nothing comes by the sweep: what arrives was rung, or asked for by the browser.
# Without comments: one that comes late on a busy machine would end the silence a test waits for.
PACE = replace(QUICK, sweep=600, own_ring=1, comment=600, bye_latest=0.2)


@contextmanager
def house_with_a_bell(monkeypatch: pytest.MonkeyPatch) -> Iterator[House]:
    """Pages are served by threads that live on: what they hold open keeps the database in use."""
    monkeypatch.setitem(connection.settings_dict, "CONN_MAX_AGE", 0)
    with running_bell(PACE) as running:
        assert wait_for(lambda: not running.bell.ear.is_deaf)
        yield running


# What is added to a live region, as a screen reader with default settings says it: what can be
# seen of added nodes in role=log, the whole of role=status. Regions switched off are silent.
LISTEN = """
document.addEventListener("DOMContentLoaded", () => {
  window.heard = [];
  const regions = "[role=log], [role=status], [role=alert], [aria-live]";
  const seen = (node) => {
    if (node.nodeType === 3) return node.textContent;
    if (node.nodeType !== 1 || node.closest("template")) return "";
    if (node.hidden || getComputedStyle(node).display === "none") return "";
    const parts = node.localName === "details" && !node.open
      ? [...node.children].filter((child) => child.localName === "summary")
      : [...node.childNodes];
    return parts.map(seen).join(" ");
  };
  const say = (region, text) => {
    const words = text.replace(/\\s+/g, " ").trim();
    const kind = region.getAttribute("role") || "live";
    if (words) window.heard.push(`${kind}: ${words}`);
  };
  new MutationObserver((changes) => {
    const changed = new Set();
    for (const change of changes) {
      const target = change.target.nodeType === 1 ? change.target : change.target.parentElement;
      const region = target && target.closest(regions);
      if (!region || region.getAttribute("aria-live") === "off") continue;
      if (region.getAttribute("role") !== "log") changed.add(region);
      else for (const node of change.addedNodes) say(region, seen(node));
    }
    for (const region of changed) say(region, seen(region));
  }).observe(document, { childList: true, characterData: true, subtree: true });
});
"""


def as_amal(open_page: Callable[..., Page], house, talk: Talk, **options) -> Page:
    """The browser that began the talk, at 360 px."""
    page = open_page(**options)
    page.context.add_cookies([{"name": "chat", "value": talk.secret, "url": house.url}])
    return _at(page, f"{house.url}/chat/{talk.thread.public_id}/")


def as_bent(open_page: Callable[..., Page], house, talk: Talk, **options) -> Page:
    page = open_page(**options)
    page.context.add_cookies(
        [
            {"name": cookie.key, "value": cookie.value, "url": house.url}
            for cookie in works_here(talk.bent).cookies.values()
        ]
    )
    return _at(page, f"{house.url}/vejleder/chat/{talk.thread.public_id}/")


def _at(page: Page, address: str) -> Page:
    page.context.set_default_timeout(20_000)
    page.context.add_init_script(LISTEN)
    page.goto(address)
    return page


def write(page: Page, words: str) -> None:
    field_of(page).fill(words)
    page.get_by_role("button", name="Send").click()
    expect(page.locator("#log, .talk").get_by_text(words).first).to_be_visible()


def hide(page: Page, hidden: bool) -> None:
    page.evaluate(
        "hidden => { Object.defineProperty(document, 'hidden',"
        " {configurable: true, get: () => hidden});"
        " document.dispatchEvent(new Event('visibilitychange')); }",
        hidden,
    )


def field_of(page: Page) -> Locator:
    return page.get_by_role("textbox", name="Din besked")


def heard(page: Page) -> list[str]:
    return page.evaluate("window.heard")


def more_of(page: Page, words: str) -> Locator:
    """What folds out beside a message."""
    row = page.locator("li.said").filter(has_text=words)
    row.locator("summary").click()
    return row
