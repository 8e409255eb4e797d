"""What a screen reader is given of a page: Chromium's accessibility tree, over its own protocol.

A screen reader adds its voice and its habits; role, name, level and whether a change is announced
come from here, for every one of them.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import CDPSession, Page

LANDMARKS = {"banner", "main", "contentinfo", "navigation", "complementary", "region", "search"}
ONCE = ("banner", "main", "contentinfo")
# What has no name of its own says nothing when the focus comes to it.
CONTROLS = {
    "button", "link", "textbox", "searchbox", "combobox", "checkbox", "radio", "listbox", "option",
    "DisclosureTriangle", "switch", "slider", "spinbutton", "menuitem", "tab",
}  # fmt: skip
NAMED = {"heading", "image", "navigation", "log", "dialog"}
MOST_STOPS = 400


@dataclass(frozen=True)
class Spoken:
    """One thing of the tree. `node` is what it stands for in the page; `more`: its properties by
    name (level, live, focusable, …).
    """

    role: str
    name: str
    node: int = 0
    more: dict[str, Any] = field(default_factory=dict, compare=False)

    def __str__(self) -> str:
        level = self.more.get("level")
        return f"{self.role}{f' {level}' if level else ''}: {self.name}"


def tree_of(page: Page) -> list[Spoken]:
    """In the order it is read."""
    session = page.context.new_cdp_session(page)
    found = session.send("Accessibility.getFullAXTree")["nodes"]
    session.detach()
    nodes, read = {node["nodeId"]: node for node in found}, []
    ahead = [found[0]["nodeId"]]
    while ahead:
        node = nodes[ahead.pop()]
        ahead += [child for child in reversed(node.get("childIds", [])) if child in nodes]
        if not node["ignored"]:
            read.append(_spoken(node))
    return read


def stops_of(page: Page) -> list[Spoken]:
    """What the focus meets on the way from the top of the page through all of it, by Tab."""
    session = page.context.new_cdp_session(page)
    page.evaluate("document.activeElement.blur(); window.scrollTo(0, 0)")
    page.evaluate("getSelection().collapse(document.body, 0)")
    stops: list[Spoken] = []
    for _ in range(MOST_STOPS):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement === document.body"):
            break
        stops.append(_focused(session))
    session.detach()
    return stops


def faults_of(page: Page) -> list[str]:
    """One line for each thing a screen reader would be silent or wrong about."""
    tree, stops = tree_of(page), stops_of(page)
    landmarks = Counter((one.role, one.name) for one in tree if one.role in LANDMARKS)
    faults = [f"{role}, {name!r}: {n} times" for (role, name), n in landmarks.items() if n > 1]
    faults += [f"not one {role}" for role in ONCE if _count(tree, role) != 1]
    tops = [one for one in tree if one.role == "heading" and one.more.get("level") == 1]
    if len(tops) != 1 or not tops[0].name:
        faults.append(f"h1: {[one.name for one in tops]}")
    faults += [f"no name: {one.role}" for one in tree if _says_nothing(one)]
    # Chromium shows what is hidden as soon as the focus is on it, so the tree from before is asked.
    known = {one.node for one in tree}
    faults += [f"focus falls on something hidden: {one}" for one in stops if one.node not in known]
    faults += [f"focus falls on something nameless: {one.role}" for one in stops if not one.name]
    if len(stops) < len([one for one in tree if one.role == "link"]) // 2:
        faults.append(f"the focus met only {len(stops)} things")
    return faults


def _count(tree: list[Spoken], role: str) -> int:
    return sum(one.role == role for one in tree)


def _says_nothing(one: Spoken) -> bool:
    return (
        one.role in CONTROLS | {"heading", "image", "navigation", "log", "dialog"} and not one.name
    )


def _focused(session: CDPSession) -> Spoken:
    at = session.send("Runtime.evaluate", {"expression": "document.activeElement"})
    node = {"objectId": at["result"]["objectId"], "fetchRelatives": False}
    return _spoken(session.send("Accessibility.getPartialAXTree", node)["nodes"][0])


def _spoken(node: dict[str, Any]) -> Spoken:
    return Spoken(
        role=node.get("role", {}).get("value", ""),
        name=" ".join(str(node.get("name", {}).get("value", "")).split()),
        node=node.get("backendDOMNodeId", 0),
        more={one["name"]: one["value"].get("value") for one in node.get("properties", [])},
    )
