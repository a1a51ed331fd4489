"""The statement that a desk reads: the verbatim words made readable on a line of their own."""

import re

from stories.analysis import clause
from stories.analysis.model import Token
from stories.analysis.speakers import SpeakerBook
from stories.domain.values import Span

_SPACE = re.compile(r"\s+")
_JOINING = re.compile(r"(?:But|And|Yet|So|However,|Meanwhile,|Still,|Nevertheless,|Also,) (?=[A-Za-z])")
_COMMA = re.compile(r",([”\"'’»])$")  # a comma that the reporting clause behind it wanted
_PRONOUNS = frozenset({"he", "she", "it", "they"})


def statement(text: str, spans: tuple[Span, ...]) -> str:
    """One line, no marks without a partner, no word that joins it to what stood before, a capital first."""
    joined = _SPACE.sub(" ", " ".join(text[s:e] for s, e in spans)).strip()
    for opening, closing in (("“", "”"), ("«", "»")):
        if opening == "“" and "„" in joined:
            continue  # there it closes
        if joined.count(opening) != joined.count(closing):
            joined = joined.replace(opening, "").replace(closing, "")
    if joined.count("„") != joined.count("“") and "„" in joined:
        joined = joined.replace("„", "").replace("“", "")
    if joined.count('"') % 2:
        joined = joined.replace('"', "")
    joined = _JOINING.sub("", joined.strip(" ,;:—–-"), count=1)
    joined = _COMMA.sub(r"\1", joined)
    return joined[:1].upper() + joined[1:]


def naming_subject(wording: str, number: int, verb: Token | None, book: SpeakerBook) -> str:
    """The wording with the name behind a pronoun that opens it, in brackets: "It [the Norport lock] was closed."

    Only where the text leaves no choice; else the pronoun stands alone.
    """
    first = wording.partition(" ")[0].lower()
    subject = clause.own_subject(verb) if verb is not None else None
    if first not in _PRONOUNS or subject is None or subject.lower_ != first:
        return wording
    name = book.antecedent(number, subject)
    return f"{wording[: len(first)]} [{name}]{wording[len(first) :]}" if name is not None else wording
