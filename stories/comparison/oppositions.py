"""How one sentence can contradict another: each rule needs an agreeing frame with one thing opposed in it."""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

from stories.comparison.clashes import clash
from stories.comparison.figures import Standing, amounts_stand
from stories.comparison.frames import frame
from stories.comparison.sentences import Sentence, Token, alike
from stories.comparison.vocabulary import MONTHS, MOVING, exclusive, opposite, synonymous
from stories.domain.values import ConflictKind

_COPULA = frozenset(["is", "was", "are", "were"])
_ARTICLES = frozenset(["a", "an", "the", "one"])
_STOPS = frozenset(["in", "of", "that", "who", "which", "for", "by", "from", "with", "at", "on", "to", "and", "known"])
_SIDES = {
    "before": "after",
    "after": "before",
    "above": "below",
    "below": "above",
    "inside": "outside",
    "outside": "inside",
}
_TIMES = frozenset(["before", "after"])
_DECADES = {
    "twenties": "2",
    "thirties": "3",
    "forties": "4",
    "fifties": "5",
    "sixties": "6",
    "seventies": "7",
    "eighties": "8",
    "nineties": "9",
}
_PREPOSITIONS = {"in": "in", "at": "in", "from": "in", "by": "by", "for": "for", "on": "on", "as": "as"}


@dataclass(frozen=True, slots=True)
class Pair:
    """a's content that b lacks and has; rest: the share of a's words, figures apart, that b has."""

    a: Sentence
    b: Sentence
    missing: tuple[Token, ...]
    rest: float


@dataclass(frozen=True, slots=True)
class Opposition:
    """moves: the opposed figure is a toll, so the newer value updates the older."""

    kind: ConflictKind
    reason: str
    moves: bool = False


def opposition(pair: Pair) -> Opposition | None:
    for rule in RULES:
        found = rule(pair)
        if found is not None:
            return found
    return None


def _year(pair: Pair) -> Opposition | None:
    mine, theirs = _dates(pair.a) - pair.b.years, pair.b.years - pair.a.years
    figures = any(token.form in pair.a.numbers for token in pair.missing)
    if mine and theirs and not pair.a.years & pair.b.years and pair.rest >= 0.75 and not figures:
        return Opposition(ConflictKind.DATE, f"{_listed(mine)} against {_listed(theirs)}")
    return None


def _dates(sentence: Sentence) -> frozenset[str]:
    """Years that date something; in "the 2029 Regatta" the year is part of a name."""
    following = zip(sentence.tokens, [*sentence.tokens[1:], None], strict=True)
    return frozenset(
        token.form for token, after in following if token.form in sentence.years and not (after and after.name)
    )


def _month(pair: Pair) -> Opposition | None:
    a, b = pair.a, pair.b
    if a.months and b.months and not a.months & b.months and a.years <= b.years and pair.rest >= 0.75:
        return Opposition(ConflictKind.DATE, f"{_listed(a.months)} against {_listed(b.months)}")
    return None


def _number(pair: Pair) -> Opposition | None:
    """Another figure for the same counted thing."""
    mine = [token for token in pair.missing if token.form in pair.a.numbers]
    theirs = pair.b.numbers - pair.a.numbers
    if len(mine) != 1 or pair.rest < 0.8 or pair.a.years - pair.b.years or _denials(pair.a) or _denials(pair.b):
        return None
    token = mine[0]
    counted = next((t for t in pair.a.tokens[token.at + 1 : token.at + 3] if t.content and not t.figure), None)
    if counted is None:
        return None
    for rival in pair.b.tokens:
        if token.amount and rival.amount and amounts_stand(token.amount, rival.amount) is not Standing.APART:
            continue
        if rival.form in theirs and any(
            alike(counted.stem, t.stem) for t in pair.b.tokens[rival.at + 1 : rival.at + 4]
        ):
            moves = any(t.stem in MOVING for t in pair.a.tokens) and any(t.stem in MOVING for t in pair.b.tokens)
            return Opposition(ConflictKind.QUANTITY, f"{token.printed} against {rival.printed}", moves)
    return None


def _opposite(pair: Pair) -> Opposition | None:
    if pair.rest < 0.5:
        return None
    held = {token.stem for token in pair.a.content}
    for token in pair.missing:
        for rival in pair.b.content:
            if opposite(token.stem, rival.stem) and rival.stem not in held:
                return Opposition(ConflictKind.POLARITY, f"“{token.form}” against “{rival.form}”")
    return None


def _side(pair: Pair) -> Opposition | None:
    """Before and after, above and below: the same words follow."""
    if pair.rest < 0.6:
        return None
    for mine in pair.a.tokens:
        rival = _SIDES.get(mine.form)
        if rival is None or any(token.form == mine.form for token in pair.b.tokens):
            continue
        following = [token for token in pair.a.tokens[mine.at + 1 : mine.at + 5] if token.content]
        for theirs in pair.b.tokens:
            after = [token for token in pair.b.tokens[theirs.at + 1 : theirs.at + 5] if token.content]
            if theirs.form == rival and any(alike(one.stem, other.stem) for one in following for other in after):
                return Opposition(
                    ConflictKind.DATE if rival in _TIMES else ConflictKind.PLACE, f"{mine.form} against {rival}"
                )
    return None


def _decade(pair: Pair) -> Opposition | None:
    """ "In the fifties" against a year of another decade."""
    named = [token for token in pair.missing if token.form in _DECADES]
    years = pair.b.years - pair.a.years
    if len(named) != 1 or len(years) != 1 or pair.rest < 0.75:
        return None
    (year,) = years
    if year[2] == _DECADES[named[0].form]:
        return None
    return Opposition(ConflictKind.DATE, f"{named[0].form} against {year}")


def _kind(pair: Pair) -> Opposition | None:
    """ "X is a dog", "X is a singer": of one subject, kinds that exclude each other; or another nationality."""
    mine, theirs = _predicated(pair.a), _predicated(pair.b)
    if mine is None or theirs is None:
        return None
    subject = {token.stem for token in theirs[0]}
    if not any(token.name and token.stem in subject for token in mine[0]):
        return None
    head = mine[1][-1]
    if head in pair.missing and not any(synonymous(head.stem, token.stem) for token in theirs[1]):
        rivals = [token for token in theirs[1] if exclusive(head.stem, token.stem)]
        if rivals:
            return Opposition(ConflictKind.NAME, f"“{head.form}” against “{rivals[0].form}”")
    for token in mine[1]:
        if _nationality(token) and token in pair.missing and token is not head:
            others = [
                t for t in theirs[1] if _nationality(t) and not any(alike(t.stem, own.stem) for own in pair.a.content)
            ]
            if others and head not in pair.missing:
                return Opposition(ConflictKind.PLACE, f"“{token.form}” against “{others[0].form}”")
    return None


def _same_slot(pair: Pair) -> Opposition | None:
    """Another name after the same verb and preposition: "born in X", "born in Y"."""
    if pair.rest < 0.5:
        return None
    for token in pair.missing:
        slot = _slot_of(token, pair.a) if token.name and token.form not in MONTHS else None
        if slot is None:
            continue
        verb, preposition = slot
        for rival, follower, name in zip(pair.b.tokens, pair.b.tokens[1:], pair.b.tokens[2:], strict=False):
            fits = rival.content and rival.stem == verb.stem and _PREPOSITIONS.get(follower.form) == preposition
            if fits and name.name and name.form not in MONTHS and not name.figure:
                if any(alike(name.stem, own.stem) for own in pair.a.content):
                    continue
                kind = ConflictKind.NAME if preposition in ("by", "as") else ConflictKind.PLACE
                return Opposition(kind, f"“{token.form}” against “{name.form}”")
    return None


def _denial(pair: Pair) -> Opposition | None:
    mine, theirs = _denials(pair.a), _denials(pair.b)
    wanted = [token for token in pair.a.content if not token.name and not token.negator]
    held = sum(token not in pair.missing for token in wanted) / max(1, len(wanted))
    named = not any(token.name and token.at > 2 for token in pair.missing)
    if mine % 2 == 1 and theirs == 0 and held >= 0.99 and pair.rest >= 0.6 and wanted and named:
        return Opposition(ConflictKind.POLARITY, "the first text denies it")
    if mine == 0 and theirs and held >= 0.6:
        stems = {token.stem for token in wanted}
        for token in pair.b.tokens:
            near = {t.stem for t in pair.b.tokens[token.at + 1 : token.at + 5]}
            if token.negator and near & stems:
                return Opposition(ConflictKind.POLARITY, "the second text denies it")
    return None


def _parsed(pair: Pair) -> Opposition | None:
    if pair.rest < 0.5:
        return None
    mine, theirs = frame(pair.a.text), frame(pair.b.text)
    found = clash(mine, theirs) if mine is not None and theirs is not None else None
    if found and found.kind is ConflictKind.QUANTITY and not any(t.form in pair.a.numbers for t in pair.missing):
        return None  # the same number, printed otherwise
    return Opposition(found.kind, f"“{found.mine}” against “{found.theirs}”") if found else None


Rule = Callable[[Pair], Opposition | None]
RULES: tuple[Rule, ...] = (_year, _month, _decade, _number, _opposite, _side, _kind, _same_slot, _denial, _parsed)


def _nationality(token: Token) -> bool:
    return token.name and token.form.endswith(("an", "ish", "ese", "ch", "ic", "i"))


def _slot_of(token: Token, sentence: Sentence) -> tuple[Token, str] | None:
    """The verb or noun and the preposition before a name."""
    for back in (1, 2, 3):
        if token.at - back < 1:
            return None
        preposition = sentence.tokens[token.at - back]
        if preposition.form in _PREPOSITIONS:
            verb = sentence.tokens[token.at - back - 1]
            return (verb, _PREPOSITIONS[preposition.form]) if verb.content and not verb.name else None
    return None


def _predicated(sentence: Sentence) -> tuple[list[Token], list[Token]] | None:
    """Subject, and the words that say what it is: "X is a Y"."""
    for token in sentence.tokens[:-2]:
        if token.form not in _COPULA or sentence.tokens[token.at + 1].form not in _ARTICLES:
            continue
        kinds: list[Token] = []
        for each in sentence.tokens[token.at + 2 : token.at + 16]:
            if each.form in _STOPS and kinds and each.form != "and":
                break
            if each.content and not each.form.endswith("'s"):
                kinds.append(each)
        subject = [t for t in sentence.tokens[: token.at] if t.content]
        return (subject, kinds) if kinds and subject else None
    return None


def _denials(sentence: Sentence) -> int:
    found = sum(token.negator for token in sentence.tokens)
    return found + sum(one.form == "yet" and other.form == "to" for one, other in pairwise(sentence.tokens))


def _listed(forms: frozenset[str]) -> str:
    return ", ".join(sorted(forms))
