"""Another filler in the slot of a parsed sentence: another name, date or thing where all else agrees."""

from dataclasses import dataclass

from stories.comparison.frames import Frame, Word
from stories.comparison.sentences import alike
from stories.comparison.vocabulary import NEGATORS
from stories.domain.values import ConflictKind

HELD = 0.75  # share of the rest of the first sentence that the second must hold
_NAMES = {
    "PERSON": ConflictKind.NAME,
    "ORG": ConflictKind.NAME,
    "WORK_OF_ART": ConflictKind.NAME,
    "GPE": ConflictKind.PLACE,
    "LOC": ConflictKind.PLACE,
    "NORP": ConflictKind.PLACE,
}
_ONE_OF_MORE = frozenset(["also", "another", "other", "among", "including"])
_FILLERS = frozenset(["NOUN", "PROPN", "NUM"])
_SLOTS = frozenset(["dobj", "attr", "nummod", "oprd"])


@dataclass(frozen=True, slots=True)
class Clash:
    kind: ConflictKind
    mine: str
    theirs: str


def clash(a: Frame, b: Frame) -> Clash | None:
    """What a says and b says otherwise. Neither may hold a negation: what that bears on is another question."""
    if not a.finite or any(_denies(word) for side in (a, b) for word in side.words):
        return None
    if any(word.form in _ONE_OF_MORE for word in a.words):
        return None
    missing = tuple(word for word in a.content if not _in(word, b) and word.at not in a.subject)
    news = tuple(word for word in b.content if not _in(word, a))
    if not missing or not news:
        return None
    return _other_name(a, b, missing, news) or _other_filler(a, b, missing, news)


def _other_name(a: Frame, b: Frame, missing: tuple[Word, ...], news: tuple[Word, ...]) -> Clash | None:
    """A name or figure of one kind, and only that, is another one."""
    for word in missing:
        whole = [each for each in a.content if each.whole == word.whole] if word.entity else []
        if not whole or any(each not in missing for each in whole):
            continue
        others = [each for each in a.content if each.entity != word.entity or each not in missing]
        if word.entity not in _NAMES or not _held(others, b) or not _same_act(a, b):
            continue
        for rival in news:
            if rival.entity == word.entity and not any(_in(each, a) for each in b.content if each.whole == rival.whole):
                return Clash(_NAMES[word.entity], word.form, rival.form)
    return None


def _other_filler(a: Frame, b: Frame, missing: tuple[Word, ...], news: tuple[Word, ...]) -> Clash | None:
    """The same verb or noun has another object, or another complement of the same preposition."""
    for word in missing:
        head, relation = a.governor(word)
        if word.pos not in _FILLERS or not head.content or not (relation in _SLOTS or relation.startswith("by ")):
            continue
        inside = {each.at for each in a.content if each.head == word.at and each.relation in ("compound", "amod")}
        others = [each for each in a.content if each is not word and each.at not in inside]
        if not _held(others, b):
            continue
        for rival in news:
            if rival.pos != word.pos or rival.entity != word.entity:
                continue
            theirs, slot = b.governor(rival)
            if slot == relation and alike(theirs.stem, head.stem) and not _same_modifier(a, word, b, rival):
                kind = ConflictKind.QUANTITY if word.pos == "NUM" else ConflictKind.NAME
                return Clash(_NAMES.get(word.entity, kind), word.form, rival.form)
    return None


def _same_modifier(a: Frame, one: Word, b: Frame, other: Word) -> bool:
    """Two nouns with the same word below them ("genre of jazz", "wave of jazz") may be names of one thing."""
    theirs = b.below(other)
    return any(alike(mine.stem, each.stem) for mine in a.below(one) for each in theirs)


def _same_act(a: Frame, b: Frame) -> bool:
    """The verb of the main clause stands in the other, or is none that says anything."""
    return all(
        not word.content or _in(word, b) or word.stem in ("be", "is", "was", "are", "were")
        for word in a.words
        if word.relation == "ROOT"
    )


def _held(others: list[Word], b: Frame) -> bool:
    return len(others) > 1 and sum(_in(word, b) for word in others) >= HELD * len(others)


def _in(word: Word, other: Frame) -> bool:
    return any(alike(word.stem, each.stem) for each in other.content)


def _denies(word: Word) -> bool:
    return word.relation == "neg" or word.form in NEGATORS or word.stem in NEGATORS
