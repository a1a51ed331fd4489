"""Who and what an article speaks of: people by name, surname and office, organisations, places, built things."""

import re
from bisect import bisect_right
from dataclasses import dataclass, field

from stories.analysis import clause
from stories.analysis.facilities import FacilityBook
from stories.analysis.model import Doc, Token
from stories.analysis.names import (
    HONOURS,
    STANDING,
    bare,
    full_name,
    office_phrase,
    plain,
    same_person,
    titled_names,
    with_owner,
)
from stories.analysis.parse import Paragraph
from stories.analysis.places import find_places
from stories.analysis.record import Entity
from stories.analysis.wordlists import wordlists
from stories.analysis.wordlists import words as wordlist
from stories.domain.values import Span

_KINDS = {"PERSON": "person", "ORG": "organisation", "GPE": "place", "LOC": "place", "FAC": "facility", "NORP": "group"}
_SUFFIXES = frozenset({"jr", "jr.", "sr", "sr.", "ii", "iii"})
_ACRONYM = re.compile(r"\b((?:[A-Z][\w'-]+ (?:(?:of|for|the|and|on) )*){1,7}[A-Z][\w'-]+) \(([A-Z][A-Z&.-]{1,9})\)")
_LIMIT = 400  # entities of one article


@dataclass(slots=True)
class Known:
    """An entity while the article is read. roles: head nouns of its offices; gender: "m", "f" or None."""

    name: str
    kind: str
    aliases: dict[str, None] = field(default_factory=dict)
    mentions: list[Span] = field(default_factory=list)
    roles: dict[str, str] = field(default_factory=dict)
    gender: str | None = None


class EntityTable:
    """Entities in order of first mention, and the way from a token of a parse to its entity."""

    def __init__(self, paragraphs: list[Paragraph]) -> None:
        self.known: list[Known] = []
        self.people: dict[str, int] = {}  # surname or full name, lower case, to its entity
        self.named: dict[str, int] = {}
        self.at: dict[tuple[int, int], int] = {}  # (paragraph, token) to its entity
        self.in_paragraph: dict[int, list[tuple[int, int]]] = {}  # paragraph to (token, entity)
        self.entries = [number for number, paragraph in enumerate(paragraphs) if paragraph.fresh]
        self.firms: list[tuple[int, int]] = []  # (offset, entity) of what is called or shown to be a company
        self.unnamed: dict[int, list[Token]] = {}  # paragraph to the nouns of people who have no name there
        self.last_subject: dict[int, Token] = {}  # paragraph to the one subject of its last sentence
        self._collect_people(paragraphs)
        for number, paragraph in enumerate(paragraphs):
            if paragraph.doc is not None:
                self._read(number, paragraph)
                subject = sole_subject(paragraph.doc[-1].sent) if len(paragraph.doc) else None
                if subject is not None:
                    self.last_subject[number] = subject
        self.facilities = FacilityBook(paragraphs)
        for group in self.facilities.groups:
            index = len(self.known)
            self.known.append(Known(group.name(), "facility", dict.fromkeys(group.texts), list(group.spans)))
            for key in group.tokens:
                self.at[key] = index

    def entities(self) -> tuple[Entity, ...]:
        return tuple(
            Entity(k.name, k.kind, tuple(a for a in k.aliases if a != k.name), tuple(sorted(k.mentions)))
            for k in self.known
        )

    def _collect_people(self, paragraphs: list[Paragraph]) -> None:
        """Full names first, so that a surname met earlier in the text finds its person."""
        for paragraph in paragraphs:
            if paragraph.doc is None:
                continue
            for words in (*map(full_name, paragraph.doc.ents), *titled_names(paragraph.doc)):
                if len(words) < 2 or len(self.known) >= _LIMIT:
                    continue
                full = " ".join(words)
                if full.lower() in self.people:
                    continue
                suffixed = words[-1].lower() in _SUFFIXES
                surname = words[-2 if suffixed and len(words) > 2 else -1].lower()
                first = words[0].lower()
                twin = self.people.get(surname)
                if twin is not None and not suffixed and same_person(self.known[twin].name, words):
                    self.people[full.lower()] = twin
                    if len(full) > len(self.known[twin].name):
                        self.known[twin].name = full
                    continue
                self.people[full.lower()] = len(self.known)
                if not suffixed:
                    self.people.setdefault(surname, len(self.known))
                    self.people.setdefault(first, len(self.known))
                self.known.append(Known(full, "person"))

    def _read(self, number: int, paragraph: Paragraph) -> None:
        doc = paragraph.doc
        assert doc is not None
        taken: set[int] = set()
        for ent in doc.ents:
            kind = _KINDS.get(ent.label_)
            if kind is None:
                continue
            words = bare(str(ent.text).split(), titled=kind == "person")
            if not words:
                continue
            name = " ".join(words)
            if name in HONOURS:
                continue
            index = self.people.get(name.lower())
            if index is None and words[0].lower() in STANDING:
                index = self.people.get(" ".join(words[1:]).lower())
            if index is None and kind == "person":
                index = self.people.get(words[-1].lower()) if len(words) == 1 else None
            if index is not None and _is_modifier(ent.root):
                continue
            if index is None:
                index = self._name(name, kind)
            if index is None:
                continue
            self._mention(index, number, paragraph, ent.start, ent.end, name)
            taken.update(range(ent.start, ent.end))
            if self.known[index].kind == "person":
                self._offices(self.known[index], ent.root)
            elif kind == "organisation" and _is_firm(words, ent.root):
                self.firms.append((paragraph.base + int(ent.start_char), index))
        for token in doc:  # surnames that the recogniser missed or misread
            if token.i in taken or not token.text[:1].isupper():
                continue
            index = self.people.get(token.lower_)
            if index is not None and token.pos_ in ("PROPN", "NOUN") and not _is_modifier(token):
                self._mention(index, number, paragraph, token.i, token.i + 1, token.text)
                self._offices(self.known[index], token)
        self.unnamed[number] = [t for t in doc if t.tag_ == "NN" and self._is_unnamed(number, t)]
        for match in _ACRONYM.finditer(paragraph.folded):
            index = self.named.get(plain(match.group(1)))
            if index is not None:
                self.named.setdefault(match.group(2).lower(), index)
                self.known[index].aliases[match.group(2)] = None

    def _is_unnamed(self, number: int, noun: Token) -> bool:
        """Whether a noun stands for a person whom no name beside it tells."""
        if noun.lemma_.lower() not in wordlists().people or (number, noun.i) in self.at:
            return False
        beside = [noun.head, *noun.children, *(noun.head.children if noun.dep_ in ("attr", "appos") else ())]
        return not any((number, t.i) in self.at for t in beside)

    def entry_of(self, number: int) -> int:
        """The paragraph that opens the entry of a live blog, or the article, in which a paragraph stands."""
        place = bisect_right(self.entries, number)
        return self.entries[place - 1] if place else 0

    def fits(self, index: int, gender: str) -> bool:
        """Whether an entity is a person who may be of this gender."""
        known = self.known[index]
        return known.kind == "person" and known.gender in (None, gender)

    def firm_before(self, offset: int) -> int | None:
        """What "the company" is: the one company that the text has shown before this place, if there is but one."""
        shown = {index for at, index in self.firms if at < offset}
        return shown.pop() if len(shown) == 1 else None

    def body_called(self, noun: Token) -> int | None:
        """The organisation that a common noun stands for: "the department" after the State Department was named.

        A phrase that names more ("the state department") must agree in all its words. None where several would do.
        """
        named = {t.lower_ for t in noun.doc[noun.left_edge.i : noun.i + 1] if t.dep_ in ("compound", "nmod", "amod")}
        named.add(noun.lemma_.lower())
        found = [
            index
            for index, known in enumerate(self.known)
            if known.kind == "organisation"
            and named <= {w.lower() for a in (known.name, *known.aliases) for w in a.split()}
        ]
        return found[0] if len(found) == 1 else None

    def _name(self, name: str, kind: str) -> int | None:
        known_place = find_places(name, (0, len(name))) if kind == "place" else []
        if len(known_place) == 1 and known_place[0][0] == (0, len(name)):
            name = known_place[0][1].name
        key = plain(name)
        index = self.named.get(key)
        if index is None:
            if len(self.known) >= _LIMIT:
                return None
            index = len(self.known)
            self.known.append(Known(name, kind))
            self.named[key] = index
            if kind == "person":
                self.people.setdefault(name.lower(), index)
        return index

    def _mention(self, index: int, number: int, paragraph: Paragraph, start: int, end: int, name: str) -> None:
        doc = paragraph.doc
        assert doc is not None
        known = self.known[index]
        known.aliases.setdefault(name)
        known.mentions.append(paragraph.cover(doc[start], doc[end - 1]))
        for i in range(start, end):
            self.at[number, i] = index
            self.in_paragraph.setdefault(number, []).append((i, index))
        titles = {t.lower_.rstrip(".") for t in doc[max(0, start - 1) : start + 1]}  # "Mrs" may be part of the name
        lists = wordlists()
        if known.kind == "person" and known.gender is None:
            known.gender = "m" if titles & lists.men else "f" if titles & lists.women else None

    def _offices(self, known: Known, name: Token) -> None:
        """Titles in front, appositions behind, and the noun that the name itself stands beside."""
        people = wordlists().people
        beside = [t for t in name.lefts if t.dep_ in ("compound", "nmod", "amod", "appos")]
        beside += [t for t in name.rights if t.dep_ == "appos"]
        if name.dep_ in ("appos", "compound") and name.head.lemma_.lower() in people:
            beside.append(name.head)
        if name.dep_ == "nsubj" and name.head.lemma_ == "be":
            beside += [t for t in name.head.rights if t.dep_ == "attr"]
        for token in beside:
            lemma = token.lemma_.lower()
            if lemma in people:
                known.roles.setdefault(lemma, office_phrase(token) if token.i > name.i else with_owner(name, token))
                lists = wordlists()
                known.gender = known.gender or ("m" if lemma in lists.men else "f" if lemma in lists.women else None)
            for part in token.children:
                if part.dep_ == "compound" and part.lemma_.lower() in people:
                    known.roles.setdefault(part.lemma_.lower(), office_phrase(part))


def _is_firm(words: list[str], root: Token) -> bool:
    """ "battery maker Corvane", "Corvane NV", "the operator, Corvane"."""
    beside = [t for t in root.children if t.dep_ in ("compound", "appos", "nmod")]
    if root.dep_ == "appos":
        beside.append(root.head)
    firms = wordlist("firms")
    return words[-1].lower().rstrip(".") in wordlist("firm_endings") or any(t.lemma_.lower() in firms for t in beside)


def sole_subject(sentence: Doc) -> Token | None:
    """The subject of a sentence that has one main clause and no second subject beside it."""
    found = [t for t in sentence if t.dep_ in ("nsubj", "nsubjpass") and t.head.dep_ == "ROOT"]
    return found[0] if len(found) == 1 and clause.child(found[0], "conj") is None else None


def _is_modifier(token: Token) -> bool:
    """A name inside another's ("the Alvarez administration"): no mention of the person."""
    return (
        token.dep_ == "compound"
        and token.head.pos_ in ("NOUN", "PROPN")
        and token.head.ent_type_ != "PERSON"
        and token.head.i > token.i
        and (token.head.pos_ == "NOUN")
    )
