"""A sentence parsed for comparison: who does what, and what each name is the name of. Nothing without a model."""

from dataclasses import dataclass
from functools import lru_cache

from stories.analysis import model
from stories.comparison.sentences import plain
from stories.comparison.vocabulary import NEGATORS
from stories.comparison.words import STOP, stem

_CONTENT = frozenset(["NOUN", "PROPN", "VERB", "ADJ", "NUM", "ADV"])
_SUBJECTS = frozenset(["nsubj", "nsubjpass"])
_WITHIN = frozenset(["compound", "flat", "nmod"])  # relations inside a name or a compound noun
_INSIDE = _WITHIN | {"poss", "amod", "nummod", "case"}
_BESIDE = frozenset(["conj", "appos"])
LONGEST = 2000  # characters of one sentence that are parsed


@dataclass(frozen=True, slots=True)
class Word:
    """entity: the kind of name it is part of ("PERSON", "DATE", ...); whole: index of the first word of that name."""

    form: str
    stem: str
    pos: str
    relation: str
    head: int
    at: int
    content: bool
    entity: str = ""
    whole: int = -1


@dataclass(frozen=True, slots=True)
class Frame:
    """subject: indexes of the words of the main subject; finite: whether it is a sentence at all."""

    words: tuple[Word, ...]
    content: tuple[Word, ...]
    subject: frozenset[int]
    finite: bool

    def names(self, *kinds: str) -> frozenset[str]:
        """Stems of the words of the names of these kinds."""
        return frozenset(word.stem for word in self.words if word.entity in kinds and word.content)

    def below(self, word: Word) -> list[Word]:
        """Content words that hang on a word, at whatever depth."""
        found, reached = [], {word.at}
        for _ in range(4):
            deeper = [each for each in self.words if each.head in reached and each.at not in reached]
            reached |= {each.at for each in deeper}
            found += deeper
        return [each for each in found if each.content]

    def governor(self, word: Word) -> tuple[Word, str]:
        """The word that a word depends on, through compounds, lists and prepositions, and in which relation."""
        head, relation = self.words[word.head], word.relation
        for inner in (_WITHIN, _BESIDE):
            for _ in range(8):
                if relation not in inner or head.head == head.at:
                    break
                head, relation = self.words[head.head], head.relation
        if relation == "pobj":
            return self.words[head.head], f"by {head.form}"
        return head, relation


@lru_cache(maxsize=8192)
def frame(text: str) -> Frame | None:
    """None in parser-free mode."""
    nlp = model.load()
    if nlp is None:
        return None
    doc = nlp(plain(text)[:LONGEST])
    starts = {token.i: span.start for span in doc.ents for token in span}
    words = tuple(
        Word(
            form=token.lower_,
            stem=stem(token.lower_) or token.lower_,
            pos=token.pos_,
            relation=token.dep_,
            head=token.head.i,
            at=token.i,
            content=token.pos_ in _CONTENT
            and token.lower_ not in STOP | NEGATORS
            and any(map(str.isalnum, token.text)),
            entity=token.ent_type_,
            whole=starts.get(token.i, -1),
        )
        for token in doc
    )
    heads = {word.at for word in words if word.relation in _SUBJECTS}
    subject = set(heads)
    for _ in range(4):
        subject |= {word.at for word in words if word.head in subject and word.relation in _INSIDE}
    finite = any(token.pos_ in ("VERB", "AUX") and "Fin" in token.morph.get("VerbForm") for token in doc)
    return Frame(words, tuple(word for word in words if word.content), frozenset(subject), finite)
