"""Claims that a language model pointed at, read by the same rules as our own: only where to look is the model's.

Wording, voice, speaker, figures, dates and places are worked out here from the spans. Where the local rules found
somebody who says it, they are believed; the model adds what they passed by, and a speaker where they had none.
"""

from collections.abc import Sequence
from dataclasses import replace

from stories.analysis.claims import MOST, Material, candidate_of, link_of
from stories.analysis.lexicon import find_cue, lexicon
from stories.analysis.model import Token
from stories.analysis.parse import Paragraph
from stories.analysis.pieces import reported_pieces
from stories.analysis.record import Candidate
from stories.analysis.reports import Report
from stories.domain.assistance import Pointed
from stories.domain.values import Act, Attribution, Modality, PassageKind, Polarity, Span, Voice

KEY = "llm@1"
_KNOWN = 0.5  # of the smaller one's characters: the two are one claim
_WHOLE = 0.8  # of a claim in the outlet's voice: it is what somebody says
_SPEAKING = frozenset({"NOUN", "PROPN", "PRON", "NUM"})  # what a speaker's words are governed by
_UNDECIDED = frozenset({"modality:none", "modality:past", "modality:present"})  # the rules saw no marker


def with_pointed(
    material: Material, claims: tuple[Candidate, ...], pointed: Sequence[Pointed]
) -> tuple[Candidate, ...]:
    """The claims in reading order, with those added that the model found beside them; each says so in its rules."""
    kept = list(claims)
    for one in pointed:
        for found in _candidates(material, one):
            rivals = [claim for claim in kept if _share(found, claim, of_smaller=True) >= _KNOWN]
            if any(claim.attribution or not found.attribution for claim in rivals):
                continue
            if all(_says_the_same(claim, found) for claim in rivals) and len(kept) - len(rivals) < MOST:
                gone = {id(claim) for claim in rivals}
                kept = [claim for claim in kept if id(claim) not in gone]
                kept.append(found)
    if len(kept) == len(claims) and all(a is b for a, b in zip(kept, claims, strict=True)):
        return claims
    return tuple(sorted(kept, key=lambda claim: claim.spans))


def _candidates(material: Material, one: Pointed) -> list[Candidate]:
    """A claim for each sentence of what was pointed at; none in furniture, none for a quotation that nobody says."""
    number = _paragraph_at(material, one.spans[0][0])
    if number is None:
        return []
    paragraph = material.paragraphs[number]
    if paragraph.kind is PassageKind.EMBEDDED_POST or one.spans[-1][1] > paragraph.span[1]:
        return []
    report = _report(material, paragraph, one)
    speaker: str | None = None
    rules: tuple[str, ...] = ("claim:llm",)
    chain: tuple[Attribution, ...] = ()
    if one.source:
        beside = _paragraph_at(material, one.source[0][0])
        if beside is None or (report.head is not None and report.head.pos_ not in _SPEAKING):
            return []
        speaker, _, rule = material.book.resolve(beside, material.paragraphs[beside], report, leading=False)
        if speaker is None and rule == "speaker:none":
            start, end = one.source[0]
            speaker = material.folded[start:end]
        chain = (link_of(paragraph, report, speaker),)
        rules += ("attribution:llm", rule)
    found = []
    for piece in reported_pieces(material.text, paragraph, [report]):
        if not chain:
            if piece.voice is Voice.QUOTED:
                continue
            piece = replace(piece, voice=Voice.OUTLET)
        candidate = candidate_of(material, number, piece, report if chain else None, chain, rules)
        found.append(_labelled(candidate, one))
    return found


def _paragraph_at(material: Material, offset: int) -> int | None:
    """The paragraph that bears claims and covers an offset."""
    return next((n for n, p in enumerate(material.paragraphs) if p.span[0] <= offset < p.span[1]), None)


def _report(material: Material, paragraph: Paragraph, one: Pointed) -> Report:
    start, end = one.cue[0] if one.cue else (0, 0)
    printed = material.folded[start:end].lower()
    act, lemma = _act(printed)
    beside = _paragraph_at(material, one.source[0][0]) if one.source else None
    head = _head(material.paragraphs[beside], one.source[0]) if beside is not None else None
    sentence = paragraph.sentence_of(one.spans[0][0])
    return Report(one.spans, one.source, one.cue, lemma, "that", act, None, head, sentence)


def _act(printed: str) -> tuple[Act, str]:
    """What the reporting word does, by our own lexicon; whatever it does not know asserts."""
    nouns = lexicon().nouns
    for word in printed.split():
        cue = find_cue(word, word)
        if cue is not None:
            return cue.act("that"), cue.lemma
        if word in nouns:
            return nouns[word], word
    return Act.ASSERT, printed


def _head(paragraph: Paragraph, span: Span) -> Token | None:
    """The word that governs the others of a span."""
    tokens = paragraph.tokens(span)
    inside = {token.i for token in tokens}
    return next((t for t in tokens if t.head.i not in inside or t.head == t), None)


def _labelled(candidate: Candidate, one: Pointed) -> Candidate:
    """The model's labels where our rules saw nothing that speaks for another; where they disagree, a note."""
    rules, polarity, modality = candidate.rules, candidate.polarity, candidate.modality
    undecided = _UNDECIDED & set(rules)
    if one.modality not in (None, modality):
        if undecided and one.modality is not Modality.DENIED:
            modality, rules = one.modality or modality, (*rules, "modality:llm")
        else:
            rules = (*rules, "modality:llm-differs")
    if one.polarity not in (None, polarity):
        if "modality:none" in undecided and one.polarity is Polarity.NEGATED:
            polarity, rules = one.polarity, (*rules, "polarity:llm")
        else:
            rules = (*rules, "polarity:llm-differs")
    return replace(candidate, rules=rules, polarity=polarity, modality=modality, extractor=KEY)


def _says_the_same(claim: Candidate, found: Candidate) -> bool:
    """Whether a claim in the outlet's voice is the sentence in which somebody says what was found, or all of that."""
    edges = [span[0] for link in found.attribution for span in (*link.cue, *link.source)]
    reported = any(start <= edge < end for start, end in claim.spans for edge in edges)
    return reported or _share(found, claim, of_smaller=False) >= _WHOLE


def _share(found: Candidate, claim: Candidate, *, of_smaller: bool) -> float:
    """The characters that both have, of the smaller one's or of the claim's."""
    both = sum(max(0, min(e, f) - max(s, b)) for s, e in found.spans for b, f in claim.spans)
    sizes = [sum(e - s for s, e in one.spans) for one in (claim, found)]
    return both / max(1, min(sizes) if of_smaller else sizes[0])
