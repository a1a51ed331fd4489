"""Credits to agencies: whose report a passage says it rests on."""

from stories.analysis.furniture import AGENCY_CREDIT, DATELINE_CREDIT
from stories.domain.values import Credit, Passage, PassageKind

_FULL = {
    "AP": "Associated Press",
    "Associated Press": "Associated Press",
    "AFP": "Agence France-Presse",
    "REUTERS": "Reuters",
    "DPA": "dpa",
}


def find_credits(folded: str, passages: tuple[Passage, ...], source: str | None) -> tuple[Credit, ...]:
    """Agency names in datelines and in "the agency reported", with the stretch that names them."""
    found: list[Credit] = []
    for passage in passages:
        if passage.kind is PassageKind.DATELINE:
            match = DATELINE_CREDIT.search(folded, passage.start, passage.end)
            if match is not None:
                found.append(Credit(match.span("agency"), _name(match.group("agency"))))
        elif passage.kind in (PassageKind.BODY, PassageKind.FOOTER, PassageKind.BYLINE):
            for match in AGENCY_CREDIT.finditer(folded, passage.start, passage.end):
                group = "told" if match.group("told") else "reports"
                found.append(Credit(match.span(group), _name(match.group(group))))
    own = (source or "").lower()
    return tuple(credit for credit in found if credit.source.lower() != own)


def _name(printed: str) -> str:
    return _FULL.get(printed, printed)
