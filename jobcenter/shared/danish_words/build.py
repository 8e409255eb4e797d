"""Make words.xz from the hunspell dictionary of Stavekontrolden. Run by hand, seldom.

    python -m jobcenter.shared.danish_words.build da_DK.aff da_DK.dic

Shape of the file, before xz: UTF-8 lines. First the classes, one a line, then an empty line, then
the words in the order of their letters, one a line: word TAB class number TAB two hex digits.
A class is "endings|joints|marks", where endings and joints are "strip>add" separated by commas
("e>t": take e away, put t on) and the marks are L (may stand last in a compound), P (a name) and
V (a verb). The hex digits say how many compounds of the dictionary begin and end with the word,
as the binary logarithm of the count: 0 none, 1 one, 2 two or three, 3 four to seven, …
"""

from __future__ import annotations

import lzma
import re
import sys
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from pathlib import Path

_LETTERS = re.compile(r"[a-zæøåéèêëüöäáâóôíïçñ]+")
_RULE = re.compile(r"SFX (\d+) (\S+) (\S+) (\S+)(.*)")
# Flags of da_DK.aff that join a word to the next, and those a verb carries.
_JOINTS = {29, 30, 31, 53, 55, 56, 58, 60, 61, 62, 63, 67, 68, 69, 83}
_LAST, _FORBIDDEN, _NEEDS_MORE, _FIRST_ONLY, _VERB = 39, 6, 8, 81, {20, 21}
_SHORTEST_PART = 2
_LONGEST_CHANGE = 7

Change = tuple[str, str]  # what is taken away at the end, what is put there


@dataclass
class Word:
    endings: set[Change] = field(default_factory=set)
    joints: set[Change] = field(default_factory=set)
    last: bool = False
    verb: bool = False
    name: bool = True  # until one of its entries is written small
    begins: int = 0
    ends: int = 0

    def marks(self) -> str:
        said = ((self.last, "L"), (self.name, "P"), (self.verb, "V"))
        return "".join(mark for true, mark in said if true)

    def kind(self) -> str:
        written = (",".join(f"{a}>{b}" for a, b in sorted(c)) for c in (self.endings, self.joints))
        return "|".join((*written, self.marks()))


@dataclass(frozen=True)
class Rule:
    """One line of da_DK.aff: a word that ends so loses `strip` and gets `add`."""

    strip: str
    add: str
    ending: re.Pattern[str]
    then: frozenset[int]  # the flags that hold for what comes out

    def bent(self, word: str) -> str | None:
        if not self.ending.search(word) or not word.endswith(self.strip):
            return None
        return word.removesuffix(self.strip) + self.add


Rules = dict[int, list[Rule]]


def _rules(aff: Path) -> Rules:
    """By flag. Genitives are left out: see lexicon.py."""
    rules: Rules = defaultdict(list)
    for line in aff.read_text(encoding="utf-8").splitlines():
        found = _RULE.match(line)
        if not found or any(word in found[5] for word in ("GENITIV", "PASSIV")):
            continue
        strip, (add, _, then) = found[2].replace("0", ""), found[3].partition("/")
        if "-" not in add and "'" not in add:
            rule = Rule(strip, add.replace("0", ""), re.compile(f"{found[4]}$"), _flags(then))
            rules[int(found[1])].append(rule)
    return rules


def _flags(written: str) -> frozenset[int]:
    return frozenset(int(flag) for flag in written.split(",") if flag.isdigit())


def _read(aff: Path, dic: Path) -> dict[str, Word]:
    rules = _rules(aff)
    words: dict[str, Word] = defaultdict(Word)
    irregular: list[tuple[str, str]] = []
    for line in dic.read_text(encoding="utf-8").splitlines()[1:]:
        head, *notes = line.split() or [""]
        written, _, told = head.partition("/")
        flags = _flags(told)
        spelled = written.rstrip("-").lower()
        if _FORBIDDEN in flags or not _LETTERS.fullmatch(spelled):
            continue
        for note in notes:
            kind, _, other = note.partition(":")
            if kind == "st":
                irregular.append((other.lower(), spelled))
            elif kind == "al":
                irregular.append((spelled, other.lower()))
        if any(note.startswith("st:") for note in notes) and not flags:
            continue
        _add(words[spelled], spelled, written, flags, rules)
    _bend_irregular(words, irregular)
    return dict(words)


def _add(word: Word, spelled: str, written: str, flags: frozenset[int], rules: Rules) -> None:
    word.name = word.name and written[0].isupper() and not written.isupper()
    word.last = word.last or _LAST in flags
    word.verb = word.verb or bool(_VERB & flags)
    if _FIRST_ONLY in flags:
        word.joints.add(("", ""))
    for rule in (rule for flag in flags & _JOINTS for rule in rules.get(flag, ())):
        if rule.bent(spelled):
            word.joints.add((rule.strip, rule.add))
    word.endings |= {_change(spelled, form) for form in _forms(spelled, flags - _JOINTS, rules)}
    word.endings.discard(("", ""))


def _forms(word: str, flags: frozenset[int], rules: Rules, *, depth: int = 2) -> set[str]:
    """All forms, through two rules at most: ven, ven + n, venn + er."""
    found = set()
    for rule in (rule for flag in flags for rule in rules.get(flag, ())):
        form = rule.bent(word)
        if form and depth:
            found |= {form} if _NEEDS_MORE not in rule.then else set()
            found |= _forms(form, rule.then - _JOINTS, rules, depth=depth - 1)
    return found


def _bend_irregular(words: dict[str, Word], irregular: list[tuple[str, str]]) -> None:
    """Forms that the dictionary lists one by one: drikke, drak."""
    forms = defaultdict(set)
    for base, form in irregular:
        forms[base].add(form)
    for base, bent in forms.items():
        if base not in words:
            continue
        word = words[base]
        word.verb = word.verb or {base + "r", base + "nde"} <= bent
        for form in bent:
            genitive = form.endswith("s") and form[:-1] in {base, *bent}
            change = _change(base, form)
            if (
                not genitive
                and _LETTERS.fullmatch(form)
                and max(map(len, change)) <= _LONGEST_CHANGE
            ):
                word.endings.add(change)


def _change(base: str, form: str) -> Change:
    same = 0
    while same < min(len(base), len(form)) and base[same] == form[same]:
        same += 1
    return base[same:], form[same:]


def _count_compounds(words: dict[str, Word]) -> None:
    firsts: dict[str, set[str]] = defaultdict(set)
    for spelled, word in words.items():
        for strip, add in word.joints if len(spelled) >= _SHORTEST_PART else ():
            firsts[spelled.removesuffix(strip) + add].add(spelled)
    begins: Counter[str] = Counter()
    ends: Counter[str] = Counter()
    for spelled, word in words.items():
        for cut in range(_SHORTEST_PART, 0 if word.name else len(spelled) - 1):
            rest = words.get(spelled[cut:])
            if rest and rest.last and not rest.name and spelled[:cut] in firsts:
                begins.update(firsts[spelled[:cut]])
                ends[spelled[cut:]] += 1
    for spelled, word in words.items():
        word.begins, word.ends = begins[spelled], ends[spelled]


def _written(words: dict[str, Word]) -> bytes:
    by_kind = Counter(word.kind() for word in words.values())
    number = {kind: place for place, (kind, _) in enumerate(by_kind.most_common())}
    lines = [*number, ""]
    for spelled in sorted(words):
        word = words[spelled]
        counts = "".join(f"{min(15, count.bit_length()):x}" for count in (word.begins, word.ends))
        lines.append(f"{spelled}\t{number[word.kind()]}\t{counts}")
    return "\n".join(lines).encode()


def build(*, aff: Path, dic: Path, target: Path) -> int:
    """Write the file and answer how many words it holds."""
    words = _read(aff, dic)
    _count_compounds(words)
    target.write_bytes(lzma.compress(_written(words), preset=9 | lzma.PRESET_EXTREME))
    return len(words)


if __name__ == "__main__":
    made = Path(__file__).with_name("words.xz")
    count = build(aff=Path(sys.argv[1]), dic=Path(sys.argv[2]), target=made)
    sys.stdout.write(f"{count} words, {made.stat().st_size} bytes in {made}\n")
