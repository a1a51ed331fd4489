"""What is reported: the stretch of text that belongs to a reporting word, by frame."""

from stories.analysis import clause
from stories.analysis.contents_ahead import as_aside, before_cue, has_verb, opening_quote, opens_quoted
from stories.analysis.contents_resumed import quoted_after, resumed
from stories.analysis.extents import (
    before_concession,
    behind_time,
    past_quote,
    with_relative,
    with_strays,
    without_second_cue,
)
from stories.analysis.lexicon import Cue
from stories.analysis.model import Token
from stories.analysis.parse import Paragraph
from stories.analysis.phrases import trimmed
from stories.analysis.wordlists import words
from stories.domain.values import Span

_ADDRESSING = words("addressing")
_REACH = 14  # tokens between a cue and its "that"


def clause_contents(paragraph: Paragraph, verb: Token, cue: Cue, source: Token | None) -> tuple[str, tuple[Span, ...]]:
    """Clauses and quotations: before the cue, after it, or on both sides. ("", ()) when there is none."""
    frames = cue.frames
    if not frames & {"quote", "that", "wh"}:
        return "", ()
    sentence = paragraph.sentences[paragraph.sentence_of(paragraph.at(verb))]
    cluster = _cluster(paragraph, verb, source)
    complement = _complement(verb)
    spoken = "quote" in frames or "wh" in frames
    aside = as_aside(paragraph, verb, sentence)
    if aside is not None:
        return "that", (aside,)
    if complement is not None and complement.i > verb.i:
        span = _after(paragraph, complement, sentence, cluster)
        if span is None:
            return "", ()
        ahead = before_cue(paragraph, verb, None, cluster, sentence, spoken=spoken) if spoken else None
        quoted = paragraph.quote_at(span[0]) is not None
        inverted = source is not None and source.i > verb.i
        own_clause = (quoted or inverted) and ahead is not None and has_verb(paragraph, verb, sentence[0], cluster[0])
        if ahead is not None and not own_clause and not opens_quoted(paragraph, ahead, sentence):
            ahead = None
        if ahead is not None and inverted and not quoted and not _has_subject(paragraph, span):
            return "quote", (ahead,)  # what follows tells of the speaker: "said Costa, whose son was on board"
        return ("quote", (ahead, span)) if ahead is not None else ("that", (span,))
    before = before_cue(paragraph, verb, complement, cluster, sentence, spoken=spoken)
    after = quoted_after(paragraph, verb, cluster, sentence, resuming=before is not None) if spoken else None
    inverted = source is not None and source.i > verb.i
    if before is not None and after is None and not inverted:
        after = resumed(paragraph, before, cluster, sentence)
    if before is None and spoken and "quiet" not in frames:
        before = opening_quote(paragraph, verb, sentence)
    found = tuple(s for s in (before, after) if s is not None)
    if found:
        return "quote", found
    return "", ()


def _has_subject(paragraph: Paragraph, span: Span) -> bool:
    return any(t.dep_ in ("nsubj", "nsubjpass", "expl") for t in paragraph.tokens(span))


def _complement(verb: Token) -> Token | None:
    best = None
    for each in verb.children:
        if each.dep_ == "ccomp" and each.left_edge.tag_ == "WDT" and each.i > verb.i:
            continue  # a relative clause in disguise: "charge a fee that ..."
        if _tells_what_to_do(verb, each):
            continue
        if each.dep_ == "ccomp" or (
            each.dep_ in ("advcl", "xcomp", "acl") and each.i > verb.i and _opens_with_that(each)
        ):
            if each.i > verb.i:
                return each
            best = each
    return best or _in_writing(verb)


def _tells_what_to_do(verb: Token, each: Token) -> bool:
    """ "told them what to say": an order, no assertion."""
    infinitive = each.tag_ == "VB" and clause.child(each, "aux") is not None and clause.own_subject(each) is None
    return infinitive and each.left_edge.lower_ in clause.QUESTION_WORDS and clause.lemma(verb) in _ADDRESSING


def _in_writing(verb: Token) -> Token | None:
    """The clause of "said in a statement that ...", which the parser hangs on the statement."""
    for preposition in verb.children:
        noun = clause.child(preposition, "pobj") if preposition.dep_ == "prep" and preposition.i > verb.i else None
        for each in noun.children if noun is not None else ():
            mark = clause.child(each, "mark")
            if each.dep_ in ("acl", "relcl", "ccomp") and mark is not None and mark.lower_ == "that":
                own = clause.own_subject(each)
                if own is not None and own.lower_ not in clause.RELATIVE:
                    return each
    for token in verb.doc[verb.i + 1 : verb.i + _REACH]:  # "told a meeting of the crews that few ..."
        if token.pos_ in ("VERB", "PUNCT") or token.is_sent_start:
            return None
        if token.lower_ == "that" and token.dep_ == "mark" and clause.own_subject(token.head) is not None:
            return token.head if token.head.i > token.i else None
    return None


def _opens_with_that(token: Token) -> bool:
    first = token.left_edge
    return (first.lower_ == "that" and first.dep_ == "mark") or (
        first.lower_ in clause.QUESTION_WORDS - {"when", "if", "where"} and first.i > token.head.i
    )


def _cluster(paragraph: Paragraph, verb: Token, source: Token | None) -> Span:
    """The stretch that the reporting clause itself takes: subject, verb, particles, addressee."""
    first = last = verb
    for each in verb.children:
        if each.dep_ in ("aux", "auxpass", "neg", "advmod", "prt", "dative") and abs(each.i - verb.i) < 6:
            first = min(first, each.left_edge, key=lambda t: t.i)
            last = max(last, each.right_edge, key=lambda t: t.i)
    if source is not None and abs(source.i - verb.i) < 40 and source.sent.start == verb.sent.start:
        left, right = source.left_edge, source.right_edge
        if source.i < verb.i:
            first = min(first, left, key=lambda t: t.i)
        elif right.i < verb.i + 30:
            last = max(last, clause.noun_edges(source)[1], key=lambda t: t.i)
    start, end = paragraph.cover(first, last)
    sentence = paragraph.sentences[paragraph.sentence_of(paragraph.at(verb))]
    quote = paragraph.quote_before(paragraph.at(verb))  # a subject never reaches back over a closing mark
    if quote is not None and not quote.scare and quote.outer[1] > sentence[0]:
        start = max(start, quote.outer[1])
    return start, end


def _after(paragraph: Paragraph, complement: Token, sentence: Span, cluster: Span) -> Span | None:
    first = behind_time(complement)
    start, end = paragraph.cover(first, complement.right_edge)
    start = max(start, cluster[1]) if start < cluster[1] < end else start
    quote = paragraph.quote_at(start - 1) if start > paragraph.base else None
    if quote is not None and quote.outer[0] >= cluster[1]:
        start = quote.outer[0]
    end = without_second_cue(paragraph, complement, end)
    end = with_strays(paragraph, complement, end, sentence)
    end = with_relative(paragraph, end, sentence)
    inside = paragraph.quote_at(end - 1) or paragraph.quote_at(min(end, paragraph.span[1] - 1))
    if inside is not None and inside.outer[0] < end:
        end = max(end, min(inside.outer[1], sentence[1]))
    further = paragraph.quotes_from(end)[:1]
    if (
        further and further[0].outer[0] <= end + 3 and further[0].outer[0] < sentence[1]
    ):  # ... the one quality: "patience"
        gap = paragraph.folded[end - paragraph.base : further[0].outer[0] - paragraph.base].strip()
        end = min(further[0].outer[1], sentence[1]) if gap in ("", ":", ",", "—") else end
    if paragraph.folded[end - paragraph.base : end - paragraph.base + 2] == ": " and end < sentence[1]:
        end = sentence[1]  # "three things at once: wages rise, ..."
    end = past_quote(paragraph, end, sentence)
    return trimmed(paragraph, (start, before_concession(paragraph, start, end)))
