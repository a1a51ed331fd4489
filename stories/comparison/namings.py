"""Another name or another place for one and the same: who holds an office, where a thing happened.

Precise rules only, and never more than possible. An office must be one that a single person holds; two claims about a
place must agree in all else; and an article that also prints the other name does not take it for a rival.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations

from stories.analysis.record import Predicate
from stories.comparison.memo import remembered
from stories.comparison.nearness import overlapping
from stories.comparison.phrases import past_of
from stories.comparison.reading import Wording
from stories.comparison.same_claim import Features, features
from stories.comparison.words import CALENDAR, STOP, stem, words
from stories.domain.values import ConflictKind, Modality, Polarity, Voice

SAME_ELSE = 0.8  # share of common content, the two names apart
FEWEST = 3
_NAME = r"(?:[A-ZÀ-Þ][\w'’-]+\s+){1,2}[A-ZÀ-Þ][\w'’-]+"
_OFFICES = (
    "captain|skipper|mayor|president|prime minister|chief executive|governor|king|queen|pope|head coach|harbour master|"
    "chairman|chairwoman|owner|headteacher|headmaster|police chief"
)
_HELD = (
    re.compile(rf"\b(?i:the\s+|its\s+|her\s+)(?P<office>{_OFFICES})(?P<of>\s+of\s+(?:the\s+)?[A-Z]\w+)?,?\s+(?P<name>{_NAME})"),
    re.compile(rf"(?<![\w'’-])(?P<name>{_NAME}),\s+the\s+(?P<office>{_OFFICES})\b(?P<of>\s+of\s+(?:the\s+)?[A-Z]\w+)?"),
    re.compile(
        rf"\b(?i:the\s+)(?P<office>{_OFFICES})(?P<of>\s+of\s+(?:the\s+)?[A-Z]\w+)?\s+(?:is|was)\s+(?P<name>{_NAME})"
    ),
)  # fmt: skip
_WHERE = re.compile(r"\b(?P<at>in|at|off|near)\s+(?:the\s+)?(?P<name>[A-ZÀ-Þ][\w'’-]+(?:\s+[A-ZÀ-Þ][\w'’-]+)*)")


@dataclass(frozen=True, slots=True)
class Naming:
    """What an article puts into the slot. key: the same for one slot; slot: in words; value: as printed."""

    wording: Wording
    kind: ConflictKind
    key: str
    slot: str
    value: str
    content: frozenset[str]


def rival_names(wordings: Sequence[Wording]) -> list[tuple[Naming, Naming]]:
    """Pairs of different articles that fill one slot with two names."""
    blocks: defaultdict[tuple[str, str], list[Naming]] = defaultdict(list)
    for wording in wordings:
        if _settled(wording):
            for naming in _namings(wording):
                blocks[naming.kind, naming.key].append(naming)
    found: dict[tuple[str, str, str], tuple[Naming, Naming]] = {}
    for (_, key), block in sorted(blocks.items()):
        near: Iterable[tuple[int, int]] = combinations(range(len(block)), 2)
        if block[0].kind is ConflictKind.PLACE:
            near = overlapping([naming.content for naming in block], SAME_ELSE)
        for one, other in ((block[a], block[b]) for a, b in near):
            mine, theirs = sorted((one.value.lower(), other.value.lower()))
            if (key, mine, theirs) not in found and _rivals(one, other):
                found[key, mine, theirs] = (one, other)
    return list(found.values())


@remembered
def _namings(wording: Wording) -> list[Naming]:
    text, known = wording.candidate.text, features(wording)
    found = []
    for pattern in _HELD:
        for match in pattern.finditer(text):
            of = (match.group("of") or "").strip()
            slot = f"who the {match.group('office').lower()} {of} is".replace("  ", " ")
            found.append(Naming(wording, ConflictKind.NAME, slot, slot, match.group("name"), _without(known, match)))
    main = known.main
    places = [match for match in _WHERE.finditer(text) if match.group("name").lower() not in CALENDAR]
    if main is not None and len(places) == 1 and known.candidate.modality is Modality.HAPPENED:
        match = places[0]
        found.append(
            Naming(
                wording, ConflictKind.PLACE, main.lemma, _where(main, text), match.group("name"), _without(known, match)
            )
        )
    return found


def _where(main: Predicate, text: str) -> str:
    past = past_of(main.lemma)
    done_to = past.startswith("was ") and main.object_text
    thing = main.object_text if done_to else main.subject_text or main.object_text
    shown = thing.title() if thing.title() in text else f"the {thing}" if thing else "it"
    return f"where {shown} {past}"


def _rivals(one: Naming, other: Naming) -> bool:
    mine, theirs = one.wording, other.wording
    if mine.reading.article == theirs.reading.article or mine.claim == theirs.claim or one.value == other.value:
        return False
    common = len(one.content & other.content)
    if one.kind is ConflictKind.NAME and " of " in one.slot:
        alike = common >= 2  # the office is said to be of one thing by both
    else:
        alike = common >= FEWEST and 2 * common >= SAME_ELSE * (len(one.content) + len(other.content))
    return alike and not _prints(mine.reading.text, other.value) and not _prints(theirs.reading.text, one.value)


@lru_cache(maxsize=8192)
def _prints(text: str, name: str) -> bool:
    """Whether an article anywhere has a word of that name."""
    forms = (re.escape(word.form) for word in words(name) if word.form not in STOP)
    return any(re.search(rf"\b{form}\b", text, re.IGNORECASE) for form in forms)


def _without(known: Features, match: "re.Match[str]") -> frozenset[str]:
    return known.content - {stem(word.form) for word in words(match.group("name"))}


def _settled(wording: Wording) -> bool:
    candidate = wording.candidate
    return (
        candidate.polarity is Polarity.AFFIRMED
        and candidate.modality in (Modality.HAPPENED, Modality.ONGOING)
        and candidate.voice is not Voice.HEADLINE
    )
