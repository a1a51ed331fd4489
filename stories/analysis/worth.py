"""How much a claim deserves checking, by plain features that can be read off; and whether its figure moves."""

import re

from stories.analysis import clause
from stories.analysis.model import Token
from stories.domain.values import Modality, Voice

_MOVING = re.compile(
    r"\b(?:death toll|(?:the|confirmed|official) toll|"
    r"toll (?:rose|rises|stood|stands|climbed|reached)|"
    r"(?:number|total) (?:of )?(?:the )?(?:dead|deaths|injured|missing|wounded|victims)|died|dead|deaths|"
    r"unaccounted for|(?:not|yet to) be(?:en)? found|rescued|brought (?:ashore|to safety)|bodies|"
    r"survivors|in (?:intensive care|hospital)|hospitali[sz]ed|so far|as of|at least \d|confirmed dead|"
    r"missing|injured|wounded|killed|casualties|displaced|"
    r"evacuated|without power|homeless|rising|risen|rose to|climbed to|up to \d+ (?:people|dead)|currently|"
    r"now at|to date|"
    r"hectares? burned|acres? burned|contained|arrested so far|cases)\b",
    re.IGNORECASE,
)

_BEFALLS = re.compile(
    r"\b(?:hurt|harmed|unhurt|unharmed|safe|alive|dead|died|dies|killed|injured|wounded|missing|trapped|drowned|"
    r"evacuated|rescued|arrested|charged|convicted|acquitted|resigned|dismissed|suspended|closed|recalled|banned)\b",
    re.IGNORECASE,
)


def check_worthiness(
    text: str,
    *,
    figures: int,
    dates: int,
    names: int,
    places: int,
    words: int,
    events: int,
    modality: Modality,
    voice: Voice,
    attributed: bool,
    personal: bool,
    general: bool,
) -> float:
    """0 to 1: a base, raised by figures, dates, names, events and what befell people, lowered for opinion, promise,
    very short text, what somebody tells of herself (personal) and what is said of things as such (general).
    """
    score = 0.25
    score += 0.2 if figures else 0.0
    score += 0.1 if dates else 0.0
    score += 0.12 if names else 0.0
    score += 0.05 if places else 0.0
    score += 0.1 if events else 0.0
    score += 0.1 if attributed else 0.0
    score += 0.15 if _BEFALLS.search(text) else 0.0
    score -= 0.3 if personal or general else 0.0
    score += {
        Modality.HAPPENED: 0.1,
        Modality.ONGOING: 0.06,
        Modality.AGREED: 0.1,
        Modality.OFFERED: 0.06,
        Modality.DENIED: 0.06,
        Modality.OPINION: -0.15,
        Modality.CONDITIONAL: -0.05,
        Modality.POSSIBLE: -0.05,
    }.get(modality, 0.0)
    score -= 0.15 if words < 5 else 0.0
    score -= 0.05 if voice is Voice.HEADLINE else 0.0
    return round(min(1.0, max(0.0, score)), 2)


def is_volatile(text: str, *, figures: int) -> bool:
    """Whether the text states a figure of the kind that is counted on: a toll, an area burnt, "so far"."""
    return figures > 0 and _MOVING.search(text) is not None


def of_oneself(verb: Token | None) -> bool:
    """Whether somebody speaks of herself."""
    subject = clause.own_subject(verb) if verb is not None else None
    return subject is not None and subject.lower_ == "i"


def of_things_as_such(verb: Token | None) -> bool:
    """ "An offer that comes early is an offer that wants something": one of a kind is said to be one of a kind."""
    if verb is None or verb.lemma_ != "be" or "Pres" not in verb.morph.get("Tense"):
        return False
    kinds = (clause.own_subject(verb), clause.child(verb, "attr"))
    return all(kind is not None and any(t.lower_ in ("a", "an") for t in kind.children) for kind in kinds)
