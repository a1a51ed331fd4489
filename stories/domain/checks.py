"""Questions that many rules ask before they allow something. Each answers with the thing or raises Refused."""

from collections.abc import Sequence

from stories.domain.actors import By
from stories.domain.events_claim import ClaimEvidenceAdded
from stories.domain.records import Evidence, NewEvidence
from stories.domain.refusals import Refused
from stories.domain.state import Article, Claim, Contradiction, Question
from stories.domain.story import Story
from stories.domain.values import ArticleId, ClaimId, ContradictionId, QuestionId
from stories.domain.vocabulary import Publication


def claim_of(story: Story, id_: ClaimId) -> Claim:
    claim = story.claims.get(id_)
    if claim is None:
        raise Refused("no-such-claim", id_)
    if claim.merged_into is not None:
        raise Refused("claim-merged", claim.merged_into)
    return claim


def article_of(story: Story, id_: ArticleId) -> Article:
    article = story.articles.get(id_)
    if article is None:
        raise Refused("no-such-article", id_)
    return article


def contradiction_of(story: Story, id_: ContradictionId) -> Contradiction:
    contradiction = story.contradictions.get(id_)
    if contradiction is None:
        raise Refused("no-such-contradiction", id_)
    return contradiction


def question_of(story: Story, id_: QuestionId) -> Question:
    question = story.questions.get(id_)
    if question is None:
        raise Refused("no-such-question", id_)
    return question


def not_canceled(claim: Claim) -> None:
    if claim.publication is Publication.CANCELED:
        raise Refused("claim-canceled", claim.id)


def said(text: str | None, code: str) -> str:
    """The text, if there is more to it than spaces."""
    if text is None or not text.strip():
        raise Refused(code)
    return text


def standing(claim: Claim, numbers: Sequence[int]) -> None:
    held = {item.n: item for item in claim.evidence}
    for n in numbers:
        if n not in held:
            raise Refused("no-such-evidence", str(n))
        if held[n].struck is not None:
            raise Refused("evidence-struck", str(n))


def filed(claim: Claim, new: Sequence[NewEvidence]) -> list[ClaimEvidenceAdded]:
    """The events that file evidence, numbered on from what the claim has."""
    return [numbered(claim.id, n, item) for n, item in enumerate(new, start=len(claim.evidence) + 1)]


def unfiled(claim: Claim, new: Sequence[NewEvidence]) -> list[ClaimEvidenceAdded]:
    """The events that file what the claim does not hold yet: for a decision that stands already."""
    known = {_matter(item) for item in claim.standing_evidence}
    return filed(claim, [item for item in new if _matter(item) not in known])


def _matter(item: Evidence | NewEvidence) -> tuple[object, ...]:
    label = item.contact.label if item.contact is not None else None  # every filing has a contact of its own
    return item.kind, item.summary, item.terms, item.obtained_at, label, item.url, item.file, item.sha256, item.article


def numbered(claim: ClaimId, n: int, new: NewEvidence) -> ClaimEvidenceAdded:
    return ClaimEvidenceAdded(
        claim,
        n,
        new.kind,
        said(new.summary, "empty-text"),
        new.terms,
        new.obtained_at,
        new.contact,
        new.url,
        new.file,
        new.sha256,
        new.article,
    )


def unused(story: Story, id_: str) -> None:
    if id_ in story.history or id_ in story.moved_out:
        raise Refused("id-taken", id_)


def is_own(claim: Claim, by: By) -> bool:
    """Whether the actor wrote this claim down by hand."""
    return claim.filed_by is not None and claim.filed_by == by.person
