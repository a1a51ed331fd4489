"""What a later revision of an article is: by what happened to its claims, and whether a note admits it."""

import re
import unicodedata
from collections.abc import Sequence

from stories.analysis.record import Analysis
from stories.domain.events_finding import ClaimAppearanceDropped, ClaimExtracted
from stories.domain.state import Revision
from stories.domain.values import PassageKind
from stories.domain.vocabulary import RevisionKind


def revision_kind(
    before: Revision,
    after: Revision,
    analysis: Analysis,
    *,
    dropped: Sequence[ClaimAppearanceDropped],
    added: Sequence[ClaimExtracted],
) -> tuple[RevisionKind, str]:
    """The kind and one sentence why."""
    if after.declared is not None:
        return after.declared.kind, f"the sender says so: {after.declared.note}"
    if _words(before.text) == _words(after.text):
        if before.title != after.title:
            return RevisionKind.HEADLINE, "only the headline changed"
        if before.text == after.text:
            return RevisionKind.REFILE, "the same text was sent again"
        return RevisionKind.COSMETIC, "only punctuation, case or white space changed"
    if dropped:
        if any(passage.kind is PassageKind.EDITORS_NOTE for passage in analysis.passages):
            return RevisionKind.CORRECTION, f"{_claims(len(dropped))} changed, and an editor's note says so"
        return RevisionKind.STEALTH, f"{_claims(len(dropped))} changed, and no note says so"
    if added:
        return RevisionKind.UPDATE, f"{_claims(len(added))} added, none changed"
    return RevisionKind.COSMETIC, "no claim changed"


def _claims(number: int) -> str:
    return "1 claim" if number == 1 else f"{number} claims"


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", unicodedata.normalize("NFKC", text).casefold())
