"""Names as they are printed: titles and honours taken off, people told from what else bears a capital."""

from collections.abc import Iterator

from stories.analysis.model import Doc, Token
from stories.analysis.wordlists import wordlists

_PARTICLES = frozenset({"de", "da", "van", "von", "bin", "al", "el", "der", "ter", "ibn"})
_ADDRESSES = frozenset({"mr", "mrs", "ms", "miss", "dr", "sir", "dame", "prof"})
HONOURS = frozenset({"KC", "QC", "MP", "MSP", "MEP", "TD", "OBE", "MBE", "CBE", "PhD", "MD", "DBE", "KBE"})
STANDING = frozenset({"challenger", "incumbent", "candidate", "nominee", "lawmaker"})


def full_name(ent: Doc) -> list[str]:
    """The words of a person's full name; [] for what is no person, or is one word only."""
    doc, start = ent.doc, ent.start
    words = bare(str(ent.text).split())
    if not words or not all(w[:1].isupper() for w in words if w.lower().partition("-")[0] not in _PARTICLES):
        return []
    if ent.label_ == "PERSON":
        if len(words) == 1 and start and doc[start - 1].pos_ == "PROPN" and doc[start - 1].head.i == ent.root.i:
            first = str(doc[start - 1].text)  # the recogniser saw the surname only
            known = {first.lower(), first.lower().rstrip(".")} & (wordlists().titles | wordlists().people)
            words = words if known or not first.istitle() or doc[start - 1].ent_type_ else [first, *words]
        return words if len(words) > 1 else []
    if ent.label_ not in ("ORG", "GPE", "FAC", "PRODUCT", "WORK_OF_ART") or len(words) not in (2, 3):
        return []
    people, root = wordlists().people, ent.root
    if doc[start].lower_ in STANDING and len(words) == 2 and all(w.istitle() for w in words):
        return words  # "Challenger Ana Costa"
    before = doc[start - 1] if start else None
    beside = [t for t in root.rights if t.dep_ == "appos"]
    if root.dep_ == "appos" and root.head.tag_ in ("NN", "NNP"):
        beside.append(root.head)
    if before is not None and before.dep_ == "compound" and before.tag_ == "NN" and before.head.i == root.i:
        beside.append(before)  # "transport minister Ana Costa"
    titled = before is not None and before.lower_.rstrip(".") in _ADDRESSES
    named = all(w.istitle() for w in words) and not {w.lower() for w in words} & wordlists().facilities.keys()
    return words if named and (titled or any(t.lemma_.lower() in people for t in beside)) else []


def with_owner(name: Token, title: Token) -> str:
    """A title in front, with the country or body in front of it: "Norlandia's President"."""
    owner = next((t for t in name.lefts if t.dep_ == "poss"), None)
    return f"{owner.text}'s {title.text}" if owner is not None and owner.i < title.i else office_phrase(title)


def titled_names(doc: Doc) -> Iterator[list[str]]:
    """Full names behind an office ("Mayor Ana Costa") that the recogniser overlooked."""
    offices = wordlists().people | _ADDRESSES
    for token in doc:
        if token.pos_ != "PROPN" or token.lower_.rstrip(".") not in offices or token.ent_type_:
            continue
        run = []
        for name in doc[token.i + 1 : token.i + 4]:
            if name.pos_ != "PROPN" or not name.text.istitle() or name.ent_type_ or name.sent != token.sent:
                break
            run.append(str(name.text))
        if len(run) > 1:
            yield run


def office_phrase(token: Token) -> str:
    first, last = token.left_edge, token.right_edge
    if last.i - first.i > 8:
        last = token
    return str(token.doc[first.i : last.i + 1].text).strip(' ,"')


def bare(words: list[str], *, titled: bool = True) -> list[str]:
    """A name without titles in front (the State Department keeps its own) and without the possessive behind."""
    titles = wordlists().titles if titled else _ADDRESSES
    while words and (words[-1] in ("'s", "'", "’s") or not any(c.isalnum() for c in words[-1])):
        words = words[:-1]
    if words and words[-1].endswith("'s"):
        words = [*words[:-1], words[-1][:-2]]
    while len(words) > 1 and (words[0].lower().rstrip(".") in titles or words[0].lower() in ("the", "of", "-", '"')):
        words = words[1:]
    if titled and len(words) > 2 and words[0].lower() in wordlists().people:
        words = words[1:]  # "Challenger Ana Costa"
    while titled and len(words) > 1 and (words[-1] in HONOURS or words[-1] in ("of", "in", "at", "for", "from", "and")):
        words = words[:-1]  # "Ana Costa KC", "Ana Costa of"
    return words


def plain(name: str) -> str:
    return name.lower().replace(".", "").removeprefix("the ")


def same_person(name: str, words: list[str]) -> bool:
    """Whether two full names with one surname share their first name or its initial."""
    first = name.split()[0]
    return first == words[0] or (min(len(first), len(words[0].rstrip("."))) == 1 and first[0] == words[0][0])
