"""What is said in front of its cue, or as a main clause around it: "..., she said", "As Osk noted, ..."."""

from stories.analysis import clause
from stories.analysis.model import Token
from stories.analysis.parse import Paragraph
from stories.analysis.phrases import trimmed
from stories.analysis.quotes import Quote
from stories.domain.values import Span

_DESCRIPTION = 40  # tokens between a quotation and its cue


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


def before_cue(
    paragraph: Paragraph, verb: Token, complement: Token | None, cluster: Span, sentence: Span, *, spoken: bool
) -> Span | None:
    """Words in front of ", she said": a complement, the clause it interrupts, or a quotation that ends there."""
    stop = cluster[0]
    text, base = paragraph.folded, paragraph.base
    ahead = text[sentence[0] - base : stop - base].rstrip()
    if not ahead or ahead[-1] == ";":
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
    if verb.dep_ == "ROOT" and ahead.endswith(",") and (has_verb(paragraph, verb, sentence[0], stop) or _split(verb)):
        return trimmed(paragraph, (sentence[0], stop))
    return None


def opening_quote(paragraph: Paragraph, verb: Token, sentence: Span) -> Span | None:
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


def opens_quoted(paragraph: Paragraph, ahead: Span, sentence: Span) -> bool:
    """Whether the words in front are a quotation that opens the sentence, and no title in the middle of it."""
    quote = paragraph.quote_at(ahead[0]) or next(iter(paragraph.quotes_from(ahead[0])[:1]), None)
    return quote is not None and not quote.scare and quote.outer[0] <= sentence[0] + 1


def has_verb(paragraph: Paragraph, verb: Token, start: int, stop: int) -> bool:
    """Whether a clause of its own stands in front of the cue, between two offsets."""
    opening = paragraph.token_at(start)
    if opening is not None and opening.dep_ == "mark" and opening.head.dep_ == "advcl":
        return False  # "While he agreed that ..., she said"
    if opening is not None and opening.tag_ in ("VBN", "VBG") and opening.dep_ == "advcl":
        return False  # "Asked whether it could wait, she said"
    return any(
        t.pos_ in ("VERB", "AUX") and t.dep_ not in ("advcl", "acl", "relcl") and start <= paragraph.at(t) < stop
        for t in verb.doc
        if t.i < verb.i
    ) and any(t.dep_ in ("nsubj", "nsubjpass") and start <= paragraph.at(t) < stop for t in verb.doc if t.i < verb.i)


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
