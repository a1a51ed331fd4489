"""Whether readers may see it. Computed from the folded story alone: embargoes end by events, not by a clock."""

from stories.domain.records import Evidence
from stories.domain.state import Article, Claim, ClaimAppearance, Question
from stories.domain.story import Story
from stories.domain.vocabulary import HoldReason, Publication, QuestionKind, SourceKind, Status, Terms

UNDECIDED = frozenset({Status.DETECTED, Status.DISMISSED})


def is_article_held(article: Article) -> bool:
    return article.held is not None


def counted_appearances(story: Story, claim: Claim, *, public: bool = False) -> tuple[ClaimAppearance, ...]:
    """The standing appearances that support a claim: our own articles never do, for readers held ones neither."""
    counted = (item for item in claim.appearances if item.standing and _counts(story, item))
    return tuple(item for item in counted if not public or is_readable(story, item))


def is_readable(story: Story, item: ClaimAppearance) -> bool:
    """Whether readers may see the appearance of a public claim: not while its article is held, nor once it fell."""
    article = story.articles.get(item.appearance.article)
    return item.standing and article is not None and not is_article_held(article)


def counted_evidence(claim: Claim) -> tuple[Evidence, ...]:
    """The standing evidence that supports a claim: off-record matter never does."""
    return tuple(item for item in claim.standing_evidence if item.terms is not Terms.OFF_RECORD)


def has_support(story: Story, claim: Claim) -> bool:
    return bool(counted_evidence(claim)) or bool(counted_appearances(story, claim))


def rests_on_held(story: Story, claim: Claim) -> bool:
    """Whether every appearance is in an article that is held, and no evidence supports the claim besides."""
    standing = counted_appearances(story, claim)
    if not standing or counted_evidence(claim):
        return False
    return all(is_article_held(story.articles[item.appearance.article]) for item in standing)


def rests_on_off_record(story: Story, claim: Claim) -> bool:
    """Whether off-record evidence is all that supports the claim."""
    return bool(claim.standing_evidence) and not has_support(story, claim)


def is_public(story: Story, claim: Claim) -> bool:
    """status neither detected nor dismissed, usable, story public, and not resting on held articles only."""
    return (
        story.public
        and claim.merged_into is None
        and claim.status not in UNDECIDED
        and claim.publication is Publication.USABLE
        and not rests_on_held(story, claim)
    )


def is_remembered(story: Story, claim: Claim) -> bool:
    """What readers saw, see no more as it was, and are told of: withdrawn, or corrected before its support fell."""
    held_by_itself = claim.hold is not None and claim.hold.reason is HoldReason.SUPPORT_LOST
    corrected = claim.status is Status.CORRECTED and held_by_itself
    gone = corrected or claim.publication is Publication.CANCELED
    return gone and story.public and claim.ever_public and claim.merged_into is None


def is_for_readers(question: Question) -> bool:
    """Whether readers may see what is asked: complaints stay on the desk, and so does what a machine asks of it."""
    return question.kind is QuestionKind.QUESTION and question.why is None


def is_tracked(claim: Claim) -> bool:
    """Whether the desk carries the claim: somebody decided on it, and it is not taken up in another."""
    return claim.status not in UNDECIDED and claim.merged_into is None


def _counts(story: Story, item: ClaimAppearance) -> bool:
    article = story.articles.get(item.appearance.article)
    return article is not None and story.source_of(article).kind is not SourceKind.OWN
