"""Chromium for tests: what a phone, a desk and a browser without scripts see.

Loaded as a pytest plugin. `page` is a phone (360 px, Danish, Copenhagen time,
reduced motion); `open_page` makes any other window. A test fails when a page
broke the content security policy or threw a script error, whatever else it did.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Locator, Page, sync_playwright

AXE_FILE = Path(__file__).parent / "vendor" / "axe.min.js"
AXE_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"]


def chromium_path() -> str:
    """$CHROMIUM or the first Chromium on PATH."""
    found = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
    if not found:
        pytest.fail(
            "Browser tests need Chromium: install it (apt install chromium)"
            " or set CHROMIUM to its path.",
            pytrace=False,
        )
    return found


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    # Playwright keeps an event loop in this thread; Django would take it for async code.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def open_page(chromium: Browser, live_server: Any) -> Iterator[Callable[..., Page]]:
    """`open_page("/", width=1280, dark=True, javascript=False)` → a loaded page."""
    faults: list[str] = []
    contexts = []

    def note(message: ConsoleMessage) -> None:
        if "Content Security Policy" in message.text:
            faults.append(message.text)

    def open_one(
        path: str | None = None,
        *,
        width: int = 360,
        dark: bool = False,
        javascript: bool = True,
        **options: Any,
    ) -> Page:
        context = chromium.new_context(
            base_url=live_server.url,
            viewport={"width": width, "height": 740},
            color_scheme="dark" if dark else "light",
            locale="da-DK",
            timezone_id="Europe/Copenhagen",
            reduced_motion="reduce",
            java_script_enabled=javascript,
            **options,
        )
        context.set_default_timeout(10_000)
        contexts.append(context)
        page = context.new_page()
        page.on("console", note)
        page.on("pageerror", lambda error: faults.append(str(error)))
        if path is not None:
            page.goto(path)
        return page

    yield open_one
    for context in contexts:
        context.close()
    assert not faults, f"The browser complained: {faults}"


@pytest.fixture
def page(open_page: Callable[..., Page]) -> Page:
    return open_page()


@pytest.fixture
def page_without_js(open_page: Callable[..., Page]) -> Page:
    return open_page(javascript=False)


@cache
def _axe() -> str:
    return AXE_FILE.read_text(encoding="utf-8")


def run_axe(page: Page) -> list[str]:
    """Everything axe-core finds wrong with the page, one readable line each."""
    return _faults(page, {"type": "tag", "values": AXE_RULES})


def run_axe_on_colours(page: Page) -> list[str]:
    """Only what light and dark can differ in, six times as fast: for pages seen whole by day."""
    return _faults(page, {"type": "rule", "values": ["color-contrast", "link-in-text-block"]})


def _faults(page: Page, rules: dict[str, Any]) -> list[str]:
    page.wait_for_load_state()  # after a click the new document may only just have begun
    page.evaluate(_axe())
    # Without the list of what passed, which nobody reads and which takes longer than the search.
    result = page.evaluate(
        "rules => axe.run(document, {runOnly: rules, resultTypes: ['violations']})", rules
    )
    return [
        f"{fault['id']}: {fault['help']} at {node['target']} {node['html'][:120]}"
        for fault in result["violations"]
        for node in fault["nodes"]
    ]


def follow(page: Page, link: Locator) -> None:
    """Click, and wait for the page it leads to: the next line must not meet the old one."""
    with page.expect_navigation():
        link.click()


def double_the_text(page: Page) -> None:
    """What a reader does who sets the browser's text size to 200 %."""
    page.evaluate("document.documentElement.style.fontSize = '200%'")


def sideways_scroll(page: Page) -> int:
    """How many pixels the page is wider than its window."""
    return int(page.evaluate("document.documentElement.scrollWidth - window.innerWidth"))


def widest_elements(page: Page) -> list[str]:
    """Who sticks out: for the failure message of a sideways-scroll test."""
    found = page.evaluate(
        """() => [...document.querySelectorAll('body *')]
        .filter(e => e.getBoundingClientRect().right > window.innerWidth + 1)
        .map(e => `${e.tagName} ${e.getAttribute('class')} ${e.textContent.trim().slice(0, 40)}`)
        .slice(0, 8)"""
    )
    return [str(line) for line in found]
