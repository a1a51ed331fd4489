"""The tense of the clause around a place, from its parse: whether a weekday looks back or ahead."""

from bisect import bisect_right
from collections.abc import Callable

from stories.analysis import clause
from stories.analysis.factuality import tense
from stories.analysis.model import Token
from stories.analysis.parse import Paragraph
from stories.analysis.wordlists import words

_AHEAD = frozenset({"until", "till", "by"})
_INTENDING = words("intending")


def tense_finder(read: list[Paragraph]) -> Callable[[int], str | None]:
    """From an offset to "past", "future" or None."""
    starts = [paragraph.span[0] for paragraph in read]

    def tense_at(offset: int) -> str | None:
        index = bisect_right(starts, offset) - 1
        if index < 0 or offset >= read[index].span[1]:
            return None
        token = read[index].token_at(offset)
        return _tense(token) if token is not None else None

    return tense_at


def _tense(token: Token) -> str | None:
    if any(t.lower_ in _AHEAD for t in token.doc[max(0, token.i - 2) : token.i] if t.sent == token.sent):
        return "future"
    for _ in range(40):
        if token.head == token or (token.pos_ in ("VERB", "AUX") and token.dep_ not in ("aux", "auxpass")):
            break
        token = token.head
    if token.pos_ not in ("VERB", "AUX"):
        return None
    if _is_intended(token):
        return "future"
    found = tense(token)
    return found if found in ("past", "future") else None


def _is_intended(verb: Token) -> bool:
    """ "agreed to meet the families on Monday": what was agreed still lies ahead."""
    infinitive = verb.tag_ == "VB" and any(t.dep_ == "aux" and t.lower_ == "to" for t in verb.lefts)
    return infinitive and verb.dep_ in ("xcomp", "ccomp", "acl") and clause.lemma(verb.head) in _INTENDING
