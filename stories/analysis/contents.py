"""What is reported: the stretch of text that belongs to a reporting word, by frame."""

from stories.analysis import clause
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
from stories.analysis.quotes import Quote
from stories.analysis.wordlists import words
from stories.domain.values import Span

_ADDRESSING = words("addressing") | {"ask", "warn"}
_SETTINGS = words("settings")
_REACH = 14  # tokens between a cue and its "that"
_DESCRIPTION = 40  # tokens between a quotation and its cue
_GOING_ON = frozenset({", but", ", and", ", because", ", since", ", so"})
_WH = frozenset({"what", "how", "why", "whether", "who", "where", "when", "if", "which"})


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
        ahead = _before(paragraph, verb, None, cluster, sentence, spoken=spoken) if spoken else None
        quoted = paragraph.quote_at(span[0]) is not None
        inverted = source is not None and source.i > verb.i
        own_clause = (quoted or inverted) and ahead is not None and _has_verb(paragraph, verb, sentence[0], cluster[0])
        if ahead is not None and not own_clause and not _opens_quoted(paragraph, ahead, sentence):
            ahead = None
        return ("quote", (ahead, span)) if ahead is not None else ("that", (span,))
    before = _before(paragraph, verb, complement, cluster, sentence, spoken=spoken)
    after = _quoted_after(paragraph, verb, cluster, sentence, resuming=before is not None) if spoken else None
    inverted = source is not None and source.i > verb.i
    if before is not None and after is None and not inverted:
        after = _resumed(paragraph, before, cluster, sentence)
    if before is None and spoken and "quiet" not in frames:
        before = _opening_quote(paragraph, verb, sentence)
    found = tuple(s for s in (before, after) if s is not None)
    if found:
        return "quote", found
    return "", ()


def _opening_quote(paragraph: Paragraph, verb: Token, sentence: Span) -> Span | None:
    """The quotation that opens the sentence, where a long description of the speaker stands between it and the cue."""
    quote = paragraph.quote_at(sentence[0])
    if quote is None or quote.scare or verb.tag_ not in ("VBD", "VBZ") or verb.dep_ in ("relcl", "acl"):
        return None
    if clause.child(verb, "mark") is not None or clause.own_subject(verb) is None:
        return None
    text, base = paragraph.folded, paragraph.base
    if text[quote.outer[1] - base - 2 : quote.outer[1] - base - 1] not in ",!?":
        return None
    between = paragraph.tokens((quote.outer[1], paragraph.at(verb)))
    if len(between) > _DESCRIPTION or any(t.tag_ in ("VBD", "VBZ") and t.dep_ not in ("relcl",) for t in between):
        return None
    return trimmed(paragraph, quote.outer)


def _opens_quoted(paragraph: Paragraph, ahead: Span, sentence: Span) -> bool:
    """Whether the words in front are a quotation that opens the sentence, and no title in the middle of it."""
    quote = paragraph.quote_at(ahead[0]) or next(iter(paragraph.quotes_from(ahead[0])[:1]), None)
    return quote is not None and not quote.scare and quote.outer[0] <= sentence[0] + 1


def as_aside(paragraph: Paragraph, verb: Token, sentence: Span) -> Span | None:
    """ "As Costa noted, the pier is old": the main clause is what is said."""
    if verb.dep_ != "advcl" or clause.own_subject(verb) is None or clause.child(verb, "ccomp") is not None:
        return None
    first, last = verb.left_edge, verb.right_edge
    if first.lower_ != "as" or first.head.i != verb.i or paragraph.masked[first.i]:
        return None
    start, end = paragraph.cover(first, last)
    text, base = paragraph.folded, paragraph.base
    if start <= sentence[0] + 1:
        behind = text[end - base : sentence[1] - base]
        return trimmed(paragraph, (end, sentence[1])) if behind.startswith(",") else None
    ahead = text[sentence[0] - base : start - base].rstrip()
    tail = end >= sentence[1] - 1 and ahead.endswith(",")
    return trimmed(paragraph, (sentence[0], start)) if tail else None


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
    return infinitive and each.left_edge.lower_ in _WH and clause.lemma(verb) in _ADDRESSING


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
        first.lower_ in _WH - {"when", "if", "where"} and first.i > token.head.i
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


def _before(
    paragraph: Paragraph, verb: Token, complement: Token | None, cluster: Span, sentence: Span, *, spoken: bool
) -> Span | None:
    """Words in front of ", she said": a complement, the clause it interrupts, or a quotation that ends there."""
    stop = cluster[0]
    text, base = paragraph.folded, paragraph.base
    ahead = text[sentence[0] - base : stop - base].rstrip()
    if not ahead:
        return None
    closes = ahead[-1] in "\"'" or ahead[-1] in ",—" or ahead.endswith(('?"', '!"'))
    if not closes and complement is None:
        return None
    quote = paragraph.quote_at(base + len(text[: stop - base].rstrip()) - 1)
    ends_in_quote = quote is not None and quote.outer[1] >= base + len(text[: stop - base].rstrip()) - 1
    if complement is not None:
        start = paragraph.at(complement.left_edge)
        if start >= stop:
            return None
        if verb.dep_ == "ROOT" or ends_in_quote:
            start = _after_colon(paragraph, sentence[0], quote if ends_in_quote else None)
        return trimmed(paragraph, (start, stop))
    if not spoken:
        return None
    if ends_in_quote and quote is not None and verb.dep_ in ("ROOT", "conj", "parataxis", "dep", "ccomp", "appos"):
        return trimmed(paragraph, (_after_colon(paragraph, sentence[0], quote), stop))
    inserted = verb.dep_ in ("parataxis", "ccomp") or (verb.dep_ in ("relcl", "dep", "appos") and _is_inserted(verb))
    if inserted and verb.head.i != verb.i and clause.own_subject(verb) is not None:
        left = paragraph.at(verb.head.left_edge)
        if left < stop:
            return trimmed(paragraph, (left, stop))
    if verb.dep_ == "advcl" and clause.child(verb, "mark", "advmod") is not None and ahead[-1:] == ",":
        return None
    if verb.dep_ == "ROOT" and ahead.endswith(",") and (_has_verb(paragraph, verb, sentence[0], stop) or _split(verb)):
        return trimmed(paragraph, (sentence[0], stop))
    return None


def _split(verb: Token) -> bool:
    """ "These crews, Costa explained, were paid": the parser coordinates the two verbs although no word does."""
    own = clause.own_subject(verb)
    for each in verb.children:
        if each.dep_ == "conj" and each.tag_ in ("VBD", "VBZ", "VBP", "MD") and clause.own_subject(each) is None:
            first = each.left_edge
            return own is not None and clause.follows(own.left_edge, ",") and clause.follows(first, ",")
    return False


def _is_inserted(verb: Token) -> bool:
    """Whether a reporting clause stands between commas: no relative word, no conjunction opens it."""
    own = clause.own_subject(verb)
    first = own.left_edge if own is not None else verb
    return (
        own is not None
        and own.lower_ not in clause.RELATIVE
        and first.i > 0
        and clause.follows(first, ",")
        and clause.child(verb, "mark") is None
    )


def _after_colon(paragraph: Paragraph, start: int, quote: Quote | None) -> int:
    """Where what is said begins: at the quotation, if a clause that ends in a colon introduces it."""
    if quote is None or quote.outer[0] <= start:
        return start
    ahead = paragraph.folded[start - paragraph.base : quote.outer[0] - paragraph.base].rstrip()
    return quote.outer[0] if ahead.endswith(":") else start


def _resumed(paragraph: Paragraph, before: Span, cluster: Span, sentence: Span) -> Span | None:
    """What goes on behind an inserted ", she said,": not a participle, a relative clause or another predicate."""
    text, base = paragraph.folded, paragraph.base
    rest = text[cluster[1] - base : sentence[1] - base]
    comma = rest.find(",")
    if comma < 0 or len(rest[:comma].split()) > 4 or text[before[1] - base : cluster[0] - base].strip() != ",":
        return None
    span = trimmed(paragraph, (cluster[1] + comma, sentence[1]))
    if span is not None:
        span = trimmed(paragraph, (span[0], before_concession(paragraph, *span)))
    if span is None or len(text[span[0] - base : span[1] - base].split()) < 3:
        return None
    first = paragraph.token_at(span[0])
    if first is None or first.lower_ in _WH | {
        "and",
        "but",
        "according",
        "who",
        "while",
        "although",
        "though",
        "after",
        "as",
    }:
        return None
    if first.tag_ == "VBG" and first.lower_ != "including":
        return None
    return span


def _has_verb(paragraph: Paragraph, verb: Token, start: int, stop: int) -> bool:
    opening = paragraph.token_at(start)
    if opening is not None and opening.dep_ == "mark" and opening.head.dep_ == "advcl":
        return False  # "While he agreed that ..., she said"
    return any(
        t.pos_ in ("VERB", "AUX") and t.dep_ not in ("advcl", "acl", "relcl") and start <= paragraph.at(t) < stop
        for t in verb.doc
        if t.i < verb.i
    ) and any(t.dep_ in ("nsubj", "nsubjpass") and start <= paragraph.at(t) < stop for t in verb.doc if t.i < verb.i)


def _quoted_after(paragraph: Paragraph, verb: Token, cluster: Span, sentence: Span, *, resuming: bool) -> Span | None:
    """A quotation that opens soon after the cue: said on Tuesday: "..."."""
    text, base = paragraph.folded, paragraph.base
    for quote in paragraph.quotes_from(cluster[1])[:3]:
        if quote.outer[0] >= sentence[1]:
            return None
        between = text[cluster[1] - base : quote.outer[0] - base].rstrip()
        if quote.scare and between.strip() and not between.endswith((",", ":")):
            return None
        going_on = resuming and between.strip() in _GOING_ON
        if len(between) > 120 or not (going_on or _introduces(verb, between)):
            return None
        end = min(quote.outer[1], sentence[1])
        while True:  # further quotations of the same sentence, bound by "and" or a cut
            further = next((q for q in paragraph.quotes_from(end)[:1] if q.outer[0] < sentence[1]), None)
            if further is None or len(text[end - base : further.outer[0] - base].split()) > 5:
                break
            end = min(further.outer[1], sentence[1])
        return trimmed(paragraph, (quote.outer[0], end))
    return None


def _introduces(verb: Token, between: str) -> bool:
    """Whether nothing but an addressee, a time or a colon stands between the cue and the quotation."""
    words = between.split()
    if not words or between[-1] in ",:—":
        return not (len(words) > 1 and words[0] == "," and words[1].endswith("ing"))
    if len(words) <= 2 and words[-1] in ("that", "how", "of", "why", "only", "simply"):
        return True
    if (
        len(words) > 10
        or words[0] == ","
        or words[-1] in ("the", "a", "an", "this", "his", "her", "their", "its", "as")
    ):
        return False
    if verb.lemma_ in _ADDRESSING and clause.child(verb, "dobj", "dative") is not None:
        return True
    return (
        verb.lemma_ in ("say", "write", "tweet", "post", "add")
        and words[0] in _SETTINGS
        and words[-1] not in clause.RELATIVE
    )
