"""The tense of the clause around a place, from its parse: whether a weekday looks back or ahead."""

from bisect import bisect_right
from collections.abc import Callable

from stories.analysis import clause
from stories.analysis.factuality import tense
from stories.analysis.lexicon import find_cue
from stories.analysis.model import Doc, Token
from stories.analysis.parse import Paragraph
from stories.analysis.wordlists import words
from stories.domain.values import PassageKind

_AHEAD = frozenset({"until", "till", "by"})
_INTENDING = words("intending")
_PLANNING = frozenset({"plan", "schedule", "slate", "set", "due"})
_STATES = words("states")


def tense_finder(read: list[Paragraph]) -> Callable[[int], str | None]:
    """From an offset to "past", "future" or None."""
    starts = [paragraph.span[0] for paragraph in read]

    def tense_at(offset: int) -> str | None:
        index = bisect_right(starts, offset) - 1
        if index < 0 or offset >= read[index].span[1]:
            return None
        token = read[index].token_at(offset)
        if token is None:
            return None
        found = _tense(token)
        # a headline tells in the present what has happened
        return None if found == "future" and read[index].kind is PassageKind.HEADLINE else found

    return tense_at


def _tense(token: Token) -> str | None:
    at = token.i
    if any(t.lower_ in _AHEAD for t in token.doc[max(0, token.i - 2) : token.i] if t.sent == token.sent):
        return "past" if _long_before(_governing(token)) else "future"
    token = _governing(token)
    if token.pos_ not in ("VERB", "AUX"):
        return None
    if _is_intended(token):
        return "future"
    found = tense(token)
    if found == "present" and (_is_timetabled(token) or _from(token.doc, at)):
        return "future"
    return found if found in ("past", "future") else None


def _is_timetabled(verb: Token) -> bool:
    """ "The museum opens on Friday": what happens is told in the present only where it still lies ahead."""
    finite = verb.tag_ in ("VBZ", "VBP") and not clause.auxiliaries(verb)
    lemma = clause.lemma(verb)
    return finite and lemma not in _STATES and find_cue(lemma, verb.lower_) is None


def _from(doc: Doc, at: int) -> bool:
    """ "means no sailings from Friday": with a present tense, a day that something begins on."""
    return at > 0 and doc[at - 1].lower_ == "from"


def _governing(token: Token) -> Token:
    """The verb of the clause around a word, or the word that no verb governs."""
    for _ in range(40):
        if token.head == token or (token.pos_ in ("VERB", "AUX") and token.dep_ not in ("aux", "auxpass")):
            break
        token = token.head
    return token


def _long_before(verb: Token) -> bool:
    """ "had not named him until Thursday": the day is over."""
    return any(t.lower_ in ("had", "'d") for t in clause.auxiliaries(verb))


def _is_intended(verb: Token) -> bool:
    """ "agreed to meet the families on Monday", "planned a march for Monday": what was agreed still lies ahead."""
    if verb.tag_ in ("VBN", "VBD") and clause.lemma(verb) in _PLANNING:
        set_for = any(c.dep_ == "prep" and c.lower_ == "for" for c in verb.children)
        return (clause.lemma(verb) != "set" or set_for) and clause.child(verb, "xcomp") is None
    infinitive = verb.tag_ == "VB" and any(t.dep_ == "aux" and t.lower_ == "to" for t in verb.lefts)
    return infinitive and verb.dep_ in ("xcomp", "ccomp", "acl") and clause.lemma(verb.head) in _INTENDING
