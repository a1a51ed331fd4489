"""The cue lexicon, read once from cues.toml."""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from stories.domain.values import Act


@dataclass(frozen=True, slots=True)
class Cue:
    """frames: what the word takes as its content; acts: what it then does, frame by frame.

    told: the frames in which it names an act or an attitude and quotes nobody.
    """

    lemma: str
    acts: dict[str, Act]
    object: str = ""  # the word that must be its object: "as she put it"
    told: frozenset[str] = frozenset()

    @property
    def frames(self) -> frozenset[str]:
        return frozenset(self.acts)

    def act(self, frame: str) -> Act:
        return self.acts.get(frame) or next(iter(self.acts.values()))


@dataclass(frozen=True, slots=True)
class Lexicon:
    verbs: dict[str, Cue]
    nouns: dict[str, Act]
    adjectives: dict[str, Act]


def find_cue(lemma: str, form: str) -> Cue | None:
    """The entry for a verb; where the parser's lemma is unknown, the printed form without its ending is tried."""
    verbs = lexicon().verbs
    known = verbs.get(lemma)
    if known is not None:
        return known
    for ending in ("ed", "d", "ing", "es", "s"):
        if form.endswith(ending):
            stem = form.removesuffix(ending)
            known = verbs.get(stem) or verbs.get(stem + "e")
            if known is not None and len(stem) > 2:
                return known
    return None


@cache
def lexicon() -> Lexicon:
    """Verbs by lemma with all their frames, and nouns that take a clause."""
    table = tomllib.loads(files(__package__).joinpath("cues.toml").read_text(encoding="utf8"))
    acts: dict[str, dict[str, Act]] = {}
    objects: dict[str, str] = {}
    told: dict[str, set[str]] = {}
    for group in table["group"]:
        for lemma in group["lemmas"].split():
            known = acts.setdefault(lemma, {})
            objects.setdefault(lemma, group.get("object", ""))
            for frame in group["frames"]:
                if group.get("told", False) and frame not in known:
                    told.setdefault(lemma, set()).add(frame)
                known.setdefault(frame, Act(group["act"]))
    verbs = {lemma: Cue(lemma, known, objects[lemma], frozenset(told.get(lemma, ()))) for lemma, known in acts.items()}
    nouns = {lemma: Act(act) for act, lemmas in table["nouns"].items() for lemma in lemmas.split()}
    adjectives = {lemma: Act(act) for act, lemmas in table["adjectives"].items() for lemma in lemmas.split()}
    return Lexicon(verbs, nouns, adjectives)
