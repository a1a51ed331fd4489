"""Figures in the words of their articles, with what they count: "131 passengers", where a slot has 131 and a lemma."""

import re
from collections.abc import Iterable
from decimal import Decimal

from stories.comparison.words import stem, words
from stories.domain.state import Claim, ClaimAppearance
from stories.domain.story import Story
from stories.domain.values import Quantity

AHEAD = 6  # words between a figure and what it counts
_DIGITS = re.compile(r"\d[\d.,]*")
_END = re.compile(r"[.;:!?]\s|\n")


def quantity_words(story: Story, shown: Iterable[ClaimAppearance], quantity: Quantity) -> str | None:
    """As the first of the appearances prints it, in whose article its offsets are; None where it is not there.

    What a person put in, or what was read in a text that is gone, stands at no such place.
    """
    first = next(iter(shown), None)
    held = story.articles.get(first.appearance.article) if first is not None else None
    revision = held.revision(first.appearance.revision) if held is not None and first is not None else None
    if first is None or revision is None:
        return None
    for start, end in first.appearance.spans:
        if start <= quantity.start < quantity.end <= end:
            at = quantity.start - start, quantity.end - start
            return _counted(revision.text[start:end], *at, quantity.noun) if _says(revision.text, quantity) else None
    return None


def side_words(claim: Claim | None, value: str, normalised: str) -> str:
    """A side's value with what it counts, where an appearance of its claim says so; else as it was printed."""
    what = normalised.partition(" ")[2]
    if claim is None or not what:
        return value
    for item in sorted(claim.appearances, key=lambda one: not one.standing):
        text = item.appearance.text
        found = re.search(rf"(?<![\w.,]){re.escape(value)}(?!\w|[.,]\d)", text)
        if found is not None:
            return _counted(text, *found.span(), what)
    return value


def _counted(text: str, start: int, end: int, noun: str | None) -> str:
    """From the figure to the word that it counts, if that stands close behind it in the same sentence."""
    printed = text[start:end]
    if noun is None:
        return printed
    over = _END.search(text, end)
    behind = words(text[end : over.start() if over else len(text)])[:AHEAD]
    for word in behind:
        if word.form[0].isdigit():
            break
        if stem(word.form) == stem(noun.lower()):
            return text[start : end + word.end]
    return printed


def _says(text: str, quantity: Quantity) -> bool:
    """Whether the figure that stands there is this one: of a number in letters only that it is no other's digits."""
    found = _DIGITS.search(text, quantity.start, quantity.end)
    if found is None:
        return True
    figures = re.sub(r"[.,]", "", found.group())
    return any(_alike(figures, bound) for bound in (quantity.low, quantity.high) if bound is not None)


def _alike(figures: str, bound: Decimal) -> bool:
    """Figures of "3.5 million" and of 3500000 begin alike."""
    plain = f"{bound:f}".replace(".", "").lstrip("-")
    return plain.startswith(figures) or figures.startswith(plain)
