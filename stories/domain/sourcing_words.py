"""Sourcing said as an editor would say it, and whether a speaker has a name at all."""

import re
from collections.abc import Sequence

from stories.domain.values import Appearance

_INDEFINITE = frozenset(
    {"a", "an", "one", "another", "some", "several", "two", "three", "many", "unnamed", "anonymous"}
)
_NAMELESS = frozenset(
    {"official", "officials", "source", "sources", "insider", "insiders", "witness", "witnesses", "eyewitness"}
    | {"eyewitnesses", "person", "people", "diplomat", "diplomats", "aide", "aides"}
)
_OF = re.compile(r"\s(?:at|in|of|for|with|within|from|on|near|close to|familiar|briefed|who|inside)\s")


def is_anonymous(appearance: Appearance) -> bool:
    """Whether the one whose words they are is nobody in particular ("an official", "police sources")."""
    speaker = next((item.speaker for item in reversed(appearance.attribution) if item.speaker), None)
    if speaker is None:
        return False
    words = _OF.split(speaker.casefold())[0].split()
    return bool(words) and (words[0] in _INDEFINITE or (words[0] != "the" and words[-1] in _NAMELESS))


def explain(groups: Sequence[tuple[list[str], list[str]]], *, own_evidence: int, outlets: int, origins: int) -> str:
    """groups: per origin the outlets' names and what links them.

    "4 outlets, 2 origins: A, B and C share copied passages; D reports on its own."
    """
    if origins == 0:
        return "No source stands behind this."
    parts = [_group(names, reasons) for names, reasons in groups]
    if own_evidence and not parts:
        return f"No outlet, {_count(origins, 'origin')}: {_count(own_evidence, 'piece')} of our own evidence."
    if own_evidence:
        parts.append(f"{_count(own_evidence, 'piece')} of our own evidence besides")
    return f"{_count(outlets, 'outlet')}, {_count(origins, 'origin')}: " + "; ".join(parts) + "."


def _group(names: list[str], reasons: list[str]) -> str:
    if len(names) > 1:
        return f"{_listed(names)} {_listed(reasons) if reasons else 'rest on one origin'} and count once"
    own = [reason for reason in reasons if reason.startswith(("credit ", "quote "))]
    if not own:
        return f"{names[0]} reports on its own"
    return f"{names[0]} " + _listed([_singular(reason) for reason in own])


def _singular(reason: str) -> str:
    verb, _, rest = reason.partition(" ")
    return f"{verb}s {rest}"


def _listed(words: Sequence[str]) -> str:
    return words[0] if len(words) == 1 else ", ".join(words[:-1]) + " and " + words[-1]


def _count(n: int, noun: str) -> str:
    return f"{n} {noun}" if n == 1 else f"{n} {noun}s"
