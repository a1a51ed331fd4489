"""The outlet's own clauses: what an article says where nobody else is made to say it."""

import re

from stories.analysis import clause
from stories.analysis.model import Token
from stories.analysis.parse import Paragraph
from stories.analysis.pieces import FRAGMENT, PHRASE, Piece, length, tidied
from stories.analysis.pieces_aside import facts_aside
from stories.analysis.reports import Report
from stories.domain.values import PassageKind, Span, Voice

_ANONYMOUS = re.compile(
    r"\bon (?:the )?condition (?:of anonymity|that)|\b(?:not|n't) (?:be |being |been )?authori[sz]ed to\b|"
    r"\bnot (?:to )?be(?:ing)? (?:named|identified)\b|\banonymity\b"
)
_NEAR = 3  # characters between what is said and its colon
_CONCEDING = frozenset({"although", "though", "while", "whereas"})


def own_pieces(text: str, paragraph: Paragraph, reports: list[Report], reported: list[Piece]) -> list[Piece]:
    """The outlet's own clauses: main clauses, coordinated ones with a subject of their own, and loose quotations."""
    used = {index for piece in reported for index in piece.chain}
    covered = sorted(span for index in used for span in reports[index].contents)
    cues = {verb for index in used if (verb := reports[index].verb) is not None}
    pieces: list[Piece] = []
    for sentence in paragraph.sentences:
        tokens = paragraph.tokens(sentence)
        heads = [t for t in tokens if t.dep_ == "ROOT"]
        quote = paragraph.quote_at(sentence[0])
        if quote is not None and quote.outer[1] >= sentence[1] - 1 and not quote.scare:
            if not _inside(covered, sentence[0] + 1):
                span = tidied(text, paragraph, sentence)
                if span is not None and length(text, (span,)) > FRAGMENT:
                    pieces.append(Piece((span,), span, Voice.QUOTED))
            continue
        if not tokens:
            if not _touched(covered, sentence) and text[sentence[1] - 1] != "?":
                span = tidied(text, paragraph, sentence)
                if span is not None and length(text, (span,)) > FRAGMENT:
                    pieces.append(Piece((span,), span, Voice.OUTLET))
            continue
        for head, (start, end) in _clauses(paragraph, heads):
            at = paragraph.at(head)
            if (
                head in cues
                or _inside(covered, at)
                or paragraph.masked[head.i]
                or text[end - 1 : end + 1].strip()[-1:] == "?"
            ):
                continue
            if head.pos_ not in ("VERB", "AUX") and not clause.auxiliaries(head):
                continue
            if paragraph.kind is not PassageKind.HEADLINE and (_is_request(head) or not clause.is_finite(head)):
                continue
            if _points_ahead(head):
                continue
            subject = clause.own_subject(head)
            if subject is not None and not start <= paragraph.at(subject) < end and not paragraph.masked[subject.i]:
                continue  # the parser drew a reporting clause into it
            if _ANONYMOUS.search(paragraph.folded, start - paragraph.base, end - paragraph.base) and _tells_of_source(
                head
            ):
                continue
            if any(c.dep_ == "xcomp" and c in cues for c in head.children) and _touched(covered, (start, end)):
                continue  # "appeared to suggest"
            mine = [reports[i] for i in used]
            stretch = (_behind_colon(paragraph, mine, (start, at)), _before_tail(paragraph, mine, (start, end), head))
            span = tidied(text, paragraph, stretch)
            if span is not None and length(text, (span,)) > FRAGMENT:
                pieces.append(Piece((span,), span, Voice.OUTLET))
        own = [p.spans[0] for p in pieces]
        pieces.extend(facts_aside(text, paragraph, tokens, reports, [*covered, *own]))
    return pieces


def _tells_of_source(head: Token) -> bool:
    """Whether a clause only says why somebody who speaks is not named."""
    return clause.lemma(head) in ("speak", "talk", "ask", "request", "insist", "authorize", "authorise", "request")


def _is_request(head: Token) -> bool:
    """Send us a picture; do not worry; thank you for reading."""
    if clause.own_subject(head) is not None or head.dep_ != "ROOT":
        return False
    auxiliaries = clause.auxiliaries(head)
    return head.tag_ in ("VB", "VBP") and all(t.lower_ in ("do", "don't", "n't", "not") for t in auxiliaries)


def _points_ahead(head: Token) -> bool:
    """Here is what we know."""
    return head.lemma_ == "be" and any(t.lower_ == "here" and t.i < head.i for t in head.lefts)


def _before_tail(paragraph: Paragraph, reports: list[Report], span: Span, head: Token) -> int:
    """Where ", saying ...", ", although Osk says ..." or "and told Osk ..." begins, if the clause ends so.

    What is reported there is a claim of its own.
    """
    for report in reports:
        cue = report.cue[0][0] if report.cue else -1
        if not span[0] < cue < span[1] or report.contents[-1][1] < span[1] - 3 or cue < paragraph.at(head):
            continue
        first = _first_of_tail(report.verb, head)
        if first is not None:
            cue = paragraph.at(first)
        ahead = paragraph.folded[span[0] - paragraph.base : max(cue - paragraph.base, 0)].rstrip()
        if (first is not None or ahead.endswith(",")) and len(ahead.split()) > PHRASE:
            return cue
    return span[1]


def _first_of_tail(verb: Token | None, head: Token) -> Token | None:
    """The word that joins a report to the clause before it: a concession's "although", the "and" of a second verb."""
    if verb is None:
        return None
    mark = clause.child(verb, "mark")
    if verb.dep_ == "advcl" and mark is not None and mark.lower_ in _CONCEDING:
        return mark
    before = clause.beside(verb.left_edge, -1)
    if verb.dep_ == "conj" and verb.head == head and before is not None and before.dep_ == "cc":
        return before
    return None


def _behind_colon(paragraph: Paragraph, reports: list[Report], span: Span) -> int:
    """Where the clause begins behind a report that a colon ends, though the parser made one clause of both."""
    for report in reports:
        cue = report.cue[0][0] if report.cue else -1
        end = report.contents[-1][1]
        if span[0] < cue < span[1] and end < span[1]:
            rest = paragraph.folded[end - paragraph.base : span[1] - paragraph.base]
            stop = min((at for at in (rest.find(": "), rest.find("; ")) if at >= 0), default=-1)
            if 0 <= stop <= _NEAR:
                return end + stop + 1
    return span[0]


def _clauses(paragraph: Paragraph, heads: list[Token]) -> list[tuple[Token, Span]]:
    """Main clauses and the coordinated ones that have their own subject, each with its stretch of text."""
    result: list[tuple[Token, Span]] = []
    for root in heads:
        parts = [root]
        for each in parts:
            parts.extend(
                c for c in each.children if c.dep_ == "conj" and clause.own_subject(c) is not None and len(parts) < 8
            )
        parts.sort(key=lambda t: t.i)
        starts = [_opening(p, root) for p in parts]
        for index, part in enumerate(parts):
            stop = starts[index + 1] if index + 1 < len(parts) else root.right_edge.i + 1
            begin = root.left_edge.i if index == 0 else starts[index]
            if begin < stop:
                result.append((part, paragraph.cover(root.doc[begin], root.doc[stop - 1])))
    result_spans = []
    for part, (start, end) in result:
        words = paragraph.folded[start - paragraph.base : end - paragraph.base]
        cut = len(words) - len(words.removesuffix(" and").removesuffix(" but").removesuffix(" or"))
        result_spans.append((part, (start, end - cut)))
    return result_spans


def _opening(part: Token, root: Token) -> int:
    return int(part.left_edge.i) if part != root else int(root.left_edge.i)


def _inside(covered: list[Span], offset: int) -> bool:
    return any(s <= offset < e for s, e in covered)


def _touched(covered: list[Span], span: Span) -> bool:
    return any(s < span[1] and span[0] < e for s, e in covered)
