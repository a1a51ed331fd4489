"""Cutting an article into the stretches that become claims: reported words by sentence, the outlet's own clauses."""

from dataclasses import dataclass

from stories.analysis import clause
from stories.analysis.model import Token
from stories.analysis.parse import Paragraph
from stories.analysis.reports import SPEECH_FRAMES, Report
from stories.analysis.wordlists import wordlists
from stories.domain.values import PassageKind, Span, Voice

_MARKS = "\"“”„‟«»'‘’ "
_PHRASE = 2  # words; shorter noun phrases and infinitives are left to the outlet's own clause
_QUESTIONS = frozenset({"whether", "how", "why", "who", "where", "what", "when", "which", "if"})
_ASIDE = 400  # characters
_FRAGMENT = 2  # words; fewer are no claim
_NEAR = 3  # characters between what is said and its colon
_CONCEDING = frozenset({"although", "though", "while", "whereas"})


@dataclass(frozen=True, slots=True)
class Piece:
    """spans: verbatim; wide: the whole clause, cue included, for readable wording; chain: reports, outermost first."""

    spans: tuple[Span, ...]
    wide: Span
    voice: Voice
    chain: tuple[int, ...] = ()


def reported_pieces(text: str, paragraph: Paragraph, reports: list[Report]) -> list[Piece]:
    """A piece for each sentence of what each report reports. What a nested report says is left to it."""
    pieces: list[Piece] = []
    for index, report in enumerate(reports):
        chain = _chain(reports, index)
        for spans in (part for whole in _by_sentence(paragraph, report) for part in _by_that(paragraph, report, whole)):
            if _handed_on(reports, index, spans):
                continue
            trimmed = tuple(s for span in spans if (s := _trim(text, paragraph, span)) is not None)
            voice = _voice(paragraph, trimmed)
            least = _FRAGMENT if report.frame in SPEECH_FRAMES or voice is not Voice.PARAPHRASED else _PHRASE
            if trimmed and _words(text, trimmed) >= least:
                pieces.append(Piece(trimmed, _wide(paragraph, report, trimmed), voice, chain))
    return pieces


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
            if inner >= 0.6 * size:
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


def _trim(text: str, paragraph: Paragraph, span: Span) -> Span | None:
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
    if not tokens or tokens[0].lower_ in _QUESTIONS:
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


def _words(text: str, spans: tuple[Span, ...]) -> int:
    return sum(any(c.isalnum() for c in word) for s, e in spans for word in text[s:e].split())


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
                span = _trim(text, paragraph, sentence)
                if span is not None and _words(text, (span,)) > _FRAGMENT:
                    pieces.append(Piece((span,), span, Voice.QUOTED))
            continue
        if not tokens:
            if not _touched(covered, sentence) and text[sentence[1] - 1] != "?":
                span = _trim(text, paragraph, sentence)
                if span is not None and _words(text, (span,)) > _FRAGMENT:
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
            subject = clause.own_subject(head)
            if subject is not None and not start <= paragraph.at(subject) < end and not paragraph.masked[subject.i]:
                continue  # the parser drew a reporting clause into it
            if any(c.dep_ == "xcomp" and c in cues for c in head.children) and _touched(covered, (start, end)):
                continue  # "appeared to suggest"
            mine = [reports[i] for i in used]
            stretch = (_behind_colon(paragraph, mine, (start, at)), _before_tail(paragraph, mine, (start, end), head))
            span = _trim(text, paragraph, stretch)
            if span is not None and _words(text, (span,)) > _FRAGMENT:
                pieces.append(Piece((span,), span, Voice.OUTLET))
        own = [p.spans[0] for p in pieces]
        pieces.extend(_facts_aside(text, paragraph, tokens, reports, [*covered, *own]))
    return pieces


def _is_request(head: Token) -> bool:
    """Send us a picture; do not worry; thank you for reading."""
    if clause.own_subject(head) is not None or head.dep_ != "ROOT":
        return False
    auxiliaries = clause.auxiliaries(head)
    return head.tag_ in ("VB", "VBP") and all(t.lower_ in ("do", "don't", "n't", "not") for t in auxiliaries)


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
        if (first is not None or ahead.endswith(",")) and len(ahead.split()) > _PHRASE:
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


def _facts_aside(
    text: str, paragraph: Paragraph, tokens: list[Token], reports: list[Report], taken: list[Span]
) -> list[Piece]:
    """What a relative clause with a figure or a date says of a thing, where no other piece says it.

    "..., referring to the plant that opened in 2019" yields "the plant opened in 2019", two spans without the relative
    word. Of the people who speak nothing is taken: what is said there introduces them.
    """
    pieces: list[Piece] = []
    people = wordlists().people
    for token in tokens:
        if token.dep_ != "relcl" or paragraph.masked[token.i] or not _holds_fact(token):
            continue
        noun, own = token.head, clause.own_subject(token)
        if own is None or own.lower_ not in ("which", "that") or own.i <= noun.i or own.head.i != token.i:
            continue
        if noun.ent_type_ == "PERSON" or noun.lemma_.lower() in people:
            continue
        last, first = clause.beside(own, -1), clause.beside(own, 1)
        if last is None or first is None or first.i > token.right_edge.i:
            continue
        thing, said = paragraph.cover(noun.left_edge, last), paragraph.cover(first, token.right_edge)
        at = paragraph.at(token)
        if any(s < said[1] and at < e and s <= at for s, e in taken) or said[1] - thing[0] > _ASIDE:
            continue
        if any(s < thing[1] and thing[0] < e for report in reports for s, e in report.source):
            continue
        parts = tuple(part for span in (thing, said) if (part := _trim(text, paragraph, span)) is not None)
        if len(parts) == 2:
            pieces.append(Piece(parts, (parts[0][0], parts[1][1]), Voice.OUTLET))
    return pieces


def _holds_fact(verb: Token) -> bool:
    return clause.is_finite(verb) and any(t.like_num or t.ent_type_ == "DATE" for t in verb.subtree)


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
