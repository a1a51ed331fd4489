"""A story's current verified state, in desk order: what we know, what is reported, disputed, asked, corrected."""

from collections.abc import Iterable, Mapping

from stories.domain.publication import is_for_readers, is_public, is_remembered
from stories.domain.state import Claim, Question
from stories.domain.story import Story
from stories.domain.vocabulary import ContradictionStatus, Publication, Status
from stories.eventlog.codec import plain
from stories.projections.documents import (
    Document,
    claim_document,
    contradiction_document,
    question_document,
    readable_sides,
)

KNOWN = frozenset({Status.VERIFIED, Status.REFUTED})
REPORTED = frozenset({Status.REPORTED, Status.INCONCLUSIVE})
STANDING = KNOWN | REPORTED | {Status.DISPUTED}
UNDECIDED = frozenset({Status.DETECTED, Status.DISMISSED})


def desk_order(claims: Iterable[Claim]) -> list[Claim]:
    """As an editor placed them: by section, then rank, then first seen."""
    return sorted(
        claims,
        key=lambda claim: (claim.section or "", claim.rank is None, claim.rank or 0, claim.first_seen, claim.id),
    )


def state_document(story: Story, *, public: bool = False, at_most: int | None = None) -> Document:
    """The current verified state; `position` is added by whoever knows the log.

    at_most: how many claims of a block are drawn, for a page that shows the first and counts all.
    """
    shown = [claim for claim in story.claims.values() if claim.merged_into is None]
    if public:
        shown = [claim for claim in shown if is_public(story, claim) or is_remembered(story, claim)]
    standing = [one for one in shown if one.status in STANDING and one.publication is not Publication.CANCELED]
    superseded, left = _predecessors(story, shown, standing)

    def listed(statuses: Iterable[Status], besides: Iterable[Claim] = ()) -> list[Document]:
        chosen = desk_order([*(claim for claim in standing if claim.status in statuses), *besides])
        return [_with_predecessors(story, claim, superseded, public=public) for claim in chosen[:at_most]]

    corrections = desk_order(
        claim for claim in shown if claim.status is Status.CORRECTED or claim.publication is Publication.CANCELED
    )
    return {
        "id": story.id,
        "slug": story.slug,
        "title": story.title,
        "status": story.status.value,
        "public": story.public,
        "version": story.version,
        "updated_at": plain(story.updated_at),
        "counts": counts(story, shown, public=public),
        "known": listed(KNOWN),
        "reported": listed(REPORTED, left),
        "disputed": listed({Status.DISPUTED}),
        "questions": [
            question_document(story, item, public=public)
            for item in story.questions.values()
            if not public or _asked(item)
        ],
        "corrections": [claim_document(story, claim, public=public) for claim in corrections[:at_most]],
        "contradictions": [
            contradiction_document(story, item, public=public)
            for item in story.contradictions.values()
            if not public or (item.status is ContradictionStatus.OPEN and readable_sides(story, item) is not None)
        ],
    }


def _predecessors(
    story: Story, shown: Iterable[Claim], standing: Iterable[Claim]
) -> tuple[dict[str, list[Claim]], list[Claim]]:
    """Superseded claims by the standing claim at the end of their line, and those whose line ends out of sight.

    The latter go on being shown by themselves: a figure must not vanish before the next one is there to be read.
    """
    ends = {claim.id for claim in standing}
    under: dict[str, list[Claim]] = {}
    left = []
    for claim in shown:
        if claim.status is not Status.SUPERSEDED or claim.publication is Publication.CANCELED:
            continue
        seen, end = {claim.id}, claim.successor
        while end is not None and end not in ends and end not in seen:
            seen.add(end)
            end = following.successor if (following := story.claims.get(end)) else None
        if end in ends:
            under.setdefault(str(end), []).append(claim)
        else:
            left.append(claim)
    return {end: sorted(claims, key=lambda one: one.first_seen) for end, claims in under.items()}, left


def _asked(item: Question) -> bool:
    """What readers are told that we do not know yet."""
    return is_for_readers(item) and item.answer is None and item.outcome is None


def _with_predecessors(story: Story, claim: Claim, superseded: Mapping[str, list[Claim]], *, public: bool) -> Document:
    return claim_document(story, claim, public=public) | {
        "superseded": [claim_document(story, older, public=public) for older in superseded.get(claim.id, [])]
    }


def counts(story: Story, claims: Iterable[Claim], *, public: bool) -> Document:
    found: Document = {status.value: 0 for status in Status if not public or status not in UNDECIDED}
    for claim in claims:
        if claim.status.value in found:
            found[claim.status.value] += 1
    if not public:
        found["articles"] = len(story.articles)
        found["open_contradictions"] = sum(
            item.status is ContradictionStatus.OPEN for item in story.contradictions.values()
        )
    return found
