"""Who a pronoun at the head of a sentence is, where the text before it leaves no choice."""

from stories.analysis import clause
from stories.analysis.entities import EntityTable, sole_subject
from stories.analysis.model import Token
from stories.analysis.wordlists import wordlists

_HE = frozenset({"he", "him", "his"})
_SHE = frozenset({"she", "her", "hers"})
_NEAR = 3  # paragraphs in which nobody else may be mentioned
_SEVERAL = 6  # words


def gender_of(pronoun: Token) -> str | None:
    """ "m", "f", or None for what tells neither."""
    return "m" if pronoun.lower_ in _HE else "f" if pronoun.lower_ in _SHE else None


def antecedent(table: EntityTable, number: int, pronoun: Token) -> str | None:
    """The name behind the pronoun of a paragraph; None where the text leaves a choice."""
    gender = gender_of(pronoun)
    found = _subject_before(table, number, pronoun, gender)
    return found if found is not None or gender is None else _only_person(table, number, pronoun, gender)


def _only_person(table: EntityTable, number: int, pronoun: Token, gender: str) -> str | None:
    """The one person of whom the paragraphs before speak, if nobody else is named or mentioned there."""
    lists, fitting = wordlists(), set()
    for at in range(number, max(table.entry_of(number), number - _NEAR) - 1, -1):
        for token, index in table.in_paragraph.get(at, ()):
            if (at < number or token < pronoun.i) and table.fits(index, gender):
                fitting.add(index)
        others = lists.women if gender == "m" else lists.men
        for noun in table.unnamed.get(at, ()):
            if (at < number or noun.i < pronoun.i) and noun.lemma_.lower() not in others:
                return None
    known = table.known[fitting.pop()] if len(fitting) == 1 else None
    return known.name if known is not None and known.gender == gender else None


def _subject_before(table: EntityTable, number: int, pronoun: Token, gender: str | None) -> str | None:
    if pronoun.sent.start > 0:
        before = sole_subject(pronoun.doc[pronoun.sent.start - 1].sent)
    else:
        number -= 1
        before = table.last_subject.get(number)
    index = table.at.get((number, before.i)) if before is not None else None
    if before is not None and pronoun.lower_ == "they":
        return _several(table, before, index)
    if before is None or index is None:
        return None
    known = table.known[index]
    if known.name.lower() == known.name:
        return None
    if gender is None:
        return known.name if pronoun.lower_ == "it" and known.kind in ("organisation", "facility") else None
    others = {
        i
        for t, i in table.in_paragraph.get(number, ())
        if t >= before.sent.start and i != index and table.fits(i, gender)
    }
    if known.gender is None and _may_mean_another(before, gender):
        return None
    return known.name if table.fits(index, gender) and not others else None


def _several(table: EntityTable, before: Token, index: int | None) -> str | None:
    """Who "they" are: the subject of the sentence before, where nothing else in it is several."""
    body = index is not None and table.known[index].kind == "organisation"
    plural = before.tag_ in ("NNS", "NNPS")
    within = {t.i for t in before.subtree}
    if not (body or plural) or any(t.tag_ in ("NNS", "NNPS") and t.i not in within for t in before.sent):
        return None
    if body and index is not None:
        return table.known[index].name
    first, last = before.left_edge, clause.noun_edges(before)[1]
    words = str(before.doc[first.i : last.i + 1].text).strip(' ,"')
    if first.tag_ in ("DT", "PRP$", "JJ", "CD", "NNS"):
        words = words[:1].lower() + words[1:]
    return words if len(words.split()) <= _SEVERAL and first.tag_ != "PRP$" else None


def _may_mean_another(named: Token, gender: str) -> bool:
    """Whether the sentence speaks of the named person as the other gender, or of somebody else without a name."""
    contrary = _SHE if gender == "m" else _HE
    own = {t.i for t in named.subtree}
    return any(
        t.lower_ in contrary or (t.tag_ == "NN" and t.i not in own and t.lemma_.lower() in wordlists().people)
        for t in named.sent
    )
