"""One speaker under the names that articles of a story give: surname and full name, an office and who holds it.

Only where it is plain. A surname that two people bear, an office that two names are given for, is nobody's.
"""

import re
from collections.abc import Collection, Iterable

from stories.domain.story import Story

_TITLE = re.compile(
    r"(?:the|mr|mrs|ms|miss|dr|sir|dame|lord|lady|president|senator|minister|governor|mayor|captain|professor)\.?\s+",
    re.I,
)
_NAME = r"(?:[A-ZÀ-Þ][\w'’-]+\s+){1,2}[A-ZÀ-Þ][\w'’-]+"
_OFFICE = (
    r"(?:prime minister|minister|president|mayor|governor|captain|skipper|chief executive|commander|harbour ?master|"
    r"police chief|fire chief|secretary of state|chancellor|premier|king|queen|pope|head coach|archbishop|ambassador)"
)
_HELD_BY_ONE = re.compile(rf"(?:[a-z-]+\s+){{0,2}}{_OFFICE}(?:\s+of\s+(?:the\s+)?[A-Z][\w ]+)?")
_NOT_THE_OFFICE = re.compile(r"\b(?:former|deputy|vice|acting|assistant|ex)[\s-]", re.I)


def one_speaker(story: Story, names: Collection[str]) -> dict[str, str]:
    """For each of the names, what all names of that speaker have in common: a key to compare, nothing to print."""
    known = {
        link.speaker
        for claim in story.claims.values()
        for appearance in claim.standing_appearances
        for link in appearance.attribution
        if link.speaker
    }
    return {name: _key(name, known, story) for name in names}


def _key(name: str, known: Collection[str], story: Story) -> str:
    holder = _holder(name[:1].lower() + name[1:], story)
    return _fullest(_plain(holder or name), known)


def _fullest(plain: str, known: Iterable[str]) -> str:
    """The one longer name that ends as this one does; the name itself where there is none, or more than one."""
    tail = plain.split()
    longer = {
        full
        for full in map(_plain, (name for name in known if name[:1].isupper()))
        if len(full.split()) > len(tail) and full.split()[-len(tail) :] == tail
    }
    return longer.pop() if tail and len(longer) == 1 else plain


def _plain(name: str) -> str:
    """Folded, without title, middle initials and the points of an abbreviation."""
    stripped = name.strip()
    while (title := _TITLE.match(stripped)) and title.end() < len(stripped):
        stripped = stripped[title.end() :]
    forms = re.sub(r"\b(\w)\.", r"\1", stripped.replace("’", "'")).split()
    kept = [form for at, form in enumerate(forms) if len(form) > 1 or at in (0, len(forms) - 1)]
    return " ".join(kept).casefold()


def _holder(role: str, story: Story) -> str | None:
    """Who the story's articles say holds an office that one person holds; None where they name nobody, or several."""
    wanted = re.sub(r"^(?:the|its|their|his|her)\s+", "", role.strip(), flags=re.I)
    if not _HELD_BY_ONE.fullmatch(wanted) or _NOT_THE_OFFICE.search(f"{wanted} "):
        return None
    office = rf"(?i:{re.escape(wanted)})"
    patterns = (
        re.compile(rf"(?P<before>[\w-]*[\s-]?)\b{office},?\s+(?:(?:Mr|Mrs|Ms|Dr)\.?\s+)?(?P<name>{_NAME})"),
        re.compile(rf"(?P<name>{_NAME}),\s+(?P<before>(?:the\s+|its\s+|[\w'’]+\s+){{0,3}}){office}\b"),
    )
    found = {
        _plain(match.group("name")): match.group("name")
        for article in story.articles.values()
        if article.withdrawn is None
        for pattern in patterns
        for match in pattern.finditer(article.head_revision.text)
        if not _NOT_THE_OFFICE.search(f"{match.group('before')} ")
    }
    return next(iter(found.values())) if len(found) == 1 else None
