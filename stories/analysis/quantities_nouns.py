"""What is counted: the head of the noun phrase after a figure, as a lemma. Names are no nouns."""

from collections.abc import Sequence
from typing import Final

from stories.analysis.numerals import Token
from stories.analysis.word_table import words

STOPS: Final = frozenset(
    words(
        """of in at on for from to by with without as and or but nor who whom whose that which this these those
        than then when where while was were is are am be been being has have had do does did will would
        can could may might shall should must not no so if because since until after before during under
        over between among against into onto through across per via about around said says say told it
        he she they we you i them him her us me there here also only just now too ago later earlier yet
        still up down out off away back behind each every all both more less fewer most least very such what
        how why a an the its his their our my your against inside outside near worth according including
        despite amid live lives lived died die dead alive were killed injured wounded held arrested
        detained left came come went go gone made make makes found took take takes given gave got get
        gets saw see sees seen"""
    )
)
COLLECTIVES: Final = frozenset(
    words(
        """people men women children police staff troops personnel crew aircraft livestock cattle sheep fish youth
        media data criteria feet teeth mice geese oxen alumni clergy folk folks offspring deer
        spacecraft votes lives wives knives wolves"""
    )
)
LEMMAS: Final = {
    "men": "man",
    "women": "woman",
    "children": "child",
    "feet": "foot",
    "teeth": "tooth",
    "mice": "mouse",
    "geese": "goose",
    "lives": "life",
    "wives": "wife",
    "knives": "knife",
    "wolves": "wolf",
    "leaves": "leaf",
    "halves": "half",
    "thieves": "thief",
    "shelves": "shelf",
    "criteria": "criterion",
    "alumni": "alumnus",
    "movies": "movie",
    "ties": "tie",
    "cookies": "cookie",
    "people": "people",
    "buses": "bus",
    "viruses": "virus",
    "crises": "crisis",
    "analyses": "analysis",
    "bases": "base",
    "gases": "gas",
    "series": "series",
    "species": "species",
    "news": "news",
}
NOT_PLURAL: Final = ("ss", "us", "is", "'s")
POSSESSIVES: Final = frozenset(("the", "its", "his", "her", "their", "these", "those", "our", "my", "your"))
ENDINGS_OF_PEOPLES: Final = (
    "ans",
    "ians",
    "eans",
    "ese",
    "ish",
    "is",
    "ers",
    "ards",
    "ots",
    "anes",
    "eks",
    "bs",
    "ds",
    "ks",
    "ts",
    "ns",
)
REACH: Final = 5


def lemma(word: str) -> str:
    """The singular of a plural noun, by ending."""
    low = word.lower()
    if low in LEMMAS:
        found = LEMMAS[low]
    elif low.endswith("ies") and len(low) > 4:
        found = low[:-3] + "y"
    elif low.endswith(("ches", "shes", "sses", "xes", "zzes", "oes")) and low not in ("shoes", "toes", "foes"):
        found = low[:-2]
    elif low.endswith("s") and not low.endswith(NOT_PLURAL):
        found = low[:-1]
    else:
        found = low
    return found[:1].upper() + found[1:] if word[:1].isupper() else found


def is_plural(token: Token) -> bool:
    return token.low in COLLECTIVES or (
        len(token.low) > 3 and token.low.endswith("s") and not token.low.endswith(NOT_PLURAL)
    )


def counted_noun(tokens: Sequence[Token], after: int, *, one: bool) -> str | None:
    """The lemma of what a figure counts, looked for from the token after it; None where nothing is named.

    one: the figure is 1, so that the noun is a singular.
    """
    place = after
    hyphen = place < len(tokens) and tokens[place].low == "-"
    if hyphen and after + 1 < len(tokens) and tokens[after + 1].low in ("strong", "odd", "plus"):
        place += 2
    elif hyphen:
        place += 1
        return tokens[place].low if place < len(tokens) and tokens[place].word and tokens[place].glued else None
    of_them = (
        place + 1 < len(tokens)
        and tokens[place].low == "of"
        and (tokens[place + 1].low in POSSESSIVES or tokens[place + 1].text[:1].isupper())
    )
    if of_them:
        place += 2 if tokens[place + 1].low in POSSESSIVES else 1
        one = False
    elif place < len(tokens) and tokens[place].low == "of":
        place += 1
    found: Token | None = None
    last: Token | None = None
    for token in tokens[place : place + REACH + 2 * of_them]:
        if token.text == "-" and token.glued:
            continue
        if of_them and (token.figure or token.low in ("most", "least", "more")):
            continue
        if not token.word or token.low in STOPS:
            if token.low in ("'", "s") and last is not None and of_them:
                continue
            break
        named = token.text[:1].isupper() and not of_them
        if is_plural(token) and not (named and not (token.low.endswith(ENDINGS_OF_PEOPLES) and last is None)):
            found = token
            if named:
                break
        elif found is not None:
            break
        last = token
    if found is not None:
        return lemma(found.text)
    if one and last is not None and last.text[:1].islower() and not last.low.endswith("ly"):
        return last.low
    return None
