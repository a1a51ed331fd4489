"""Reports whose cue is no verb: according to the mayor, is confident that, his claim that."""

from stories.analysis import clause
from stories.analysis.lexicon import find_cue
from stories.analysis.model import Token
from stories.analysis.parse import Paragraph
from stories.analysis.phrases import according_contents, trimmed, whole
from stories.analysis.reports import IMPERSONAL, Report
from stories.analysis.sources import source_spans
from stories.analysis.wordlists import wordlists, words
from stories.domain.values import Act

_UTTERANCES = words("utterances")
_GIVING = frozenset({"have", "give", "send", "offer", "issue", "post", "deliver", "share", "display"})
_LEAST = 3  # tokens in front of a quotation that introduce it


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
    _, contents = whole(paragraph, "noun", opener, last)
    if not contents:
        return []
    spans = source_spans(paragraph, source, contents, None)
    cue = (paragraph.cover(noun, noun),)
    sentence = paragraph.sentence_of(paragraph.at(noun))
    return [Report(contents, spans, cue, noun.lemma_, "noun", act, noun, source, sentence)]


def by_introduction(paragraph: Paragraph, reports: list[Report]) -> list[Report]:
    """His message was simple: "..."; the crew had one answer: "..."; what another cue reports already is left to it."""
    found: list[Report] = []
    for quote in paragraph.quotes:
        start = quote.outer[0]
        if quote.scare or any(s < quote.outer[1] and start < e for report in reports for s, e in report.contents):
            continue
        sentence = paragraph.sentence_of(start)
        ahead = paragraph.tokens((paragraph.sentences[sentence][0], start))
        if len(ahead) < _LEAST or ahead[-1].text != ":" or any(paragraph.masked[t.i] for t in ahead):
            continue
        noun = next((t for t in (ahead[-2], *ahead) if t.lemma_.lower() in _UTTERANCES and _introduces(t, ahead)), None)
        source = _whose(noun) if noun is not None else None
        if noun is None or source is None or source.i >= ahead[-1].i:
            continue
        spans = source_spans(paragraph, source, (quote.outer,), None)
        cue = (paragraph.cover(noun, noun),)
        verb = noun.head if noun.dep_ == "nsubj" else clause.governor(noun)
        found.append(Report((quote.outer,), spans, cue, noun.lemma_, "quote", Act.ASSERT, verb, source, sentence))
    return found


def _introduces(noun: Token, ahead: list[Token]) -> bool:
    """Whether the noun stands right before the colon, or is what the clause before the colon is about."""
    return noun.pos_ == "NOUN" and (noun.i == ahead[-2].i or (noun.dep_ == "nsubj" and clause.lemma(noun.head) == "be"))


def _whose(noun: Token) -> Token | None:
    """The possessor of a message, or who had or sent it."""
    owner = clause.child(noun, "poss")
    if owner is None:
        by = next((c for c in noun.children if c.dep_ == "prep" and c.lower_ in ("of", "by", "from")), None)
        owner = clause.child(by, "pobj") if by is not None else None
    if owner is None and noun.dep_ != "nsubj":
        owner = clause.subject(clause.governor(noun))
    if owner is None or owner.lower_ in IMPERSONAL or owner.lower_ in ("i", "my", "we", "our", "you", "your"):
        return None
    gives = owner.dep_ == "nsubj" and clause.lemma(owner.head) in _GIVING
    speaks = gives or owner.ent_type_ in ("PERSON", "ORG", "NORP") or owner.pos_ == "PRON" or owner.tag_ == "PRP$"
    return owner if speaks or owner.lemma_.lower() in wordlists().people else None
