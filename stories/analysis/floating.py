"""Quotations without a reporting word of their own: they go on where a speaker has begun."""

from dataclasses import replace

from stories.analysis import clause
from stories.analysis.lexicon import find_cue
from stories.analysis.parse import Paragraph
from stories.analysis.quotes import Quote
from stories.analysis.reports import Report
from stories.domain.values import Act, PassageKind, Span

_SPEAKING = frozenset({"speak", "address", "testify"})


def attach(paragraphs: list[Paragraph], reports: list[list[Report]]) -> list[list[Report]]:
    """Hand each uncovered utterance to the report it continues: in its sentence, its paragraph, or the one before."""
    result: list[list[Report]] = []
    last: Report | None = None  # who spoke last in quotation marks
    carried = False  # the paragraph before ended inside a quotation
    for paragraph, own in zip(paragraphs, reports, strict=True):
        if paragraph.kind is not PassageKind.BODY:
            result.append(own)
            continue
        if paragraph.fresh:
            last, carried = None, False
        filled, first_free = _within(paragraph, own)
        spoken = [r for r in filled if _quotes(paragraph, r)]
        if first_free and (last is not None) and (carried or _stands_alone(paragraph, first_free[0])):
            filled.append(last.over(tuple(first_free), paragraph.sentence_of(first_free[0][0])))
            spoken = spoken or [filled[-1]]
        elif first_free and last is None and own and own[-1].source:
            filled.append(own[-1].over(tuple(first_free), paragraph.sentence_of(first_free[0][0])))
        if spoken:
            last = max(spoken, key=lambda r: r.contents[-1][1])
        elif own:
            speech = [r for r in own if r.frame in ("that", "quote", "according") and r.source]
            last = speech[-1] if speech else last
        elif not first_free:
            begun = _speech_begun(paragraph) or _introduced(paragraph)
            if begun is not None:
                filled = [*filled, begun]  # reports nothing here, but its speaker is found here
            last = begun or (None if _long_gap(paragraph) else last)
        carried = bool(paragraph.quotes) and paragraph.quotes[-1].open_ended
        result.append(filled)
    return result


def _speech_begun(paragraph: Paragraph) -> Report | None:
    """ "Judge Osk spoke to the jurors for an hour." and then a paragraph in quotation marks: her words."""
    if paragraph.doc is None or not paragraph.sentences:
        return None
    root = next((t for t in paragraph.tokens(paragraph.sentences[-1]) if t.dep_ == "ROOT"), None)
    subject = clause.own_subject(root) if root is not None and clause.lemma(root) in _SPEAKING else None
    if root is None or subject is None or subject.ent_type_ != "PERSON" or clause.is_negated(root):
        return None
    first, last = clause.noun_edges(subject)
    source, cue = paragraph.cover(first, last), paragraph.cover(root, root)
    place = paragraph.sentence_of(cue[0])
    return Report((), (source,), (cue,), clause.lemma(root), "quote", Act.ASSERT, root, subject, place)


def _introduced(paragraph: Paragraph) -> Report | None:
    """ "The Norport Post reports:", and the words stand in the next paragraph."""
    if paragraph.doc is None or not paragraph.folded.rstrip().endswith(":"):
        return None
    root = next((t for t in paragraph.tokens(paragraph.sentences[-1]) if t.dep_ == "ROOT"), None)
    subject = clause.own_subject(root) if root is not None else None
    cue = find_cue(clause.lemma(root), root.lower_) if root is not None else None
    if root is None or subject is None or cue is None or "quote" not in cue.frames or clause.is_negated(root):
        return None
    first, last = clause.noun_edges(subject)
    source, word = paragraph.cover(first, last), paragraph.cover(root, root)
    return Report(
        (), (source,), (word,), cue.lemma, "quote", cue.act("quote"), root, subject, len(paragraph.sentences) - 1
    )


def _long_gap(paragraph: Paragraph) -> bool:
    """A paragraph of plain narration in between ends a speaker's turn."""
    return len(paragraph.sentences) > 1


def _quotes(paragraph: Paragraph, report: Report) -> bool:
    return any(
        quote.outer[0] < end and start < quote.outer[1]
        for start, end in report.contents
        for quote in paragraph.quotes
        if not quote.scare
    )


def _stands_alone(paragraph: Paragraph, span: Span) -> bool:
    """Whether the utterance opens its paragraph."""
    return span[0] <= paragraph.base + 2


def _within(paragraph: Paragraph, own: list[Report]) -> tuple[list[Report], list[Span]]:
    """Fill the reports of a paragraph with its uncovered sentences in quotation marks; return what stays free."""
    filled = list(own)
    free: list[Span] = []
    covered = sorted(s for r in filled for s in r.contents)
    for index, sentence in enumerate(paragraph.sentences):
        for quote in paragraph.quotes:
            start, end = max(quote.outer[0], sentence[0]), min(quote.outer[1], sentence[1])
            if start >= end or quote.scare or any(s < end and start < e for s, e in covered):
                continue
            if not _is_utterance(paragraph, sentence, (start, end)):
                continue
            host = _host(paragraph, filled, quote, index, start)
            if host is None:
                free.append((start, end))
                continue
            contents = tuple(sorted((*filled[host].contents, (start, end))))
            filled[host] = replace(filled[host], contents=contents)
            covered = sorted([*covered, (start, end)])
    return filled, free


def _is_utterance(paragraph: Paragraph, sentence: Span, part: Span) -> bool:
    """A whole sentence in marks, not a title or a phrase in the outlet's own sentence."""
    outside = (sentence[1] - sentence[0]) - (part[1] - part[0])
    text = paragraph.folded[part[0] - paragraph.base : part[1] - paragraph.base]
    if outside <= 3:
        return True
    return len(text.split()) >= 8 and outside < 40 and text.strip("\"' ")[:1].isupper()


def _host(paragraph: Paragraph, reports: list[Report], quote: Quote, index: int, start: int) -> int | None:
    """The report this utterance belongs to: the same quotation's, the sentence before, else the sentence after."""
    best: int | None = None
    for number, report in enumerate(reports):
        if (
            report.frame not in ("quote", "that", "according", "obj", "small", "about", "of", "as", "wh")
            or not report.source
        ):
            continue
        if any(quote.outer[0] < e and s < quote.outer[1] for s, e in report.contents):
            return number
        if report.contents[0][0] < start and (_quotes(paragraph, report) or report.sentence == index - 1):
            best = number
    if best is not None:
        return best
    for number, report in enumerate(reports):
        if report.sentence == index + 1 and report.frame == "quote" and report.contents[0][0] >= start:
            return number
    return None
