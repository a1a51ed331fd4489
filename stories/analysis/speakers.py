"""From the words of a source to the one who speaks."""

from dataclasses import dataclass

from stories.analysis import clause
from stories.analysis.antecedents import antecedent, gender_of
from stories.analysis.entities import EntityTable
from stories.analysis.model import Token
from stories.analysis.parse import Paragraph
from stories.analysis.reports import Report
from stories.analysis.source_names import phrase, readable
from stories.analysis.wordlists import wordlists, words
from stories.domain.values import Span, Speaker

_REFERRING = frozenset({"the", "this", "that"})
_OPEN = frozenset({"everyone", "everybody", "someone", "somebody", "many", "some", "others"})
_MEDIA = words("media")
_SITES = words("places_of_record")
_HEARING = words("hearing")
_FIRMS = words("firms")
_LOOK_BACK = 6  # paragraphs in which a pronoun's person may have been named
_TURN = 3  # paragraphs for which a pronoun may still mean who spoke last


@dataclass(frozen=True, slots=True)
class _Turn:
    """Who spoke: by name or, where the text gives none, by description ("a former engineer")."""

    name: str
    index: int | None
    person: bool
    gender: str | None
    paragraph: int


class SpeakerBook:
    """Resolves sources in reading order; remembers who spoke last."""

    def __init__(self, table: EntityTable) -> None:
        self._table = table
        self._person: _Turn | None = None  # the person who spoke last
        self._body: _Turn | None = None  # the organisation or group that spoke last
        self._published: dict[str, tuple[str, int | None]] = {}  # kind of publication to whose it was last
        self._resolved: dict[tuple[Span, ...], tuple[str | None, int | None]] = {}

    def resolve(
        self, number: int, paragraph: Paragraph, report: Report, *, leading: bool
    ) -> tuple[str | None, int | None, str]:
        """Name, entity and the rule that found them. Call once a report, in order; leading: may go on speaking."""
        if report.inherited and report.source in self._resolved:
            return (*self._resolved[report.source], "speaker:inherited")
        if report.head is None or not report.source:
            return None, None, "speaker:none"
        head = report.head
        if report.lemma == "hear" and head.lemma_.lower() in _HEARING:
            return None, None, "speaker:heard"  # the court hears it and says nothing
        index, rule = self.entity_of(number, paragraph, head)
        name: str | None
        if index is not None:
            name = _as_printed(self._table.known[index].name, head)
        elif head.pos_ == "PRON" and head.lower_ not in _OPEN:
            turn = self._turn(number, head)
            name, rule = (
                (turn.name, rule) if turn is not None and rule != "speaker:pronoun" else (None, "speaker:open-pronoun")
            )
        elif rule == "speaker:publisher":
            name = self._published[head.lemma_.lower()][0]
        else:
            name = readable(paragraph, report)
        if leading and name is not None and head.pos_ != "PRON":
            self._take(number, name, index, head)
        self._resolved[report.source] = name, index
        return name, index, rule

    def _take(self, number: int, name: str, index: int | None, head: Token) -> None:
        """Remember whose turn it is."""
        lists, lemma = wordlists(), head.lemma_.lower()
        known = self._table.known[index] if index is not None else None
        if known is not None and known.kind == "facility":
            return
        if (known is not None and known.kind == "person") or (known is None and lemma in lists.people):
            gender = known.gender if known else "m" if lemma in lists.men else "f" if lemma in lists.women else None
            if head.tag_ != "NNS":
                self._person = _Turn(name, index, True, gender, number)
                return
        self._body = _Turn(name, index, False, None, number)

    def _turn(self, number: int, pronoun: Token) -> _Turn | None:
        """The turn that a pronoun may continue."""
        lower = pronoun.lower_
        gender = gender_of(pronoun)
        turn = self._person if gender is not None else self._body if lower in ("it", "they", "them") else None
        if turn is None or number - turn.paragraph > _TURN or (gender and turn.gender not in (None, gender)):
            return None
        return turn if turn.paragraph >= self._table.entry_of(number) else None

    def entity_of(self, number: int, paragraph: Paragraph, head: Token) -> tuple[int | None, str]:
        """The entity behind a noun or pronoun, if the text supports one."""
        table = self._table
        index = table.at.get((number, head.i))
        if index is not None:
            return index, "speaker:name"
        lower = head.lower_
        if head.pos_ == "PRON" or gender_of(head) is not None:
            return self._pronoun(number, paragraph, head)
        for token in head.subtree:  # "the minister in the north, Ana Costa"
            if token.i <= head.i or (number, token.i) not in table.at:
                continue
            beside = table.at[number, token.i]
            first = token.left_edge.i
            if (
                table.known[beside].kind == "person"
                and (token.dep_ == "appos" or token.doc[first - 1].text == ",")
                and token.dep_ != "poss"
            ):
                return beside, "speaker:apposition"
        named = table.people.get(lower) if head.text[:1].isupper() and head.pos_ == "PROPN" else None
        if named is not None:  # a surname that the recogniser missed
            return named, "speaker:name"
        built = head.lemma_.lower() in wordlists().facilities
        for token in head.lefts:  # "spokeswoman Ana Costa" headed by the noun
            if (
                token.dep_ in ("compound", "appos")
                and (number, token.i) in table.at
                and head.pos_ == "PROPN"
                and not built
            ):
                return table.at[number, token.i], "speaker:name"
        lemma = head.lemma_.lower()
        if lemma in _MEDIA:
            published = self._publisher(number, paragraph, head)
            if published is not None:
                return published[1], "speaker:publisher"
        if lemma in wordlists().people and head.tag_ in ("NN", "NNP"):
            return self._office(paragraph, head)
        body = self._table.body_called(head) if _is_definite(head) else None
        if body is None and lemma in _FIRMS and head.tag_ == "NN" and [t.lower_ for t in head.children] == ["the"]:
            body = self._table.firm_before(paragraph.at(head))
        return (body, "speaker:body") if body is not None else (None, "speaker:words")

    def _publisher(self, number: int, paragraph: Paragraph, head: Token) -> tuple[str, int | None] | None:
        """Whose website, report or statement it is; "the website" alone is the one that was named before."""
        lemma = head.lemma_.lower()
        owner = next((t for t in head.lefts if t.dep_ in ("poss", "compound", "nmod")), None)
        by = next((t for t in head.rights if t.dep_ in ("prep", "agent") and t.lower_ in ("of", "by", "from")), None)
        if owner is None and by is not None:
            owner = clause.child(by, "pobj")
        if owner is None:
            return self._published.get(lemma) if _is_definite(head) else None
        index = self.entity_of(number, paragraph, owner)[0]
        if index is None or self._table.known[index].kind not in ("person", "organisation"):
            index = self._table.body_called(owner)
        name = self._table.known[index].name if index is not None else phrase(paragraph, owner)
        if index is None and (lemma not in _SITES or owner.pos_ == "PRON"):
            return None  # "a page from an order book", "its website": nobody is named who publishes it
        self._published[lemma] = name, index
        return name, index

    def antecedent(self, number: int, pronoun: Token) -> str | None:
        """The name that a pronoun at the head of a sentence stands for, where the text before leaves no choice."""
        return antecedent(self._table, number, pronoun)

    def _pronoun(self, number: int, paragraph: Paragraph, head: Token) -> tuple[int | None, str]:
        gender = gender_of(head)
        turn = self._turn(number, head)
        if gender is None:
            return (turn.index, "speaker:last-speaker") if turn is not None else (None, "speaker:pronoun")
        best: tuple[int, int] | None = None
        for at in range(number, max(-1, number - _LOOK_BACK, self._table.entry_of(number) - 1), -1):
            best = self._latest_person(
                at, head.i if at == number else None, gender, paragraph if at == number else None
            )
            if best is not None:
                break
        if turn is not None:
            here = best is not None and best[1] == number and turn.paragraph != number
            # the last speaker goes on, unless another person is the subject of a sentence since then
            if best is None or not here or best[0] == turn.index:
                return turn.index, "speaker:last-speaker"
        return (best[0], "speaker:last-person") if best is not None else (None, "speaker:pronoun")

    def _latest_person(
        self, at: int, before: int | None, gender: str, paragraph: Paragraph | None
    ) -> tuple[int, int] | None:
        """(entity, paragraph) of the person named last before a token, subjects of sentences first."""
        found = [
            (token, index)
            for token, index in self._table.in_paragraph.get(at, ())
            if (before is None or token < before) and self._table.fits(index, gender)
        ]
        if not found:
            return None
        if paragraph is not None and paragraph.doc is not None:
            free = [f for f in found if not paragraph.masked[f[0]]]
            found = [f for f in free if _leads(paragraph.doc[f[0]])] or free or found
        return max(found)[1], at

    def _office(self, paragraph: Paragraph, head: Token) -> tuple[int | None, str]:
        """A role noun: its holder if one is known, else (definite only) the person who spoke last."""
        lemma = head.lemma_.lower()
        determiner = next((t.lower_ for t in head.lefts if t.dep_ in ("det", "poss")), "")
        possessed = any(t.dep_ == "poss" for t in head.lefts)
        definite = determiner in _REFERRING or possessed
        if not definite:
            return None, "speaker:words"
        text = str(paragraph.doc[head.left_edge.i : head.i + 1].text).lower() if paragraph.doc is not None else ""
        here = paragraph.at(head)
        holders = [
            i
            for i, k in enumerate(self._table.known)
            if k.kind == "person"
            and lemma in k.roles
            and k.mentions
            and (min(k.mentions)[0] <= here or _same_possessor(head, k.roles[lemma]))
        ]
        if len(holders) > 1:
            words = set(text.replace("'s", "").split()) - {"the", lemma}
            better = [
                i for i in holders if words & set(self._table.known[i].roles[lemma].lower().replace("'s", "").split())
            ]
            holders = better or holders
            if len(holders) > 1 and self._person is not None and self._person.index in holders:
                return self._person.index, "speaker:role"
        if holders:
            return holders[0], "speaker:role"
        bare = not any(t.dep_ in ("prep", "relcl", "appos") for t in head.rights) and not any(
            t.tag_ in ("NN", "NNS") for t in head.lefts
        )
        turn = self._person
        if turn is not None and turn.index is not None and determiner in _REFERRING and bare:
            lists = wordlists()
            gender = "m" if lemma in lists.men else "f" if lemma in lists.women else None
            if gender is None or turn.gender in (None, gender):
                return turn.index, "speaker:last-speaker"
        return None, "speaker:words"

    def describe(self, index: int | None) -> Speaker | None:
        if index is None:
            return None
        known = self._table.known[index]
        return Speaker(known.name, next(iter(known.roles.values()), None))


def _is_definite(head: Token) -> bool:
    return any(t.dep_ == "det" and t.lower_ in _REFERRING for t in head.lefts)


def _same_possessor(head: Token, role: str) -> bool:
    """Both offices belong to the same country or body: "Norlandia's president"."""
    owner = next((t for t in head.lefts if t.dep_ == "poss"), None)
    return owner is not None and owner.text in role


def _as_printed(name: str, head: Token) -> str:
    """ "Norport hospital", where the name alone, Norport, would be the town's."""
    named = {t.text for t in head.lefts if t.dep_ == "compound"} & set(name.split())
    return f"{name} {head.text}" if named and head.tag_ == "NN" and head.text not in name else name


def _leads(token: Token) -> bool:
    """The subject of a main clause, or of the clause that reports."""
    return token.dep_ in ("nsubj", "nsubjpass") and (token.head.dep_ == "ROOT" or token.head.dep_ == "conj")
