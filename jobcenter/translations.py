"""python -m jobcenter.translations collect|compile|check: the words on screen, in two languages.

Message ids are English; `da` is the language of the house and must be complete, `en` is the ids
themselves. `collect` brings both catalogues in line with the code and the templates, `compile`
makes the .mo files Django reads, `check` names every text that has no Danish yet.

Only Babel is needed: Django's own makemessages wants the gettext programs on the machine.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_file
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

HOUSE = Path(__file__).resolve().parents[1]
LOCALES = HOUSE / "jobcenter" / "locale"
LANGUAGES = ("da", "en")
CODE = ("jobcenter", "citizens", "counsellors", "events", "boards")
PYTHON_KEYWORDS: dict[str, Any] = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
FIRST_COLLECTED = datetime(2026, 11, 21, tzinfo=UTC)
CALL = re.compile(r"\b(?:_|n?p?gettext)\(")


class Text(NamedTuple):
    context: str | None
    msgid: str
    plural: str | None = None


def texts_in_code() -> Iterator[Text]:
    for folder in CODE:
        for path in sorted((HOUSE / folder).rglob("*.py")):
            if "migrations" not in path.parts:
                yield from _texts_of_python(path)


def _texts_of_python(path: Path) -> Iterator[Text]:
    for _line, message, _comments, context in extract_from_file("python", path, PYTHON_KEYWORDS):
        if isinstance(message, tuple):
            yield Text(context, str(message[0]), str(message[1]))
        elif message:
            yield Text(context, str(message))


def texts_in_templates() -> Iterator[Text]:
    for pattern in ("*.html", "*.txt", "*.mjml"):
        for path in sorted((HOUSE / "templates").rglob(pattern)):
            yield from texts_of_template(path.read_text())


def texts_of_template(source: str) -> Iterator[Text]:
    """What Django's translation tags in `source` ask gettext for.

    Django rewrites a template to calls such as `ngettext(u'one', u'many', count)` with everything
    else blotted out; each call is cut out and read as Python.
    """
    calls = templatize(source)
    for match in CALL.finditer(calls):
        call = _parse_call(calls, match.start())
        words = [str(node.value) for node in call.args if isinstance(node, ast.Constant)]
        name = getattr(call.func, "id", "")
        context = words.pop(0) if "pgettext" in name else None
        yield Text(context, words[0], words[1] if name.startswith("n") else None)


def _parse_call(calls: str, start: int) -> ast.Call:
    for end in range(start, len(calls)):
        if calls[end] != ")":
            continue
        try:
            parsed = ast.parse(calls[start : end + 1], mode="eval").body
        except SyntaxError:
            continue  # a parenthesis inside the text
        if isinstance(parsed, ast.Call):
            return parsed
    raise ValueError(f"a translation call is not closed: {calls[start : start + 80]!r}")


def all_texts() -> list[Text]:
    # templatize doubles percent signs exactly where Django's gettext call will see them doubled.
    return sorted(
        {*texts_in_code(), *texts_in_templates()}, key=lambda t: (t.msgid, t.context or "")
    )


def catalogue_file(language: str) -> Path:
    return LOCALES / language / "LC_MESSAGES" / "django.po"


def read_catalogue(language: str) -> Catalog:
    path = catalogue_file(language)
    if not path.exists():
        return Catalog(locale=language)
    with path.open("rb") as file:
        return read_po(file, locale=language)


def collect() -> None:
    for language in LANGUAGES:
        write_catalogue(language, _merged(read_catalogue(language), language))


def write_catalogue(language: str, catalogue: Catalog) -> None:
    path = catalogue_file(language)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        write_po(file, catalogue, width=100, omit_header=False, include_lineno=False)


def _merged(old: Catalog, language: str) -> Catalog:
    new = Catalog(
        locale=language,
        header_comment="# The words on screen. Kept by `make messages`: write msgstr only.",
        project="Fremtidens Jobcenter",
        version="1",
        last_translator="Fremtidens Jobcenter",
        language_team=language,
        msgid_bugs_address="SECURITY.md",
        # A changing date in the header would make every collect a change.
        creation_date=FIRST_COLLECTED,
        revision_date=FIRST_COLLECTED,
        fuzzy=False,
    )
    for text in all_texts():
        known = old.get(text.msgid, context=text.context)
        new.add(
            (text.msgid, text.plural) if text.plural else text.msgid,
            string=_string(known.string if known else None, text, language),
            context=text.context,
        )
    return new


def _string(known: object, text: Text, language: str) -> str | tuple[str, str]:
    if language == "en":
        return (text.msgid, text.plural) if text.plural else text.msgid
    if text.plural:
        return known if isinstance(known, tuple) else ("", "")
    return known if isinstance(known, str) else ""


def compile_catalogues() -> None:
    for language in LANGUAGES:
        path = catalogue_file(language).with_suffix(".mo")
        with path.open("wb") as file:
            write_mo(file, read_catalogue(language))


def missing_texts(language: str) -> list[str]:
    """Every text of the code and templates that has no translation in `language`."""
    catalogue = read_catalogue(language)
    return [text.msgid for text in all_texts() if not _is_translated(catalogue, text)]


def _is_translated(catalogue: Catalog, text: Text) -> bool:
    message = catalogue.get(text.msgid, context=text.context)
    if message is None or message.fuzzy:
        return False
    strings = message.string if text.plural else (message.string,)
    return isinstance(strings, tuple) and len(strings) == (2 if text.plural else 1) and all(strings)


def main(arguments: list[str]) -> int:
    command = arguments[0] if len(arguments) == 1 else ""
    if command == "collect":
        collect()
    elif command == "compile":
        compile_catalogues()
    elif command == "check":
        missing = [
            f"{language}: {text}" for language in LANGUAGES for text in missing_texts(language)
        ]
        sys.stdout.write("".join(f"{line}\n" for line in missing))
        return 1 if missing else 0
    else:
        sys.stderr.write(f"{__doc__}\n")
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
