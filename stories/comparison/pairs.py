"""Two short texts: does the second support, contradict, update or merely touch what the first asserts?

Words are aligned by stem, synonym and common beginning; a contradiction needs an aligned frame with something opposed
in it: another figure or date, another name in the same place, an opposite, a negation, a kind of thing that excludes
the other. Without such a frame two texts are never called contradictory.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

from stories.comparison.vocabulary import (
    EXCLUDING,
    MONTHS,
    MOVING,
    NEGATORS,
    ORDINALS,
    exclusive,
    opposite,
    related_kinds,
    synonymous,
)
from stories.comparison.words import STOP, stem, words

COMPARE = "compare@1"

SUPPORTED = 0.8  # share of the first text's content that the second must hold
TOUCHED = 0.3
REST = 0.5  # share of what is not in question that must agree before anything contradicts
_YEAR = re.compile(r"(?:1[0-9]|20)\d\d$")
_BRACKETS = re.compile(r"-(?:LRB|RRB|LSB|RSB)-")
_COPULA = frozenset(["is", "was", "are", "were", "be", "been"])
_PREPOSITIONS = {"in": "in", "at": "in", "from": "in", "by": "by", "for": "for", "on": "on", "as": "as", "with": "with"}


@dataclass(frozen=True, slots=True)
class Token:
    form: str
    stem: str
    name: bool
    content: bool
    at: int


@dataclass(frozen=True, slots=True)
class Sentence:
    tokens: tuple[Token, ...]
    content: tuple[Token, ...]
    stems: frozenset[str]
    years: frozenset[str]
    months: frozenset[str]
    numbers: frozenset[str]


@dataclass(frozen=True, slots=True)
class Comparison:
    """relation, kind and reason as in the compare command; rule: which rule decided."""

    relation: str
    kind: str | None
    score: float
    reason: str
    rule: str


@lru_cache(maxsize=4096)
def prepared(text: str) -> Sentence:
    text = _BRACKETS.sub("     ", text)
    tokens = []
    for at, word in enumerate(words(text)):
        form = word.form
        content = form not in STOP and form not in NEGATORS and not form.endswith("n't")
        tokens.append(Token(form, stem(form), text[word.start].isupper(), content, at))
    numbers = {token.form for token in tokens if token.form[0].isdigit() or token.form in ORDINALS}
    years = {form for form in numbers if _YEAR.match(form)}
    return Sentence(
        tuple(tokens),
        tuple(token for token in tokens if token.content),
        frozenset(token.stem for token in tokens if token.content),
        frozenset(years),
        frozenset(token.form for token in tokens if token.form in MONTHS and token.name),
        frozenset(numbers - years),
    )


def compare_sentences(a: Sentence, b: Sentence) -> Comparison:
    """One assertion against one other."""
    if not a.content or not b.content:
        return Comparison("unrelated", None, 0.0, "nothing to compare", "empty")
    missing = tuple(token for token in a.content if not _stands(token, b))
    found = [token for token in a.content if token not in missing]
    share = len(found) / len(a.content)
    opposed = _opposed(a, b, missing, found)
    if opposed is not None:
        return opposed
    if share >= SUPPORTED and (not missing or not any(token.name or token.form[0].isdigit() for token in missing)):
        return Comparison("supports", None, share, "the second text holds what the first asserts", "held")
    if share >= TOUCHED:
        return Comparison("overlaps", None, share, "the same matter, other details", "touched")
    return Comparison("unrelated", None, share, "little in common", "little")


def _stands(token: Token, other: Sentence) -> bool:
    if token.stem in other.stems:
        return True
    if token.form[0].isdigit():
        return False
    return any(_alike(token.stem, candidate) for candidate in other.stems)


def _alike(one: str, other: str) -> bool:
    """One word in two derivations ("Italy", "Italian"), or near-synonyms."""
    shorter = min(len(one), len(other))
    longer = max(len(one), len(other))
    if other[0].isdigit():
        return False
    if shorter >= 4 and one[:shorter] == other[:shorter] and longer - shorter <= 4:
        return True
    if shorter >= 5 and one[:5] == other[:5] and longer - shorter <= 4:
        return True
    return synonymous(one, other)


def _opposed(a: Sentence, b: Sentence, missing: tuple[Token, ...], found: list[Token]) -> Comparison | None:
    plain = [t for t in a.content if not _figure(t)]
    kept = [t for t in plain if t in found]
    rest = len(kept) / max(1, len(plain))
    if not kept:
        return None
    for rule in (_date, _number, _antonym, _kind, _slot, _negation):
        verdict = rule(a, b, missing, kept, rest)
        if verdict is not None:
            return verdict
    return None


def _date(a, b, missing, kept, rest):
    other = b.years - a.years
    lost = a.years - b.years
    if lost and other and rest >= 0.7:
        return _contradicts("date", rest, f"{', '.join(sorted(lost))} against {', '.join(sorted(other))}", "year")
    if a.months and not a.months & b.months and b.months and rest >= 0.7 and a.years <= b.years:
        return _contradicts(
            "date", rest, f"{', '.join(sorted(a.months))} against {', '.join(sorted(b.months))}", "month"
        )
    return None


def _number(a, b, missing, kept, rest):
    lost = [t for t in missing if t.form in a.numbers]
    other = b.numbers - a.numbers
    if not lost or not other or rest < 0.8:
        return None
    for token in lost:
        follower = next((t for t in a.tokens[token.at + 1 : token.at + 3] if t.content and not _figure(t)), None)
        for rival in b.tokens:
            if rival.form not in other:
                continue
            near = [t.stem for t in b.tokens[rival.at + 1 : rival.at + 4]]
            if (
                follower is None
                or follower.form in MONTHS
                or any(_alike(follower.stem, n) or follower.stem == n for n in near)
            ):
                if any(t.stem in MOVING for t in a.tokens) and any(t.stem in MOVING for t in b.tokens):
                    return Comparison(
                        "updates", "quantity", rest, f"{token.form} against {rival.form}: the figure moves", "moves"
                    )
                return _contradicts("quantity", rest, f"{token.form} against {rival.form}", "number")
    return None


def _antonym(a, b, missing, kept, rest):
    if rest < REST:
        return None
    for token in missing:
        for rival in b.content:
            if opposite(token.stem, rival.stem) and not any(rival.stem == t.stem for t in a.content):
                return _contradicts("polarity", rest, f"“{token.form}” against “{rival.form}”", "antonym")
    return None


def _kind(a, b, missing, kept, rest):
    mine, theirs = _predicated(a), _predicated(b)
    if mine is None or theirs is None:
        return None
    (subject, kinds), (their_subject, their_kinds) = mine, theirs
    if not any(t.name and t.stem in {s.stem for s in their_subject} for t in subject):
        return None
    head = kinds[-1]
    if head in missing:
        rivals = [t for t in their_kinds if exclusive(head.stem, t.stem)]
        if rivals and not any(related_kinds(head.stem, t.stem) for t in their_kinds):
            return _contradicts("name", rest, f"“{head.form}” against “{rivals[0].form}”", "kind")
    return None


def _slot(a, b, missing, kept, rest):
    if rest < REST:
        return None
    for token in missing:
        if not token.name or token.at < 2:
            continue
        for back in (1, 2, 3):
            if token.at - back < 1:
                break
            preposition = a.tokens[token.at - back]
            if preposition.form not in _PREPOSITIONS:
                continue
            verb = a.tokens[token.at - back - 1]
            if not verb.content or verb.name:
                break
            for at, rival in enumerate(b.tokens[:-2]):
                if not rival.content or not (rival.stem == verb.stem):
                    continue
                follower, name = b.tokens[at + 1], b.tokens[at + 2]
                if (
                    _PREPOSITIONS.get(follower.form) == _PREPOSITIONS[preposition.form]
                    and name.name
                    and name.form not in MONTHS
                ):
                    if not any(name.stem == t.stem for t in a.tokens):
                        kind = "name" if preposition.form == "by" else "place"
                        return _contradicts(kind, rest, f"“{token.form}” against “{name.form}”", "slot")
            break
    return None


def _negation(a, b, missing, kept, rest):
    mine, theirs = _denials(a), _denials(b)
    wanted = [t for t in a.content if not t.name]
    held = sum(t not in missing for t in wanted) / max(1, len(wanted))
    if mine % 2 == 1 and theirs == 0 and held >= 0.75 and wanted:
        return _contradicts("polarity", rest, "the first text denies it", "denial")
    if mine == 0 and theirs and held >= 0.75:
        for at, token in enumerate(b.tokens):
            if token.form in NEGATORS or token.form.endswith("n't") or token.stem in NEGATORS:
                after = [t.stem for t in b.tokens[at + 1 : at + 4]]
                if any(t.stem in after for t in wanted):
                    return _contradicts("polarity", rest, "the second text denies it", "denied")
    if held >= 0.6 and any(t.form in EXCLUDING for t in a.tokens) and not any(t.form in EXCLUDING for t in b.tokens):
        return _contradicts("polarity", rest, "the first text says that it is the only one", "only")
    return None


def _predicated(sentence: Sentence) -> tuple[list[Token], list[Token]] | None:
    """Subject and what it is said to be: "X is a Y and Z"."""
    for at, token in enumerate(sentence.tokens[:-2]):
        if token.form in _COPULA and sentence.tokens[at + 1].form in ("a", "an", "the", "one"):
            kinds = []
            for each in sentence.tokens[at + 2 : at + 16]:
                if each.form in ("in", "of", "that", "who", "which", "for", "by", "from", "with", "at", "on", "to"):
                    break
                if each.content:
                    kinds.append(each)
            subject = [t for t in sentence.tokens[:at] if t.content]
            return (subject, kinds) if kinds and subject else None
    return None


def _denials(sentence: Sentence) -> int:
    found = sum(t.form in NEGATORS or t.form.endswith("n't") or t.stem in NEGATORS for t in sentence.tokens)
    forms = [t.form for t in sentence.tokens]
    return found + sum(one == "yet" and other == "to" for one, other in zip(forms, forms[1:], strict=False))


def _figure(token: Token) -> bool:
    return token.form[0].isdigit() or token.form in MONTHS or token.form in ORDINALS


def _contradicts(kind: str, score: float, detail: str, rule: str) -> Comparison:
    return Comparison("contradicts", kind, round(score, 4), detail, rule)
