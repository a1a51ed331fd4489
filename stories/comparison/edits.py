"""What became of an article's claims from one text of it to the next: kept, reworded, changed, softened, left out.

Claims are paired by their words, then by what they share, then with whole sentences: what the extraction cut otherwise
this time was not edited.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from stories.analysis.normalise import fold, paragraphs
from stories.analysis.record import Candidate
from stories.analysis.sentences import split_sentences
from stories.comparison.alterations import alteration
from stories.comparison.altered import Alteration
from stories.comparison.notes import note_spans
from stories.comparison.reading import Reading
from stories.comparison.stretches import Slot, Stretch, stretch_of
from stories.comparison.words import content as stems
from stories.domain.edits import EditKind
from stories.domain.values import Act, Span, Voice

ALIKE = 0.45  # share of common content at which two claims are one, edited
FEWEST = 4  # words of substance by which a claim is known wherever it stands
HELD = 0.75  # share of a claim's content that a sentence must hold to say it


@dataclass(frozen=True, slots=True)
class Edited:
    """A claim of the former text and of the new one; None where the other has none.

    detail: what changed, in words; slots: what of it changed; empty for what was added or taken out as a whole.
    spans: the sentence that still says it, where the new text has no claim of its own for it.
    """

    kind: EditKind
    before: Candidate | None
    after: Candidate | None
    detail: str | None = None
    slots: frozenset[Slot] = frozenset()
    spans: tuple[Span, ...] = ()


def edits(before: Reading, after: Reading) -> list[Edited]:
    """In the order of the former text, then what is new. Claims that stand letter by letter are left out."""
    olds, news = _claims(before), _claims(after)
    earlier, sentences = _sentences(before), _sentences(after)
    known, kept = ({one.forms for one in given} for given in (earlier, sentences))
    same_words = [form for one in earlier for form in one.forms] == [form for one in sentences for form in one.forms]
    found: list[tuple[int, Edited]] = []
    pairs = _pairs(olds, news)
    for at, match in pairs:
        old, new = olds[at], news[match]
        told = alteration(old, new)
        if told is None and old.text != new.text:
            told = Alteration(EditKind.REWORDED)  # marks or case
        if told is None:
            continue
        edited = Edited(told.kind, old.candidate, new.candidate, told.detail, told.slots)
        if same_words or (_stands(old, earlier, kept) and _stands(new, sentences, known)):
            edited = Edited(EditKind.REWORDED, old.candidate, new.candidate)  # read otherwise, not written otherwise
        found.append((at, edited))
    paired = {at for at, _ in pairs}
    for at, old in enumerate(olds):
        if at not in paired:
            untouched = same_words or _stands(old, earlier, kept)
            found.append((at, _elsewhere(old, sentences, untouched=untouched)))
    taken = {match for _, match in pairs}
    for at, new in enumerate(news):
        fresh = not same_words and not _stands(new, sentences, known) and not any(_holds(one, new) for one in earlier)
        if at not in taken and fresh:
            found.append((len(olds) + at, Edited(EditKind.ADDED, None, new.candidate)))
    return [edited for _, edited in sorted(found, key=lambda one: one[0])]


def _stands(claim: Stretch, own: Sequence[Stretch], others: Collection[tuple[str, ...]]) -> bool:
    """Whether the sentences of the claim stand word for word in the other text."""
    mine = [one for one in own if any(a < e and s < b for s, e in claim.spans for a, b in one.spans)]
    return bool(mine) and all(one.forms in others for one in mine)


def _claims(reading: Reading) -> list[Stretch]:
    notes = note_spans(reading.text)
    return [
        stretch_of(reading, candidate.spans, candidate)
        for candidate in reading.analysis.claims
        if candidate.voice is not Voice.HEADLINE and not any(_within(candidate.spans, note) for note in notes)
    ]


def _within(spans: Sequence[Span], note: Span) -> bool:
    return note[0] <= spans[0][0] and spans[-1][1] <= note[1]


def _pairs(olds: Sequence[Stretch], news: Sequence[Stretch]) -> list[tuple[int, int]]:
    """Indexes of the two claims of each pair: those of the same words first, then the most alike first."""
    by_words: defaultdict[tuple[str, ...], list[int]] = defaultdict(list)
    for at, new in enumerate(news):
        by_words[new.forms].append(at)
    found = []
    for at, old in enumerate(olds):
        if by_words[old.forms]:
            found.append((at, by_words[old.forms].pop(0)))
    left = set(range(len(news))) - {new for _, new in found}
    paired = {old for old, _ in found}
    scored = sorted(
        (-likeness, old, new)
        for old in range(len(olds))
        if old not in paired
        for new in left
        if (likeness := _likeness(olds[old], news[new])) >= ALIKE
    )
    for _, mine, theirs in scored:
        if mine not in paired and theirs in left:
            found.append((mine, theirs))
            paired.add(mine)
            left.remove(theirs)
    return sorted(found)


def _likeness(one: Stretch, other: Stretch) -> float:
    common = one.content & other.content
    return 2 * len(common) / (len(one.content) + len(other.content)) if common else 0.0


def _elsewhere(old: Stretch, sentences: Sequence[Stretch], *, untouched: bool) -> Edited:
    """A claim that no claim of the new text answers to: a sentence may still say it."""
    holding = [one for one in sentences if _holds(one, old) or (untouched and one.content & old.content)]
    if not holding:
        return Edited(EditKind.DROPPED, old.candidate, None)
    best = max(holding, key=lambda one: _likeness(one, old))
    told = alteration(old, best, whole=False)
    if told is None or untouched or told.kind is EditKind.REWORDED:
        return Edited(EditKind.REWORDED, old.candidate, None, spans=best.spans)
    return Edited(told.kind, old.candidate, None, told.detail, told.slots)


def _holds(sentence: Stretch, claim: Stretch) -> bool:
    """With its speaker and what he does, where the claim says little by itself ("the charges", which she denies)."""
    wanted = claim.content
    if len(wanted) < FEWEST and claim.candidate is not None:
        text = claim.reading.text
        for link in claim.candidate.attribution:
            cues = [stems(text[start:end]) for start, end in link.cue if link.act is not Act.ASSERT]
            wanted = wanted.union(stems(link.speaker or ""), *cues)
    share = HELD if len(wanted) >= 2 * FEWEST else 1.0
    return bool(wanted) and len(sentence.content & wanted) >= share * len(wanted)


def _sentences(reading: Reading) -> list[Stretch]:
    return [stretch_of(reading, (span,)) for span in _sentence_spans(reading.text)]


def _sentence_spans(text: str) -> Iterator[Span]:
    folded = fold(text)
    for paragraph in paragraphs(text):
        yield from split_sentences(folded, paragraph)
