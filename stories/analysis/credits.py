"""Credits to agencies: whose report a text, or one passage of it, says it rests on."""

import re

from stories.domain.values import Credit, Passage, PassageKind, Span

_FULL = {
    "AP": "Associated Press",
    "THE ASSOCIATED PRESS": "Associated Press",
    "AFP": "Agence France-Presse",
    "REUTERS": "Reuters",
    "DPA": "dpa",
}
_KNOWN = (
    r"Reuters|REUTERS|AFP|AP|Agence France-Presse|Associated Press|EFE|UPI|Xinhua|TASS|dpa|DPA|ANSA|Bloomberg|"
    r"Kyodo|Yonhap|Anadolu|Interfax|PA Media"
)
_NAME = r"[A-Z][\w&'-]*(?: [A-Z][\w&'-]*){0,3}"
_PERSONAL = re.compile(r"[A-Z][\w'.-]+ (?:[A-Z][\w'.-]+ )?[A-Z][\w'.-]+")
_AGENCY_WORDS = re.compile(
    r"\b(?:Press|News|Agency|Wire|Service|Services|Media|Reports|Desk|Agencia|Agence|Agenzia|Agentur)\b"
)
_IN_DATELINE = re.compile(rf"\((?P<name>{_NAME})\)")
_WITH = re.compile(
    rf"\W*(?i:with (?:(?:files|reporting|reports|additional reporting) (?:from|by) )?|additional reporting(?: by|:) |"
    rf"(?:source|distributed by):? )(?:the )?(?P<name>{_NAME})(?:(?:,| and) (?P<second>{_NAME}))?\W*"
)
_CONTRIBUTED = re.compile(rf"\W*(?:the )?(?P<name>{_NAME}) contributed (?:reporting )?to this\b.*")
_FROM = re.compile(
    rf"\b(?:[Ll]icen[cs]e from|[Pp]rovided by|[Ss]upplied by|[Cc]opyright(?: of)?|©) "
    rf"(?:\d{{4}} )?(?:the )?(?P<name>{_NAME})"
)
_AGENCY = re.compile(
    rf"(?<![\w&-])(?<!\w')(?:[Tt]he )?(?:(?P<named>{_NAME}) (?:news agency|newswire|wire service)|"
    rf"(?:news agency|newswire|wire service) (?P<behind>{_NAME})|"
    r"(?P<own>[A-Z]\w+ (?:News Agency|Press Agency)|(?:Agencia|Agence|Agenzia|Agentur) [A-Z]\w+))"
)
_ANY_KNOWN = re.compile(rf"\b(?:{_KNOWN})\b")
_WHOLE = frozenset({PassageKind.FOOTER, PassageKind.BYLINE, PassageKind.EDITORS_NOTE})


def find_credits(folded: str, passages: tuple[Passage, ...], source: str | None) -> tuple[Credit, ...]:
    """Agencies named in datelines, bylines and footers, and in the body where a passage says that it rests on one.

    An agency is what the text itself shows to be one (in the dateline's brackets, "the X news agency", "With X"), or a
    name that newsrooms know; after that its name beside "reported" is a credit of that passage.
    """
    found: list[tuple[Span, str]] = []
    for passage in passages:
        start, end = passage.start, passage.end
        if passage.kind is PassageKind.DATELINE:
            found.extend((m.span("name"), m.group("name")) for m in _IN_DATELINE.finditer(folded, start, end))
        elif passage.kind in _WHOLE:
            line = folded[start:end]
            found.extend(_groups(_WITH.fullmatch(line), start, ("name", "second")))
            found.extend(_groups(_CONTRIBUTED.fullmatch(line), start, ("name",)))
            for pattern in (_FROM, _AGENCY):
                for match in pattern.finditer(line):
                    found.extend(_groups(match, start, tuple(match.groupdict())))
            if passage.kind is PassageKind.BYLINE:
                found.extend((m.span(), m.group()) for m in _ANY_KNOWN.finditer(folded, start, end))
    names = {name for _, name in found}
    for passage in passages:
        if passage.kind is PassageKind.BODY:
            for match in _AGENCY.finditer(folded, passage.start, passage.end):
                names.update(name for name in match.groupdict().values() if name)
    shown = "|".join([_KNOWN, *sorted(map(re.escape, names), key=len, reverse=True)])
    resting = re.compile(
        rf"\b(?:(?:told|according to|reported by|report (?:by|in|from)) (?:the )?(?:news agency )?(?P<told>{shown})|"
        rf"(?P<reports>{shown})(?: news agency| newswire)? (?:has |had |first |also )?(?:reported|reports|said|says))\b"
    )
    for passage in passages:
        if passage.kind is PassageKind.BODY:
            for match in resting.finditer(folded, passage.start, passage.end):
                found.extend(_groups(match, 0, ("told", "reports")))
    own = (source or "").casefold()
    seen = dict.fromkeys(
        (span, name) for span, printed in sorted(found) if (name := _name(printed)) and name.casefold() != own
    )
    return tuple(Credit(span, name) for span, name in seen)


def _groups(match: re.Match[str] | None, base: int, groups: tuple[str, ...]) -> list[tuple[Span, str]]:
    if match is None:
        return []
    return [
        ((base + match.start(group), base + match.end(group)), match.group(group))
        for group in groups
        if match.group(group)
    ]


def _name(printed: str) -> str | None:
    """The agency's full name; None where the name is rather a person's."""
    full = _FULL.get(printed.upper(), printed)
    if full in _KNOWN.split("|") or _AGENCY_WORDS.search(full):
        return full
    return None if _PERSONAL.fullmatch(full) else full
