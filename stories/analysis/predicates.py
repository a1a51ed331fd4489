"""Clauses as who did what to whom, each with its own figures and dates."""

from collections.abc import Sequence

from stories.analysis import clause
from stories.analysis.factuality import tense
from stories.analysis.model import Token
from stories.analysis.parse import Paragraph
from stories.analysis.record import Predicate
from stories.analysis.speakers import SpeakerBook
from stories.analysis.wordlists import wordlists
from stories.domain.values import DateMention, Quantity, Span

_SELF_MOVING = frozenset(
    {"open", "reopen", "close", "begin", "start", "end", "sink", "collapse", "burn", "shut", "resume"}
)
_STANCE = frozenset({"willing", "ready", "prepared"})


class ClauseReader:
    """Turns the verbs of an article into predicates; quantities and dates go to the innermost clause around them."""

    def __init__(
        self,
        paragraphs: list[Paragraph],
        book: SpeakerBook,
        quantities: Sequence[Quantity],
        dates: Sequence[DateMention],
    ) -> None:
        self._book = book
        self._quantities = _owners(paragraphs, [q.start for q in quantities])
        self._dates = _owners(paragraphs, [d.start for d in dates])

    def predicates(self, number: int, paragraph: Paragraph, spans: tuple[Span, ...]) -> tuple[Predicate, ...]:
        """The predicates whose verb stands within the spans, in reading order."""
        if paragraph.doc is None:
            return ()
        verbs = [token for span in spans for token in paragraph.tokens(span) if _is_head(token)]
        return tuple(self._predicate(number, paragraph, verb) for verb in verbs[:12])

    def _predicate(self, number: int, paragraph: Paragraph, verb: Token) -> Predicate:
        lists = wordlists()
        lemma = clause.lemma(verb)
        subject, object_ = _participants(verb)
        if lists.classes.get(lemma) in ("open", "close", "found"):
            object_ = _built(object_)
        first, last = verb.left_edge, verb.right_edge
        span = paragraph.cover(first, last)
        complement = clause.child(verb, "acomp")
        stance = complement.lower_ if complement is not None and complement.lower_ in _STANCE else lemma
        return Predicate(
            lemma=lemma,
            cls=lists.classes.get(lemma, lemma),
            span=span,
            negated=clause.is_negated(verb),
            tense=tense(verb),
            subject=self._entity(number, paragraph, subject),
            object=self._entity(number, paragraph, object_),
            subject_text=subject.lemma_.lower() if subject is not None else "",
            object_text=object_.lemma_.lower() if object_ is not None else "",
            quantities=tuple(self._quantities.get((number, verb.i), ())),
            dates=tuple(self._dates.get((number, verb.i), ())),
            rung=lists.rungs.get(stance, 0),
        )

    def _entity(self, number: int, paragraph: Paragraph, token: Token | None) -> int | None:
        if token is None:
            return None
        return self._book.entity_of(number, paragraph, token)[0]


def _owners(paragraphs: list[Paragraph], offsets: list[int]) -> dict[tuple[int, int], list[int]]:
    """(paragraph, verb) to the indexes of the mentions in its clause; offsets ascend."""
    owners: dict[tuple[int, int], list[int]] = {}
    number = 0
    for index, offset in enumerate(offsets):
        while number < len(paragraphs) and paragraphs[number].span[1] <= offset:
            number += 1
        if number == len(paragraphs):
            break
        if offset < paragraphs[number].span[0]:
            continue
        token = paragraphs[number].token_at(offset)
        for _ in range(60):
            if token is None or _is_head(token) or token.head == token:
                break
            token = token.head
        if token is not None:
            owners.setdefault((number, token.i), []).append(index)
    return owners


def _is_head(token: Token) -> bool:
    """A verb with a clause of its own; auxiliaries and participles used as adjectives have none."""
    if token.pos_ not in ("VERB", "AUX") or token.dep_ in ("aux", "auxpass", "amod", "compound", "case", "prep"):
        return False
    return bool(token.tag_.startswith("VB"))


def _participants(verb: Token) -> tuple[Token | None, Token | None]:
    """Logical subject and object: passives turned, antecedents for relative words and gaps."""
    lemma = clause.lemma(verb)
    own = clause.own_subject(verb)
    object_ = clause.child(verb, "dobj", "attr", "oprd")
    if clause.is_passive(verb):
        return clause.agent(verb), _antecedent(verb, own) or _shared(verb)
    if verb.dep_ == "acl" and verb.tag_ == "VBN":
        return clause.agent(verb), verb.head
    subject = _antecedent(verb, own) or clause.subject(verb)
    if object_ is not None and object_.lower_ in clause.RELATIVE and verb.dep_ == "relcl":
        object_ = verb.head
    if object_ is None and verb.dep_ == "relcl" and own is not None and own.lower_ not in clause.RELATIVE:
        object_ = verb.head
    if object_ is None and lemma in _SELF_MOVING and subject is not None:
        return None, subject
    return subject, object_


def _built(token: Token | None) -> Token | None:
    """A town is not opened: "the plant in Marrow Bay, which was opened in 2019" speaks of the plant."""
    if token is None or token.ent_type_ not in ("GPE", "LOC") or token.dep_ != "pobj":
        return token
    noun = token.head.head
    return noun if noun.pos_ in ("NOUN", "PROPN") else token


def _antecedent(verb: Token, own: Token | None) -> Token | None:
    if own is None:
        return None
    if own.lower_ in clause.RELATIVE and own.pos_ in ("PRON", "DET", "SCONJ"):
        head = verb
        while head.dep_ in ("conj", "xcomp") and head.head != head:
            head = head.head
        return head.head if head.dep_ == "relcl" else own
    return own


def _shared(verb: Token) -> Token | None:
    """A coordinated passive has the subject of the clause before it."""
    return _antecedent(verb.head, clause.own_subject(verb.head)) if verb.dep_ == "conj" else None
