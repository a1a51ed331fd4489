"""Who says it: the words beside a cue that name its source."""

from stories.analysis import clause
from stories.analysis.lexicon import find_cue
from stories.analysis.model import Token
from stories.analysis.parse import Paragraph
from stories.analysis.phrases import trimmed
from stories.analysis.wordlists import words
from stories.domain.values import Span

_ADDRESSING = words("addressing")  # "told the minister" is never the minister telling
_DESCRIBED = 30  # tokens of a speaker's description between a quotation and its cue


def source_head(paragraph: Paragraph, verb: Token) -> Token | None:
    """The noun or pronoun that the reporting verb has for its subject, also inverted, shared or far in front."""
    source = clause.subject(verb)
    if verb.dep_ == "conj" and verb.tag_ in ("VBD", "VBZ") and clause.own_subject(verb) is None:
        source = _reporter(verb) or source
    if source is not None and paragraph.masked[source.i]:
        source = None  # no word within the marks is the one who says them
    if source is None and verb.tag_ != "VB" and not clause.is_passive(verb) and clause.lemma(verb) not in _ADDRESSING:
        source = _inverted(verb)
    if source is not None and source.lower_ in ("it", "there") and clause.is_passive(verb):
        return None
    if source is None and not clause.is_passive(verb):
        source = _between_quote_and_cue(paragraph, verb)
    return source


def source_spans(
    paragraph: Paragraph, source: Token | None, contents: tuple[Span, ...], verb: Token | None
) -> tuple[Span, ...]:
    """The source\'s phrase in full, without what is said."""
    if source is None:
        return ()
    first, last = clause.noun_edges(source)
    if verb is not None and source.i < verb.i and source.right_edge.i < verb.i and source.right_edge.i - source.i < 45:
        last = source.right_edge  # "Ana Costa, who leads the ...," in full
    start, end = paragraph.cover(first, last)
    for s, e in contents:  # a source never reaches into what is said
        if start < s < end:
            end = s
        if start < e < end and s <= start:
            start = e
    span = trimmed(paragraph, (start, end))
    return (span,) if span else (paragraph.cover(source, source),)


def _reporter(verb: Token) -> Token | None:
    """The subject of the cue before, where the parser coordinates a second cue with what the first one reports."""
    top = verb
    while top.dep_ == "conj" and top.head != top:
        top = top.head
    again = verb.lemma_ in words("reporting_again") and top != verb and top.dep_ == "ccomp" and top.i > top.head.i
    if again and top.head.tag_ == verb.tag_ and find_cue(clause.lemma(top.head), top.head.lower_) is not None:
        return clause.subject(top.head)
    return None


def _between_quote_and_cue(paragraph: Paragraph, verb: Token) -> Token | None:
    """The name between a closing mark and its cue, which the parser drew into the quotation."""
    span: list[Token] = []
    for token in reversed(list(verb.doc[max(verb.sent.start, verb.i - _DESCRIBED) : verb.i])):
        if paragraph.masked[token.i]:
            return next((t for t in reversed(span) if _heads_name(t, verb)), None)
        if token.pos_ in ("VERB", "AUX") and token.dep_ not in ("aux", "auxpass", "relcl", "acl", "amod"):
            return None
        span.append(token)
    return None


def _heads_name(token: Token, verb: Token) -> bool:
    """A noun or name that no other word of its stretch governs as a part of its own name."""
    nominal = token.pos_ in ("PROPN", "NOUN", "PRON") and token.dep_ != "npadvmod"
    part = token.dep_ in ("compound", "poss", "nmod", "pobj") and token.i < token.head.i < verb.i
    return nominal and not part


def _inverted(verb: Token) -> Token | None:
    """A subject after its verb that the parser took for an object: said the minister."""
    after = verb.doc[verb.i + 1 : verb.i + 8]
    run = [t for t in after[:1] if t.pos_ == "PROPN" and t.ent_type_ not in ("DATE", "TIME")]
    while (
        run
        and len(run) < len(after)
        and after[len(run)].pos_ == "PROPN"
        and after[len(run)].ent_type_ not in ("DATE", "TIME")
    ):
        run.append(after[len(run)])
    if run and verb.i > verb.sent.start and clause.follows(verb, ",", '"'):
        return run[-1]  # said Costa, wherever the parser hung her
    if verb.i == verb.sent.start or not clause.follows(verb, ",", '"'):
        return None
    for token in after:
        if token.pos_ in ("NOUN", "PROPN", "PRON") and token.dep_ in (
            "dobj",
            "npadvmod",
            "attr",
            "appos",
            "oprd",
            "dep",
            "ROOT",
        ):
            return token if token.head == verb and token.ent_type_ not in ("DATE", "TIME") else None
        if token.pos_ in ("VERB", "PUNCT", "ADP", "SCONJ"):
            return None
    return None
