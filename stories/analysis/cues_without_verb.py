"""Reports whose cue is no verb: according to the mayor, is confident that, his claim that."""

from stories.analysis import clause
from stories.analysis.lexicon import find_cue
from stories.analysis.model import Token
from stories.analysis.parse import Paragraph
from stories.analysis.phrases import according_contents, trimmed
from stories.analysis.reports import IMPERSONAL, Report
from stories.analysis.sources import source_spans
from stories.domain.values import Act


def by_according(paragraph: Paragraph, token: Token) -> list[Report]:
    """According to the mayor; token: the word "according"."""
    doc = token.doc
    if token.i + 2 >= len(doc) or doc[token.i + 1].lower_ != "to":
        return []
    noun = clause.child(doc[token.i + 1], "pobj", "pcomp")
    if noun is None or noun.i < token.i:
        return []
    first, last = clause.noun_edges(noun)
    source = paragraph.cover(doc[max(first.i, token.i + 2)], last)
    contents = according_contents(paragraph, token, last)
    if not contents:
        return []
    cue = paragraph.cover(token, doc[token.i + 1])
    sentence = paragraph.sentence_of(cue[0])
    return [Report(contents, (source,), (cue,), "according", "according", Act.ASSERT, token, noun, sentence)]


def by_adjective(paragraph: Paragraph, word: Token, act: Act) -> list[Report]:
    """The mayor is confident that ..., is willing to ..., was worried about ..."""
    verb = word.head
    source = clause.subject(verb)
    if clause.lemma(verb) not in ("be", "feel", "remain", "seem", "become") or source is None or source.i > word.i:
        return []
    if source.lower_ in IMPERSONAL:
        return []
    content = clause.child(word, "ccomp", "xcomp")
    preposition = clause.child(word, "prep")
    if content is not None and content.i > word.i:
        span = trimmed(paragraph, paragraph.cover(content.left_edge, content.right_edge))
        frame = "to" if content.left_edge.lower_ == "to" else "that"
        if frame == "to" and word.lower_ in ("sure", "certain"):
            return []  # "is sure to fail" is the writer's forecast
    elif preposition is not None and preposition.lower_ in ("about", "of", "for"):
        inner = clause.child(preposition, "pobj", "pcomp")
        span = trimmed(paragraph, paragraph.cover(inner.left_edge, inner.right_edge)) if inner is not None else None
        frame = "about"
    else:
        return []
    if span is None:
        return []
    spans = source_spans(paragraph, source, (span,), verb)
    cue = paragraph.cover(verb, word) if verb.i < word.i else paragraph.cover(word, word)
    sentence = paragraph.sentence_of(cue[0])
    told = frame != "that"
    return [Report((span,), spans, (cue,), word.lower_, frame, act, verb, source, sentence, told=told)]


def by_noun(paragraph: Paragraph, noun: Token, act: Act) -> list[Report]:
    """His claim that ..., a pledge to ...; the speaker is the possessor, or the subject of "made"."""
    content = next((c for c in noun.children if c.dep_ in ("acl", "ccomp", "xcomp", "relcl") and c.i > noun.i), None)
    if content is None or (content.dep_ == "relcl" and clause.child(content, "mark") is None):
        return []
    opener = content.left_edge
    if not (opener.lower_ == "that" and opener.dep_ == "mark") and not (
        opener.lower_ == "to" and opener.head == content
    ):
        return []
    source = clause.child(noun, "poss")
    if source is None:
        by = next((c for c in noun.children if c.dep_ == "prep" and c.lower_ in ("of", "by", "from")), None)
        source = clause.child(by, "pobj") if by is not None else None
    if source is None and noun.dep_ in ("dobj", "pobj", "attr") and opener.lower_ == "that":
        source = clause.subject(clause.governor(noun))
    if source is None or source.lower_ in IMPERSONAL:
        return []
    if noun.dep_ in ("dobj", "nsubjpass") and find_cue(clause.lemma(noun.head), noun.head.lower_) is not None:
        return []  # "denied a report that": what is denied is nobody's assertion
    last = content.right_edge
    span = trimmed(paragraph, paragraph.cover(opener, last))
    if span is None:
        return []
    spans = source_spans(paragraph, source, (span,), None)
    cue = (paragraph.cover(noun, noun),)
    sentence = paragraph.sentence_of(paragraph.at(noun))
    return [Report((span,), spans, cue, noun.lemma_, "noun", act, noun, source, sentence)]
