"""Reporting clauses in one parsed paragraph: who says what, and by which word."""

import re

from stories.analysis import clause
from stories.analysis.contents import clause_contents
from stories.analysis.lexicon import Cue, find_cue, lexicon
from stories.analysis.model import Token
from stories.analysis.parse import Paragraph
from stories.analysis.phrases import according_contents, object_contents, trimmed
from stories.analysis.reports import SPEECH_FRAMES, Report
from stories.analysis.wordlists import words
from stories.domain.values import Act, PassageKind, Span

_SIGNED = re.compile(r"\s{0,3}(?P<dash>—|--?)\s{0,2}(?P<who>[A-Z][\w.'-]*(?:,? [\w.'-]+){0,9})\.?\s*$")
_LABEL = re.compile(r"(?P<who>[A-Z][\w.'-]*(?: [A-Z][\w.'-]*){0,3})(?P<colon>:) (?=\S+(?: \S+){3})")
_NO_NAMES = frozenset(
    {"UPDATE", "CORRECTION", "WATCH", "READ", "NOTE", "BREAKING", "LIVE", "VIDEO", "PHOTO", "MORE", "Q", "A"}
)
_MODIFIERS = ("aux", "auxpass", "neg", "advmod", "prt")
_SAME = 6  # characters: "that " apart
_ADDRESSING = words("addressing")  # "told the minister" is never the minister telling
_DESCRIBED = 30  # tokens of a speaker's description between a quotation and its cue
_IMPERSONAL = frozenset({"it", "there", "what", "this", "that", "which"})


def find_reports(paragraph: Paragraph) -> list[Report]:
    """All reporting clauses of a paragraph, in the order of their cues; cues inside quotation marks are not read."""
    if paragraph.doc is None:
        return []
    reports: list[Report] = []
    nouns = lexicon().nouns
    for token in paragraph.doc:
        if paragraph.masked[token.i]:
            continue
        if token.lower_ == "according":
            reports.extend(_according(paragraph, token))
        elif token.pos_ in ("VERB", "AUX") or (token.tag_.startswith("VB")):
            cue = find_cue(clause.lemma(token), token.lower_)
            if cue is not None:
                reports.extend(_verbal(paragraph, token, cue))
        elif token.pos_ == "NOUN" and token.lemma_ in nouns:
            reports.extend(_nominal(paragraph, token, nouns[token.lemma_]))
        elif token.dep_ == "acomp" and token.lower_ in lexicon().adjectives:
            reports.extend(_adjectival(paragraph, token, lexicon().adjectives[token.lower_]))
    return _outermost(paragraph, [*find_labelled(paragraph), *reports, *find_signed(paragraph)])


def _outermost(paragraph: Paragraph, reports: list[Report]) -> list[Report]:
    """Without wishes and beliefs inside what another says: "she said she hopes ..." is one report."""
    verbs = lexicon().verbs
    kept: list[Report] = []
    for report in reports:
        cue = report.cue[0][0]
        speech = report.frame in SPEECH_FRAMES and (report.lemma not in verbs or "quote" in verbs[report.lemma].frames)
        if report.frame == "noun" and any(
            other.frame != "noun" and abs(other.contents[-1][0] - report.contents[0][0]) <= _SAME for other in reports
        ):
            continue  # "said in a statement that": the verb has it
        if report.frame in ("to", "person_to") and _describes_source(report, reports):
            continue  # "crew members, who asked not to be named": of the source, not of the story
        nested = any(
            s <= cue < e
            for other in reports
            if other is not report and other.frame in SPEECH_FRAMES
            for s, e in other.contents
        )
        quoted = any(q.outer[0] < e for s, e in report.contents for q in paragraph.quotes_from(s)[:1])
        if not nested or speech or (quoted and report.frame in ("small", "as")):
            kept.append(report)
    return kept


def _describes_source(report: Report, reports: list[Report]) -> bool:
    """Whether its verb stands in a relative clause on another report's speaker."""
    verb = report.verb
    while verb is not None and verb.dep_ == "conj" and verb.head != verb:
        verb = verb.head
    if verb is None or verb.dep_ != "relcl":
        return False
    return any(other.head is not None and other.head.i == verb.head.i for other in reports if other is not report)


def find_labelled(paragraph: Paragraph) -> list[Report]:
    """A transcript's line ("OSK: It is late ...") or a headline that opens with its speaker ("Osk: pier is safe")."""
    label = _LABEL.match(paragraph.folded)
    if label is None or paragraph.doc is None or label.group("who").upper() in _NO_NAMES:
        return []
    base = paragraph.base
    who = (base + label.start("who"), base + label.end("who"))
    named = paragraph.tokens(who)
    headline = paragraph.kind is PassageKind.HEADLINE and any(t.ent_type_ == "PERSON" for t in named)
    if not named or not (headline or (label.group("who").isupper() and len(label.group("who")) > 2)):
        return []
    content = trimmed(paragraph, (base + label.end(), paragraph.span[1]))
    colon = (base + label.start("colon"), base + label.end("colon"))
    if content is None:
        return []
    return [Report((content,), (who,), (colon,), ":", "quote", Act.ASSERT, None, named[-1], 0)]


def find_signed(paragraph: Paragraph) -> list[Report]:
    """A quotation with its speaker's name behind a dash, as in a collection of voices."""
    if not paragraph.quotes:
        return []
    quote = paragraph.quotes[-1]
    signed = _SIGNED.match(paragraph.folded, quote.outer[1] - paragraph.base)
    if signed is None or (quote.outer[0] > paragraph.base + 1 and len(paragraph.quotes) == 1):
        return []
    content = (paragraph.quotes[0].outer[0], quote.outer[1])
    source, dash = signed.span("who"), signed.span("dash")
    base = paragraph.base
    spans = ((base + source[0], base + source[1]),)
    token = paragraph.token_at(spans[0][0])
    head = next((t for t in paragraph.tokens(spans[0]) if t.ent_type_ == "PERSON"), token)
    return [
        Report(
            (content,), spans, ((base + dash[0], base + dash[1]),), "—", "quote", Act.ASSERT, None,
            head, paragraph.sentence_of(content[0]),
        )
    ]  # fmt: skip


def _verbal(paragraph: Paragraph, verb: Token, cue: Cue) -> list[Report]:
    source = _source_head(paragraph, verb)
    frame, contents = clause_contents(paragraph, verb, cue, source)
    if not contents and not (verb.tag_ in ("VBG", "VBN") and verb.dep_ in ("acl", "amod")) and not _aside(verb):
        frame, contents = object_contents(paragraph, verb, cue)
    if not contents:
        return []
    if cue.object and not _fits_object(verb, cue.object):
        return []
    if source is None and frame not in ("quote", "that", "wh"):
        acted_on = _acted_on(paragraph, verb, frame)
        if acted_on is None or acted_on[1] > contents[0][0]:
            return []
        contents = (acted_on, *contents)
    if frame in ("to", "obj") and verb.dep_ == "relcl" and source is not None and source.i > verb.head.i:
        return []  # "the jail that two presidents hoped to close": what is said stands outside
    mark = clause.child(verb, "mark")
    if frame in ("to", "obj") and mark is not None and mark.lower_ in ("whether", "if"):
        return []  # "unclear whether the ministry planned to": nobody says that it does
    if source is None and verb.tag_ == "VB" and frame in ("that", "wh"):
        return []  # "now tell us that", "too early to tell whether"
    if verb.dep_ == "pcomp" and verb.head.lower_ == "without":
        return []  # "it goes without saying", "left without saying when"
    if verb.tag_ == "VB" and frame != "quote" and _is_asked_for(verb):
        return []  # "asked the jury to remember what was said"
    if source is not None and source.lower_ in _IMPERSONAL and frame not in ("quote", "that"):
        return []
    if source is not None and frame == "that" and verb.tag_ == "VB" and _is_order(verb):
        return []
    return [
        Report(
            contents,
            _source_spans(paragraph, source, contents, verb),
            _cue_spans(paragraph, verb),
            cue.lemma,
            frame,
            Act.HEDGE if _seems(verb) else cue.act(frame),
            verb,
            source,
            paragraph.sentence_of(paragraph.at(verb)),
            told=frame in cue.told,
        )
    ]


def _seems(verb: Token) -> bool:
    """ "appeared to suggest": the outlet reads it out of what was said."""
    return verb.dep_ == "xcomp" and clause.lemma(verb.head) in ("appear", "seem")


def _is_asked_for(verb: Token) -> bool:
    """Whether saying or thinking so is what somebody asks another to do."""
    if verb.dep_ not in ("xcomp", "ccomp"):
        return False
    cue = find_cue(clause.lemma(verb.head), verb.head.lower_)
    return cue is not None and "person_to" in cue.frames and clause.child(verb.head, "dobj") is not None


def _fits_object(verb: Token, word: str) -> bool:
    """ "as she put it": the phrase counts only in an as-clause; elsewhere it means what it says."""
    object_ = clause.child(verb, "dobj")
    return object_ is not None and object_.lower_ == word and verb.left_edge.lower_ == "as"


def _acted_on(paragraph: Paragraph, verb: Token, frame: str) -> Span | None:
    """The subject of "two men were accused of ...", "the ferry is expected to ...": nobody is named who says so."""
    own = clause.own_subject(verb) if clause.is_passive(verb) else None
    if own is None or frame not in ("to", "person_to", "of", "as", "for", "small") or verb.dep_ in ("relcl", "acl"):
        return None
    if own.lower_ in _IMPERSONAL or own.lower_ in clause.RELATIVE:
        return None
    first, last = clause.noun_edges(own)
    return trimmed(paragraph, paragraph.cover(first, last))


def _aside(verb: Token) -> bool:
    """A participle beside another cue: "she said, speaking of ..."."""
    return verb.tag_ == "VBG" and verb.dep_ == "advcl" and verb.lemma_ in ("speak", "talk", "refer")


def _is_order(verb: Token) -> bool:
    """An imperative or a bare infinitive without a subject of its own ("Note that")."""
    return clause.own_subject(verb) is None and verb.dep_ == "ROOT"


def _source_head(paragraph: Paragraph, verb: Token) -> Token | None:
    source = clause.subject(verb)
    if verb.dep_ == "conj" and verb.tag_ in ("VBD", "VBZ") and clause.own_subject(verb) is None:
        source = _reporter(verb) or source
    if source is None and not clause.is_passive(verb) and clause.lemma(verb) not in _ADDRESSING:
        source = _inverted(verb)
    if source is not None and source.lower_ in ("it", "there") and clause.is_passive(verb):
        return None
    if source is None and not clause.is_passive(verb):
        source = _between_quote_and_cue(paragraph, verb)
    return source


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


def _source_spans(
    paragraph: Paragraph, source: Token | None, contents: tuple[Span, ...], verb: Token | None
) -> tuple[Span, ...]:
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


def _cue_spans(paragraph: Paragraph, verb: Token) -> tuple[Span, ...]:
    first = last = verb
    doc = verb.doc
    while first.i > 0 and doc[first.i - 1].head == verb and doc[first.i - 1].dep_ in _MODIFIERS:
        first = doc[first.i - 1]
    if last.i + 1 < len(doc) and doc[last.i + 1].dep_ == "prt" and doc[last.i + 1].head == verb:
        last = doc[last.i + 1]
    return (paragraph.cover(first, last),)


def _according(paragraph: Paragraph, token: Token) -> list[Report]:
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


def _adjectival(paragraph: Paragraph, word: Token, act: Act) -> list[Report]:
    """The mayor is confident that ..., is willing to ..., was worried about ..."""
    verb = word.head
    source = clause.subject(verb)
    if clause.lemma(verb) not in ("be", "feel", "remain", "seem", "become") or source is None or source.i > word.i:
        return []
    if source.lower_ in _IMPERSONAL:
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
    spans = _source_spans(paragraph, source, (span,), verb)
    cue = paragraph.cover(verb, word) if verb.i < word.i else paragraph.cover(word, word)
    sentence = paragraph.sentence_of(cue[0])
    told = frame != "that"
    return [Report((span,), spans, (cue,), word.lower_, frame, act, verb, source, sentence, told=told)]


def _nominal(paragraph: Paragraph, noun: Token, act: Act) -> list[Report]:
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
    if source is None or source.lower_ in _IMPERSONAL:
        return []
    if noun.dep_ in ("dobj", "nsubjpass") and find_cue(clause.lemma(noun.head), noun.head.lower_) is not None:
        return []  # "denied a report that": what is denied is nobody's assertion
    last = content.right_edge
    span = trimmed(paragraph, paragraph.cover(opener, last))
    if span is None:
        return []
    spans = _source_spans(paragraph, source, (span,), None)
    cue = (paragraph.cover(noun, noun),)
    sentence = paragraph.sentence_of(paragraph.at(noun))
    return [Report((span,), spans, cue, noun.lemma_, "noun", act, noun, source, sentence)]
