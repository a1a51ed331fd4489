"""The gate for words from outside: what a language model says stands in a text is believed where it is found there.

Three tries, each in the paragraph that was named: character for character; with quotes, dashes, spaces and case folded;
aligned at 97 of 100 with every figure and every name the same. What passes is a span of the text, so nothing of the
model's own wording, and no offset, figure or date of its, can reach a claim.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from stories.analysis.normalise import fold, paragraphs
from stories.domain.assistance import Pointed, Rejected
from stories.domain.values import Modality, Polarity, Span

ALIGNED = 97.0  # of 100
MOST = 60  # proposals for one article; what comes after them is rejected
LONGEST = 1_500  # characters of one claim
LONGEST_NAME = 300
_ALIGNED_WORDS = 500  # characters; the alignment costs their number times the paragraph's
_ALIGNED_PARAGRAPH = 2_500
_ALIGNMENTS = 20  # for one article
_LEAST_ALIGNED = 20  # in fewer characters 97 of 100 means none
_LEAST_WORDS = 2
_DIGITS = re.compile(r"\d+")
_NAME = re.compile(r"(?<![.!?] )(?<!^)\b[A-Z][\w'-]+")
_SPACES = re.compile(r"\s+")
_EDGES = " \t\n\"'.,;:…"
_DASHES = str.maketrans("—–", "--")


@dataclass(frozen=True, slots=True)
class Proposal:
    """One claim in the words of a model. paragraph: its number among `numbered`; the rest should stand in the text."""

    paragraph: int
    words: str
    speaker: str | None = None
    cue: str | None = None
    polarity: Polarity | None = None
    modality: Modality | None = None


@dataclass(frozen=True, slots=True)
class Grounding:
    pointed: tuple[Pointed, ...]
    rejected: tuple[Rejected, ...]


class _NotThere(Exception):
    """A proposal is rejected; its text is the reason, a word for the log."""


def numbered(text: str) -> list[Span]:
    """The paragraphs as a model is shown them, numbered from 1."""
    return paragraphs(text)


def ground(text: str, proposals: Sequence[Proposal]) -> Grounding:
    """Those that stand in the text, as spans in reading order, and how many of the rest were rejected for what."""
    blocks = numbered(text)
    folds = _Folds(text, blocks)
    found: dict[tuple[Span, ...], Pointed] = {}
    rejected: Counter[str] = Counter()
    for proposal in proposals[:MOST]:
        try:
            pointed = _grounded(folds, proposal)
        except _NotThere as reason:
            rejected[str(reason)] += 1
            continue
        if pointed.spans in found:
            rejected["repeated"] += 1
        found.setdefault(pointed.spans, pointed)
    if len(proposals) > MOST:
        rejected["too-many"] = len(proposals) - MOST
    return Grounding(
        tuple(found[spans] for spans in sorted(found)),
        tuple(Rejected(reason, rejected[reason]) for reason in sorted(rejected)),
    )


def proposed_again(text: str, pointed: Sequence[Pointed], later: str) -> list[Proposal]:
    """What was found in one text, as proposals for a later text: in whichever paragraph its words stand now."""
    blocks = numbered(later)
    again = []
    for one in pointed:
        words, speaker, cue = (_said(text, spans) for spans in (one.spans, one.source, one.cue))
        number = next((n for n, (start, end) in enumerate(blocks, 1) if later.find(words, start, end) >= 0), None)
        if number is not None:
            again.append(Proposal(number, words, speaker or None, cue or None, one.polarity, one.modality))
    return again


def _said(text: str, spans: tuple[Span, ...]) -> str:
    return text[spans[0][0] : spans[-1][1]] if spans else ""


def _grounded(folds: "_Folds", proposal: Proposal) -> Pointed:
    blocks = folds.blocks
    if not 1 <= proposal.paragraph <= len(blocks):
        raise _NotThere("no-such-paragraph")
    if len(proposal.words) > LONGEST:
        raise _NotThere("too-long")
    if sum(any(sign.isalnum() for sign in word) for word in proposal.words.split()) < _LEAST_WORDS:
        raise _NotThere("too-short")
    home = proposal.paragraph - 1
    content = _first(_found(folds, home, proposal.words), "words-not-in-text")
    if proposal.speaker is None:
        return Pointed((content,), (), (), proposal.polarity, proposal.modality)
    if proposal.cue is None:
        raise _NotThere("speaker-without-cue")
    near = [at for at in (home, home - 1, home + 1) if 0 <= at < len(blocks)]
    cue = _beside(folds, proposal.cue, near, (content,), "cue-not-in-text")
    source = _beside(folds, proposal.speaker, near, (content, cue), "speaker-not-in-text")
    return Pointed((content,), (source,), (cue,), proposal.polarity, proposal.modality)


def _beside(folds: "_Folds", words: str, near: Sequence[int], apart: tuple[Span, ...], reason: str) -> Span:
    """Where a speaker or a cue stands: in the first of these paragraphs, nearest to the last of the spans it avoids."""
    if not any(sign.isalpha() for sign in words) or len(words) > LONGEST_NAME:
        raise _NotThere(reason)
    to = apart[-1]
    for at in near:
        free = [
            span for span in _found(folds, at, words) if all(span[1] <= start or end <= span[0] for start, end in apart)
        ]
        if free:
            return min(free, key=lambda span: max(to[0] - span[1], span[0] - to[1]))
    raise _NotThere(reason)


def _first(found: Iterator[Span], reason: str) -> Span:
    span = next(found, None)
    if span is None:
        raise _NotThere(reason)
    return span


def _found(folds: "_Folds", number: int, words: str) -> Iterator[Span]:
    """Where the words stand in a paragraph, by the first of the three tries that finds them at all."""
    block = folds.blocks[number]
    exact = list(_whole_words(folds.text[block[0] : block[1]], words.strip()))
    if exact:
        yield from ((block[0] + start, block[0] + end) for start, end in exact)
        return
    folded, wanted = folds.of(number), _plain(words)
    loose = list(_whole_words(folded.plain, wanted))
    if loose:
        yield from (folded.span(start, end) for start, end in loose)
        return
    if folds.alignments < _ALIGNMENTS and _alignable(folded, wanted):
        folds.alignments += 1
        aligned = _aligned(folded, words, wanted)
        if aligned is not None:
            yield aligned


def _whole_words(within: str, words: str) -> Iterator[Span]:
    """Occurrences that neither begin nor end inside a word."""
    at = within.find(words) if words else -1
    while at >= 0:
        end = at + len(words)
        if not _cuts(within, at) and not _cuts(within, end):
            yield at, end
        at = within.find(words, at + 1)


def _cuts(within: str, at: int) -> bool:
    return 0 < at < len(within) and within[at - 1].isalnum() and within[at].isalnum()


class _Folds:
    """The paragraphs of one text in plain form, each made when it is first asked for."""

    def __init__(self, text: str, blocks: list[Span]) -> None:
        self.text = text
        self.blocks = blocks
        self.alignments = 0
        self._made: dict[int, _Folded] = {}

    def of(self, number: int) -> "_Folded":
        if number not in self._made:
            self._made[number] = _Folded(self.text, self.blocks[number])
        return self._made[number]


class _Folded:
    """A paragraph in plain form, and for each of its characters the place in the text where it comes from."""

    __slots__ = ("places", "plain", "text")

    def __init__(self, text: str, block: Span) -> None:
        self.text = text
        self.places: list[int] = []
        signs: list[str] = []
        for at, sign in enumerate(_folded(text[block[0] : block[1]]), block[0]):
            if sign.isspace():
                if signs and signs[-1] == " ":
                    continue
                sign = " "
            signs.append(sign)
            self.places.append(at)
        self.plain = "".join(signs)

    def span(self, start: int, end: int) -> Span:
        return self.places[start], self.places[end - 1] + 1


def _folded(text: str) -> str:
    """fold, dashes alike, small letters where that keeps the length."""
    plain = fold(text).translate(_DASHES)
    return "".join(low if len(low := sign.lower()) == 1 else sign for sign in plain)


def _plain(words: str) -> str:
    return _SPACES.sub(" ", _folded(words)).strip(_EDGES)


def _alignable(folded: _Folded, wanted: str) -> bool:
    fits = _LEAST_ALIGNED <= len(wanted) <= min(_ALIGNED_WORDS, len(folded.plain))
    return fits and len(folded.plain) <= _ALIGNED_PARAGRAPH


def _aligned(folded: _Folded, words: str, wanted: str) -> Span | None:
    """The stretch of whole words that is nearly these, where it has the same figures and the same names."""
    best = fuzz.partial_ratio_alignment(wanted, folded.plain, score_cutoff=90.0)
    if best is None:
        return None
    start, end = best.dest_start, best.dest_end
    starts = {start, _word_edge(folded.plain, start, -1), _word_edge(folded.plain, start, 1)}
    ends = {end, _word_edge(folded.plain, end, -1), _word_edge(folded.plain, end, 1)}
    whole = [(s, e) for s in sorted(starts) for e in sorted(ends) if s < e]
    whole = [(s, e) for s, e in whole if not _cuts(folded.plain, s) and not _cuts(folded.plain, e)]
    scored = [(fuzz.ratio(wanted, folded.plain[s:e]), s, e) for s, e in whole]
    score, start, end = max(scored, default=(0.0, 0, 0))
    if score < ALIGNED:
        return None
    while folded.plain[start].isspace():
        start += 1
    while folded.plain[end - 1].isspace():
        end -= 1
    span = folded.span(start, end)
    there = folded.text[span[0] : span[1]]
    same_figures = _DIGITS.findall(words) == _DIGITS.findall(there)
    return span if same_figures and _names(words) == _names(there) else None


def _word_edge(within: str, at: int, step: int) -> int:
    while 0 < at < len(within) and _cuts(within, at):
        at += step
    return at


def _names(words: str) -> list[str]:
    """Words with a capital that do not open a sentence; which mark stands in them does not matter."""
    return _NAME.findall(fold(words).strip(_EDGES))
