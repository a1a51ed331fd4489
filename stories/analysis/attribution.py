"""Reporting clauses in one parsed paragraph: who says what, and by which word."""

from stories.analysis import clause
from stories.analysis.contents import clause_contents
from stories.analysis.cues_without_verb import by_according, by_adjective, by_introduction, by_noun
from stories.analysis.lexicon import Cue, find_cue, lexicon
from stories.analysis.model import Token
from stories.analysis.parse import Paragraph
from stories.analysis.phrases import object_contents, trimmed
from stories.analysis.reports import IMPERSONAL, SPEECH_FRAMES, Report
from stories.analysis.signatures import find_labelled, find_signed
from stories.analysis.sources import source_head, source_spans
from stories.domain.values import Act, Span

_MODIFIERS = ("aux", "auxpass", "neg", "advmod", "prt")
_SAME = 6  # characters: "that " apart

_DECLINING = frozenset({"decline", "refuse"})


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
            reports.extend(by_according(paragraph, token))
        elif token.pos_ in ("VERB", "AUX") or (token.tag_.startswith("VB")):
            cue = find_cue(clause.lemma(token), token.lower_)
            if cue is not None:
                reports.extend(_verbal(paragraph, token, cue))
        elif token.pos_ == "NOUN" and token.lemma_ in nouns:
            reports.extend(by_noun(paragraph, token, nouns[token.lemma_]))
        elif token.dep_ == "acomp" and token.lower_ in lexicon().adjectives:
            reports.extend(by_adjective(paragraph, token, lexicon().adjectives[token.lower_]))
    reports.extend(by_introduction(paragraph, reports))
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


def _verbal(paragraph: Paragraph, verb: Token, cue: Cue) -> list[Report]:
    source = source_head(paragraph, verb)
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
    if frame == "obj" and verb.tag_ == "VBG" and verb.dep_ == "advcl" and not _in_marks(paragraph, contents):
        return []  # "citing the weather": part of what the outlet tells
    if _names_no_source(verb, frame):
        return []
    if verb.tag_ in ("VBN", "VBD") and verb.dep_ == "advcl" and clause.own_subject(verb) is None and _is_asking(cue):
        return []  # "asked whether it could wait, the mayor said": somebody else asked
    if source is None and verb.tag_ == "VB" and frame in ("that", "wh"):
        return []  # "now tell us that", "too early to tell whether"
    if verb.dep_ == "xcomp" and clause.lemma(verb.head) in _DECLINING and frame not in ("quote", "that", "wh"):
        return []  # "declined to comment on the memo": nothing is said
    if verb.dep_ == "pcomp" and verb.head.lower_ == "without":
        return []  # "it goes without saying", "left without saying when"
    if verb.tag_ == "VB" and frame != "quote" and _is_asked_for(verb):
        return []  # "asked the jury to remember what was said"
    if source is not None and source.lower_ in IMPERSONAL and frame not in ("quote", "that"):
        return []
    if source is not None and frame == "that" and verb.tag_ == "VB" and _is_order(verb):
        return []
    return [
        Report(
            contents,
            source_spans(paragraph, source, contents, verb),
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


def _in_marks(paragraph: Paragraph, contents: tuple[Span, ...]) -> bool:
    return any(quote.outer[0] < end for start, end in contents for quote in paragraph.quotes_from(start)[:1])


def _names_no_source(verb: Token, frame: str) -> bool:
    """ "spoke on condition of anonymity", "not authorised to discuss the talks", "failed to note that"."""
    preposition = clause.child(verb, "prep")
    hidden = preposition is not None and clause.child(preposition, "pobj")
    if frame == "on" and hidden and hidden.lower_ == "condition":
        return True
    above = clause.lemma(verb.head) if verb.dep_ in ("xcomp", "ccomp") else ""
    if above in ("fail", "neglect", "omit") and frame in ("that", "wh"):
        return True  # "failed to note that": what nobody said
    return above in ("authorize", "authorise")


def _is_asking(cue: Cue) -> bool:
    return Act.ASK in cue.acts.values() and "quote" in cue.frames


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
    if own.lower_ in IMPERSONAL or own.lower_ in clause.RELATIVE:
        return None
    first, last = clause.noun_edges(own)
    return trimmed(paragraph, paragraph.cover(first, last))


def _aside(verb: Token) -> bool:
    """A participle beside another cue: "she said, speaking of ..."."""
    return verb.tag_ == "VBG" and verb.dep_ == "advcl" and verb.lemma_ in ("speak", "talk", "refer")


def _is_order(verb: Token) -> bool:
    """An imperative or a bare infinitive without a subject of its own ("Note that")."""
    return clause.own_subject(verb) is None and verb.dep_ == "ROOT"


def _cue_spans(paragraph: Paragraph, verb: Token) -> tuple[Span, ...]:
    first = last = verb
    doc = verb.doc
    while first.i > 0 and doc[first.i - 1].head == verb and doc[first.i - 1].dep_ in _MODIFIERS:
        first = doc[first.i - 1]
    if last.i + 1 < len(doc) and doc[last.i + 1].dep_ == "prt" and doc[last.i + 1].head == verb:
        last = doc[last.i + 1]
    return (paragraph.cover(first, last),)
