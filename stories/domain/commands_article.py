"""Intents about articles, and what the analysis has to record."""

from dataclasses import dataclass
from datetime import datetime

from stories.domain.commands_story import ProposeStory
from stories.domain.events_article import ArticleAnalysed, ArticleDated
from stories.domain.events_contradiction import (
    ContradictionDetected,
    ContradictionLapsed,
    ContradictionReopened,
    ContradictionRevised,
)
from stories.domain.events_finding import (
    ClaimAppearanceCarried,
    ClaimAppearanceDropped,
    ClaimAppeared,
    ClaimExtracted,
    ClaimRevalued,
)
from stories.domain.events_story import SuggestionMade
from stories.domain.records import ClaimAppearanceRef, Declared, HtmlOrigin, SourceCopy
from stories.domain.values import ArticleId, SuggestionId
from stories.domain.vocabulary import HoldReason, Publication, RevisionKind, WithdrawnBy, WithdrawScope


@dataclass(frozen=True, slots=True)
class FileArticle:
    """A text comes in. Known article ids make a further revision, the same text again makes nothing.

    article: a new id, or that of the article with the same url or external_id at this source (the caller looks it up).
    propose: the story to begin with it, where the stream has no event yet.
    """

    article: ArticleId
    source: SourceCopy
    text: str
    sha256: str
    pubstatus: Publication = Publication.USABLE
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
    propose: ProposeStory | None = None


@dataclass(frozen=True, slots=True)
class Findings:
    """What comparison found, as the events that it would make; new ids already in them."""

    extracted: tuple[ClaimExtracted, ...] = ()
    appeared: tuple[ClaimAppeared, ...] = ()
    carried: tuple[ClaimAppearanceCarried, ...] = ()
    dropped: tuple[ClaimAppearanceDropped, ...] = ()
    revalued: tuple[ClaimRevalued, ...] = ()
    detected: tuple[ContradictionDetected, ...] = ()
    revised: tuple[ContradictionRevised, ...] = ()
    lapsed: tuple[ContradictionLapsed, ...] = ()
    reopened: tuple[ContradictionReopened, ...] = ()
    suggestions: tuple[SuggestionMade, ...] = ()


@dataclass(frozen=True, slots=True)
class RecordAnalysis:
    """One revision, analysed and compared, in one append. By machine."""

    analysed: ArticleAnalysed
    findings: Findings
    dated: tuple[ArticleDated, ...] = ()


@dataclass(frozen=True, slots=True)
class RecordComparison:
    """Findings without a new text: after a date was inferred, a move, a withdrawal. By machine."""

    findings: Findings
    dated: tuple[ArticleDated, ...] = ()


@dataclass(frozen=True, slots=True)
class ReclassifyRevision:
    article: ArticleId
    revision: int
    kind: RevisionKind
    reason: str


@dataclass(frozen=True, slots=True)
class AmendArticle:
    article: ArticleId
    reason: str
    title: str | None = None
    byline: str | None = None
    url: str | None = None
    language: str | None = None
    published_at: datetime | None = None
    source: SourceCopy | None = None


@dataclass(frozen=True, slots=True)
class RequestReanalysis:
    article: ArticleId
    reason: str


@dataclass(frozen=True, slots=True)
class HoldArticle:
    article: ArticleId
    reason: HoldReason
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class ReleaseArticle:
    """By a person at any time, by the timetable once an embargo has ended."""

    article: ArticleId
    why: str | None = None


@dataclass(frozen=True, slots=True)
class WithdrawArticle:
    """scope origin also makes a suggestion (under `suggestion`) to withdraw what rests on the same origin."""

    article: ArticleId
    reason: str
    by: WithdrawnBy = WithdrawnBy.DESK
    revision: int | None = None
    notice: str | None = None
    scope: WithdrawScope = WithdrawScope.OWN
    suggestion: SuggestionId | None = None


@dataclass(frozen=True, slots=True)
class WithdrawOrigin:
    """All passages that rest on one origin are withdrawn, in all outlets."""

    origin: str
    appearances: tuple[ClaimAppearanceRef, ...]
    reason: str


@dataclass(frozen=True, slots=True)
class ProposeOriginWithdrawal:
    """All that rests on a source, though none of its own articles need ever have come in, as one suggestion."""

    source: SourceCopy
    reason: str
    suggestion: SuggestionId


ArticleCommand = (
    FileArticle
    | ReclassifyRevision
    | AmendArticle
    | RequestReanalysis
    | HoldArticle
    | ReleaseArticle
    | WithdrawArticle
    | WithdrawOrigin
    | ProposeOriginWithdrawal
)
FindingCommand = RecordAnalysis | RecordComparison
