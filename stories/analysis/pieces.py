"""Cutting what is reported into the stretches that become claims, sentence by sentence."""

from dataclasses import dataclass

from stories.analysis import clause
from stories.analysis.parse import Paragraph
from stories.analysis.reports import SPEECH_FRAMES, Report
from stories.domain.values import Span, Voice

_MARKS = "\"“”„‟«»'‘’ "
PHRASE = 2  # words; shorter noun phrases and infinitives are left to the outlet's own clause
NOUN = 2  # words; "the offer", "any wrongdoing": said to be denied or confirmed, they are no claims of their own
_HANDED = 0.6  # share of what is said that makes it all a nested report's
FRAGMENT = 2  # words; fewer are no claim


@dataclass(frozen=True, slots=True)
class Piece:
    """spans: verbatim; wide: the whole clause, cue included, for readable wording; chain: reports, outermost first.

    lead: the speaker's words, where another of their verbs stands before wide: "Osk [shut the pier but] denied ...".
    """

    spans: tuple[Span, ...]
    wide: Span
    voice: Voice
    chain: tuple[int, ...] = ()
    lead: tuple[Span, ...] = ()

    @property
    def stretch(self) -> tuple[Span, ...]:
        """What the wording is made of."""
        return (*self.lead, self.wide)


def reported_pieces(text: str, paragraph: Paragraph, reports: list[Report]) -> list[Piece]:
    """A piece for each sentence of what each report reports. What a nested report says is left to it."""
    pieces: list[Piece] = []
    for index, report in enumerate(reports):
        chain = _chain(reports, index)
        for spans in (part for whole in _by_sentence(paragraph, report) for part in _by_that(paragraph, report, whole)):
            if _handed_on(reports, index, spans):
                continue
            trimmed = tuple(s for span in spans if (s := tidied(text, paragraph, span)) is not None)
            voice = _voice(paragraph, trimmed)
            least = FRAGMENT if report.frame in SPEECH_FRAMES or voice is not Voice.PARAPHRASED else PHRASE
            if not trimmed or length(text, trimmed) < least or _says_too_little(paragraph, reports, chain, trimmed):
                continue
            lead, wide = _lead(paragraph, report, trimmed, _wide(paragraph, report, trimmed))
            pieces.append(Piece(trimmed, wide, voice, chain, lead))
    return pieces


def _says_too_little(
    paragraph: Paragraph, reports: list[Report], chain: tuple[int, ...], spans: tuple[Span, ...]
) -> bool:
    """A noun that points back ("denied the allegation") is the outlet's clause; a phrase in a report is part of it."""
    tokens = [t for span in spans for t in paragraph.tokens(span)]
    if not tokens or any(t.pos_ in ("VERB", "AUX") for t in tokens):
        return False
    report = reports[chain[-1]]
    if report.frame == "obj" and not report.told and _voice(paragraph, spans) is Voice.PARAPHRASED:
        first = tokens[0]
        return len(tokens) <= NOUN and (
            first.pos_ == "PRON" or (first.tag_ == "DT" and first.lower_ not in ("a", "an"))
        )
    size = sum(e - s for s, e in spans)
    around = [e - s for i in chain[:-1] for s, e in reports[i].contents if s <= spans[0][0] and spans[-1][1] <= e]
    return any(size < _HANDED * whole for whole in around)


def _lead(paragraph: Paragraph, report: Report, spans: tuple[Span, ...], wide: Span) -> tuple[tuple[Span, ...], Span]:
    """The speaker set apart from a second verb: of "Osk shut the pier but denied ..." only "Osk" and "denied ..."."""
    verb = report.verb
    if verb is None or verb.dep_ != "conj" or not report.source or clause.own_subject(verb) is not None:
        return (), wide
    cue, source = report.cue[0][0], report.source[0]
    if wide == (spans[0][0], spans[-1][1]) or cue > spans[0][0] or not wide[0] <= source[0] < source[1] <= cue:
        return (), wide
    if not source[1] <= paragraph.at(verb.head) < cue:
        return (), wide
    return ((wide[0], source[1]),), (cue, wide[1])


def _chain(reports: list[Report], index: int) -> tuple[int, ...]:
    """The reports around this one's cue, outermost first, itself last."""
    cue = reports[index].cue[0][0] if reports[index].cue else -1
    around = [
        other
        for other, report in enumerate(reports)
        if other != index and not report.inherited and any(s <= cue < e for s, e in report.contents)
    ]
    around.sort(key=lambda other: -sum(e - s for s, e in reports[other].contents))
    return (*around[:2], index)


def _handed_on(reports: list[Report], index: int, spans: tuple[Span, ...]) -> bool:
    """Whether a nested report carries most of these words: then they are its claim, with a longer chain."""
    size = sum(e - s for s, e in spans)
    for other, report in enumerate(reports):
        if other == index or not report.cue or report.frame not in ("that", "quote", "according"):
            continue
        cue = report.cue[0][0]
        if any(s <= cue < e for s, e in spans):
            inner = sum(max(0, min(e, f) - max(s, b)) for s, e in spans for b, f in report.contents)
            if inner >= _HANDED * size:
                return True
    return False


def _by_sentence(paragraph: Paragraph, report: Report) -> list[tuple[Span, ...]]:
    """The contents cut at sentence ends; parts of one sentence stay together unless each is a sentence of its own."""
    groups: dict[int, list[Span]] = {}
    for start, end in report.contents:
        first = paragraph.sentence_of(start)
        for index in range(first, len(paragraph.sentences)):
            sentence = paragraph.sentences[index]
            if sentence[0] >= end:
                break
            part = (max(start, sentence[0]), min(end, sentence[1]))
            if part[0] < part[1]:
                groups.setdefault(index, []).append(part)
    result: list[tuple[Span, ...]] = []
    for _, parts in sorted(groups.items()):
        current: list[Span] = []
        for part in sorted(parts):
            if current and _starts_anew(paragraph, current[-1], part):
                result.append(tuple(current))
                current = []
            current.append(part)
        result.append(tuple(current))
    return result


def _by_that(paragraph: Paragraph, report: Report, spans: tuple[Span, ...]) -> list[tuple[Span, ...]]:
    """ "said that ... and that ..." reports two things, each with a "that" of its own."""
    if report.frame not in ("that", "according", "quote") or len(spans) != 1:
        return [spans]
    start, end = spans[0]
    cuts = [
        token
        for token in paragraph.tokens((start + 1, end))
        if token.lower_ == "that"
        and token.dep_ == "mark"
        and (before := clause.beside(token, -1)) is not None
        and before.dep_ == "cc"
        and token.head.dep_ == "conj"
        and not paragraph.masked[token.i]
    ]
    if not cuts:
        return [spans]
    parts: list[tuple[Span, ...]] = []
    for cut in cuts:
        parts.append(((start, paragraph.at(clause.beside(cut, -1) or cut)),))
        start = paragraph.at(cut)
    parts.append(((start, end),))
    return [part for part in parts if part[0][0] < part[0][1]]


def _starts_anew(paragraph: Paragraph, before: Span, part: Span) -> bool:
    between = paragraph.folded[before[1] - paragraph.base : part[0] - paragraph.base]
    words = paragraph.folded[part[0] - paragraph.base : part[1] - paragraph.base].lstrip(_MARKS)
    return words[:1].isupper() and ("." in between or ":" in between)


def tidied(text: str, paragraph: Paragraph, span: Span) -> Span | None:
    """Without marks that have no partner inside, commas and spaces at the edges, and the word "that" in front."""
    start, end = span
    while start < end and (
        text[start] in " ,;:—–-\n" or (text[start] in _MARKS and not _paired(paragraph, start, span))
    ):
        start += 1
    while end > start and (
        text[end - 1] in " ,;:—–\n" or (text[end - 1] in _MARKS and not _paired(paragraph, end - 1, (start, end)))
    ):
        end -= 1
    if text[start : start + 5].lower() == "that " and _is_mark(paragraph, start):
        start += 5
    return (start, end) if any(c.isalnum() for c in text[start:end]) else None


def _is_mark(paragraph: Paragraph, offset: int) -> bool:
    """Whether the word "that" only opens the clause: "That is all" keeps it."""
    token = paragraph.token_at(offset)
    return token is None or token.dep_ == "mark" or (token.dep_ in ("det", "advmod") and token.i > token.sent.start)


def _paired(paragraph: Paragraph, offset: int, span: Span) -> bool:
    """Whether a mark belongs to a quotation that lies inside the span and is not the whole of it."""
    quote = paragraph.quote_at(offset)
    if quote is None or offset not in (quote.outer[0], quote.outer[1] - 1):
        return quote is None and paragraph.folded[offset - paragraph.base] == "'"
    inside = span[0] <= quote.outer[0] and quote.outer[1] <= span[1] and not quote.open_ended
    return inside and quote.outer != span


def _wide(paragraph: Paragraph, report: Report, spans: tuple[Span, ...]) -> Span:
    """Speaker, cue and content, where a noun phrase or an infinitive says too little alone."""
    content = spans[0][0], spans[-1][1]
    passive = report.verb is not None and clause.is_passive(report.verb)
    if (
        report.inherited
        or report.lemma == ":"
        or not (report.source or passive)
        or _reads_alone(paragraph, report, spans)
    ):
        return content
    start = min([content[0], report.cue[0][0], *(s for s, _ in report.source[:1])])
    end = max(content[1], report.cue[0][1])
    sentence = paragraph.sentences[paragraph.sentence_of(content[0])]
    if report.verb is not None and report.verb.tag_ == "VBG" and report.verb.dep_ in ("advcl", "acl"):
        return report.cue[0][0], content[1]  # ", citing the weather": the main clause is a claim of its own
    if report.verb is not None:  # a passive has its own subject in front
        own = clause.own_subject(report.verb)
        end = max(end, paragraph.cover(report.verb, report.verb.right_edge)[1]) if passive else end
        if own is not None and own.lower_ not in clause.RELATIVE:
            start = min(start, paragraph.at(own.left_edge))
    return (start, end) if sentence[0] <= start and end <= sentence[1] else content


def _reads_alone(paragraph: Paragraph, report: Report, spans: tuple[Span, ...]) -> bool:
    """Whether what is said is a sentence without its cue: a quotation, or a clause with a subject and a finite verb."""
    if report.frame not in ("that", "quote", "according", "wh"):
        return False
    if paragraph.doc is None or _voice(paragraph, spans) is Voice.QUOTED:
        return True
    tokens = [t for span in spans for t in paragraph.tokens(span)]
    if not tokens or tokens[0].lower_ in clause.QUESTION_WORDS:
        return False
    inside = {t.i for t in tokens}
    for token in tokens:
        if token.dep_ not in ("nsubj", "nsubjpass", "expl", "csubj") or token.head.i not in inside:
            continue
        verb = token.head
        marked = verb.dep_ == "acl" and clause.child(verb, "mark") is not None  # "in a statement that ..."
        if (marked or verb.dep_ not in ("relcl", "acl")) and clause.is_finite(verb):
            return True
    return False


def _voice(paragraph: Paragraph, spans: tuple[Span, ...]) -> Voice:
    inside = touched = True
    touched = False
    for start, end in spans:
        quote = paragraph.quote_at(start) or paragraph.quote_at(end - 1)
        if quote is None or not (quote.outer[0] <= start and end <= quote.outer[1]):
            inside = False
        following = paragraph.quotes_from(start)[:1]
        touched = touched or quote is not None or bool(following and following[0].outer[0] < end)
    return Voice.QUOTED if inside else Voice.MIXED if touched else Voice.PARAPHRASED


def length(text: str, spans: tuple[Span, ...]) -> int:
    """In words that hold a letter or a figure."""
    return sum(any(c.isalnum() for c in word) for s, e in spans for word in text[s:e].split())
