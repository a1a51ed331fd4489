"""Events of articles: what came in, what the analysis found in it, what was held or taken back."""

from dataclasses import dataclass
from datetime import datetime

from stories.domain.assistance import Assistance
from stories.domain.edits import Edit, News
from stories.domain.records import ClaimAppearanceRef, Declared, HtmlOrigin, SourceCopy
from stories.domain.state import Article
from stories.domain.values import ArticleId, ClaimId, Credit, EventId, Granularity, Lineage, Passage, Slip, StoryId
from stories.domain.vocabulary import DatedHow, HoldReason, Publication, RevisionKind, WithdrawnBy


@dataclass(frozen=True, slots=True)
class ArticleFiled:
    """The first text of an article, kept as it came. revision is always 1."""

    article: ArticleId
    source: SourceCopy
    revision: int
    text: str
    sha256: str
    pubstatus: Publication
    html: HtmlOrigin | None = None
    title: str | None = None
    url: str | None = None
    external_id: str | None = None
    published_at: datetime | None = None
    modified_at: datetime | None = None
    byline: str | None = None
    language: str | None = None
    embargo_until: datetime | None = None
    declared: Declared | None = None


@dataclass(frozen=True, slots=True)
class ArticleRevised:
    """A further text. head is false where an older text arrived late."""

    article: ArticleId
    source: SourceCopy
    revision: int
    head: bool
    text: str
    sha256: str
    pubstatus: Publication
    html: HtmlOrigin | None = None
    title: str | None = None
    url: str | None = None
    external_id: str | None = None
    published_at: datetime | None = None
    modified_at: datetime | None = None
    byline: str | None = None
    language: str | None = None
    embargo_until: datetime | None = None
    declared: Declared | None = None


@dataclass(frozen=True, slots=True)
class ArticleAnalysed:
    """touched: the claims that this revision states, whether found now or known before.

    slips: what does not fit within the text itself; news: what it added to the story.
    edits: what became of the claims of the text before it, the gravest first, where more than words changed.
    assistance: what came of asking a language model, where one was asked.
    """

    article: ArticleId
    revision: int
    extractor: str
    language: str
    passages: tuple[Passage, ...]
    lineage: tuple[Lineage, ...]
    credits: tuple[Credit, ...]
    touched: tuple[ClaimId, ...]
    kind: RevisionKind | None = None
    why: str | None = None
    slips: tuple[Slip, ...] | None = None
    news: tuple[News, ...] | None = None
    assistance: Assistance | None = None
    edits: tuple[Edit, ...] | None = None


@dataclass(frozen=True, slots=True)
class ArticleReclassified:
    article: ArticleId
    revision: int
    kind: RevisionKind
    reason: str


@dataclass(frozen=True, slots=True)
class ArticleAmended:
    article: ArticleId
    reason: str
    title: str | None = None
    byline: str | None = None
    url: str | None = None
    language: str | None = None
    published_at: datetime | None = None
    source: SourceCopy | None = None


@dataclass(frozen=True, slots=True)
class ArticleReanalysisRequested:
    article: ArticleId
    reason: str


@dataclass(frozen=True, slots=True)
class ArticleDated:
    """value is the beginning of the granule (a day: its midnight, UTC). from_: the siblings that gave the date."""

    article: ArticleId
    value: datetime
    granularity: Granularity
    how: DatedHow
    from_: tuple[ArticleId, ...] | None = None


@dataclass(frozen=True, slots=True)
class ArticleHeld:
    article: ArticleId
    reason: HoldReason
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class ArticleReleased:
    article: ArticleId
    why: str | None = None


@dataclass(frozen=True, slots=True)
class ArticleWithdrawn:
    """Without a revision the whole article is withdrawn."""

    article: ArticleId
    by: WithdrawnBy
    reason: str
    revision: int | None = None
    notice: str | None = None


@dataclass(frozen=True, slots=True)
class OriginWithdrawn:
    """All that rests on one origin, in all outlets. origin: an article's, a source's or a claim's public id."""

    origin: str
    appearances: tuple[ClaimAppearanceRef, ...]
    reason: str


@dataclass(frozen=True, slots=True)
class ArticleMovedOut:
    article: ArticleId
    to: StoryId


@dataclass(frozen=True, slots=True)
class ArticleMovedIn:
    article: ArticleId
    from_: StoryId
    state: Article
    events: tuple[EventId, ...]


ArticleEvent = (
    ArticleFiled
    | ArticleRevised
    | ArticleAnalysed
    | ArticleReclassified
    | ArticleAmended
    | ArticleReanalysisRequested
    | ArticleDated
    | ArticleHeld
    | ArticleReleased
    | ArticleWithdrawn
    | OriginWithdrawn
    | ArticleMovedOut
    | ArticleMovedIn
)

ARTICLE_TYPES: dict[str, type[ArticleEvent]] = {
    "article.filed": ArticleFiled,
    "article.revised": ArticleRevised,
    "article.analysed": ArticleAnalysed,
    "article.reclassified": ArticleReclassified,
    "article.amended": ArticleAmended,
    "article.reanalysis_requested": ArticleReanalysisRequested,
    "article.dated": ArticleDated,
    "article.held": ArticleHeld,
    "article.released": ArticleReleased,
    "article.withdrawn": ArticleWithdrawn,
    "origin.withdrawn": OriginWithdrawn,
    "article.moved_out": ArticleMovedOut,
    "article.moved_in": ArticleMovedIn,
}
