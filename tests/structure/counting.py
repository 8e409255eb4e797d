"""Nets for whatever counts, sums or groups something by counsellor. Coarse on purpose: what counts
within sight of a counsellor is caught, and has to be permitted by name with a reason.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache

from django.apps import apps

AGGREGATES = {
    "Count", "Sum", "Avg", "Max", "Min", "StdDev", "Variance", "StringAgg", "ArrayAgg", "JSONBAgg",
    "Window", "Rank", "DenseRank", "RowNumber", "Counter", "groupby", "TruncMonth", "TruncWeek",
}  # fmt: skip
COUNTING_METHODS = {"count", "aggregate"}
SQL_COUNTS = re.compile(
    r"\b(count|sum|avg|min|max|array_agg|string_agg|json_agg|jsonb_agg|percentile_cont|rank)\s*\(",
    re.IGNORECASE,
)
GROUP_BY = re.compile(
    r"\bgroup\s+by\b(.*?)(\border\s+by\b|\bhaving\b|\bunion\b|$)", re.IGNORECASE | re.DOTALL
)
COUNSELLOR = re.compile(r"counsellor(?!s_(?!counsellor))", re.IGNORECASE)


@cache
def columns_of_counsellors() -> frozenset[str]:
    """Every column of the house that names a counsellor: counsellor_id, covering_id, …"""
    counsellor = apps.get_model("counsellors", "Counsellor")
    return frozenset(
        field.column
        for model in apps.get_models(include_auto_created=True)
        for field in model._meta.local_fields
        if field.related_model is counsellor
    )


@cache
def relations_of_counsellors() -> frozenset[str]:
    """How code reaches what is a counsellor's: conversations, responsibilities, …"""
    counsellor = apps.get_model("counsellors", "Counsellor")
    return frozenset(
        name
        for relation in counsellor._meta.related_objects
        if (name := relation.get_accessor_name())
    ) | {relation.name for relation in counsellor._meta.related_objects}


def names_a_counsellor(words: str) -> bool:
    parts = set(re.findall(r"[a-z_0-9]+", words.lower()))
    columns = columns_of_counsellors()
    return bool(parts & (columns | {"counsellors_counsellor"})) or bool(COUNSELLOR.search(words))


# --- statements --------------------------------------------------------------------------------


def sql_faults(sql: str) -> list[str]:
    """Why this statement may not be: it groups by a counsellor, or counts joined on one."""
    bare = sql.replace('"', "")
    faults = [
        f"GROUP BY {match[1].strip()[:60]}"
        for match in GROUP_BY.finditer(bare)
        if names_a_column_of_a_counsellor(match[1])
    ]
    # How many counsellors there are is no figure about one of them.
    tables = set(re.findall(r"\b(?:from|join)\s+(\w+)", bare, re.IGNORECASE))
    counts_only_people = tables == {"counsellors_counsellor"}
    if SQL_COUNTS.search(bare) and names_a_column_of_a_counsellor(bare) and not counts_only_people:
        faults.append("an aggregate beside a counsellor")
    return faults


def names_a_column_of_a_counsellor(words: str) -> bool:
    parts = set(re.findall(r"\w+", words.lower()))
    return bool(parts & (columns_of_counsellors() | {"counsellors_counsellor"}))


# --- code --------------------------------------------------------------------------------------


def counted_in(source: str) -> Iterator[str]:
    """Names of the functions, or of the constants, in which something is counted near counsellors:
    "Class.function", "CONSTANT", "" for the rest of the module.
    """
    for name, nodes in _places(ast.parse(source)):
        if _counts(nodes) and _names_a_counsellor(nodes):
            yield name


def _places(tree: ast.Module) -> Iterator[tuple[str, list[ast.AST]]]:
    rest: list[ast.AST] = []
    for node in tree.body:
        if isinstance(node, ast.FunctionDef):
            yield node.name, list(ast.walk(node))
        elif isinstance(node, ast.ClassDef):
            yield from _places_of_class(node)
        elif isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            yield node.targets[0].id, list(ast.walk(node))
        elif not isinstance(node, (ast.Import, ast.ImportFrom)):
            rest += ast.walk(node)
    yield "", rest


def _places_of_class(node: ast.ClassDef) -> Iterator[tuple[str, list[ast.AST]]]:
    for each in node.body:
        name = getattr(each, "name", "")
        # A method of a counsellor's own class counts near one, whatever it says.
        yield f"{node.name}.{name}", [*ast.walk(each), ast.Name(id=node.name)]


def _counts(nodes: list[ast.AST]) -> bool:
    return any(_is_counting_call(node) or _is_counting_sql(node) for node in nodes)


def _is_counting_call(node: ast.AST) -> bool:
    if not isinstance(node, ast.Call):
        return False
    called = node.func
    if isinstance(called, ast.Attribute):
        return called.attr in COUNTING_METHODS | AGGREGATES
    return isinstance(called, ast.Name) and called.id in AGGREGATES


def _is_counting_sql(node: ast.AST) -> bool:
    if not (isinstance(node, ast.Constant) and isinstance(node.value, str)):
        return False
    is_sql = re.search(r"\bselect\b", node.value, re.IGNORECASE)
    return bool(is_sql and (SQL_COUNTS.search(node.value) or GROUP_BY.search(node.value)))


def _names_a_counsellor(nodes: list[ast.AST]) -> bool:
    return any(
        names_a_counsellor(word) or word.split("__")[0] in relations_of_counsellors()
        for node in nodes
        for word in _words(node)
    )


def _words(node: ast.AST) -> list[str]:
    said = [
        getattr(node, "id", None),
        getattr(node, "attr", None),
        getattr(node, "arg", None),
        getattr(node, "value", None) if isinstance(node, ast.Constant) else None,
    ]
    return [word for word in said if isinstance(word, str)]


# --- templates ---------------------------------------------------------------------------------

PEOPLE = r"counsellors?|colleagues?|people|person|team|staff"
LOOP = re.compile(rf"{{%\s*for\s+(?:\w+,\s*)*({PEOPLE})\s+in\b(.*?){{%\s*endfor\s*%}}", re.DOTALL)
COUNT_IN_TEMPLATE = re.compile(
    r"\|\s*length|\.count\b|\bcount\s+\w+\s*=|forloop\.(?:rev)?counter0?\b|\|\s*add:"
)


def template_faults(source: str) -> list[str]:
    """A number within a loop over counsellors, or of what hangs on one."""
    loops = [
        match[0] for loop in LOOP.finditer(source) for match in COUNT_IN_TEMPLATE.finditer(loop[2])
    ]
    relations = "|".join(sorted(relations_of_counsellors()))
    who = r"(?:counsellor|colleague|bent|person\.counsellor|who)"
    hanging = re.findall(rf"{who}\.(?:{relations})(?:\.\w+)*?(?:\.count\b|\s*\|\s*length)", source)
    return loops + hanging
