"""The things a folded story holds. Mutable, folded in place; nested values are frozen, so a shallow copy is a copy.

Article, Claim, Contradiction and Question are also the bodies of the `moved_in` events: a field may be added with a
default, none may be renamed, and only what the codec knows may stand in them (tuples, no lists).
"""

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from stories.domain.assistance import Assistance
from stories.domain.decisions import Correction, Decision, Hold
from stories.domain.edits import Edit, News
from stories.domain.records import (
    AppearanceRef,
    Declared,
    Evidence,
    HtmlOrigin,
    SourceCopy,
    StandingSide,
    Wording,
    Work,
)
from stories.domain.values import (
    Appearance,
    ArticleId,
    Certainty,
    ClaimId,
    ConflictKind,
    ContradictionId,
    Credit,
    Difference,
    EventId,
    Granularity,
    Lineage,
    Passage,
    PersonId,
    QuestionId,
    Slip,
    Speaker,
    SuggestionId,
    Values,
)
from stories.domain.vocabulary import (
    ContradictionOutcome,
    ContradictionStatus,
    DatedHow,
    DismissReason,
    Judgement,
    Publication,
    QuestionKind,
    QuestionOutcome,
    QuestionReason,
    RevisionKind,
    Status,
    SuggestionKind,
    WithdrawnBy,
)


@dataclass(frozen=True, slots=True)
class Revision:
    """One text of an article, in order of arrival. analysed_by: the extractor of its newest analysis, or None.

    edits: what it changed in the text before it; edited_at: the version of the event that told it first.
    """

    n: int
    text: str
    sha256: str
    received_at: datetime
    html: HtmlOrigin | None = None
    title: str | None = None
    published_at: datetime | None = None
    modified_at: datetime | None = None
    byline: str | None = None
    language: str | None = None
    declared: Declared | None = None
    kind: RevisionKind | None = None
    why: str | None = None
    reclassified: bool = False
    withdrawn: bool = False
    analysed_by: str | None = None
    reanalyse: bool = False
    passages: tuple[Passage, ...] = ()
    lineage: tuple[Lineage, ...] = ()
    credits: tuple[Credit, ...] = ()
    slips: tuple[Slip, ...] | None = None  # None rather than (): goldens of an older shape stay as they are
    news: tuple[News, ...] | None = None
    assistance: Assistance | None = None
    edits: tuple[Edit, ...] | None = None
    edited_at: int | None = None


@dataclass(frozen=True, slots=True)
class Dating:
    """When an article is taken to be from, and how that is known."""

    value: datetime
    granularity: Granularity
    how: DatedHow
    from_: tuple[ArticleId, ...] = ()


@dataclass(slots=True)
class Article:
    """An article with all its revisions; head is the number of the one with the newest modified_at.

    source: as it was when last filed; the story's own copies (Story.sources) are newer.
    withdrawn_at: when we were told.
    """

    id: ArticleId
    source: SourceCopy
    revisions: tuple[Revision, ...]
    head: int
    received_at: datetime
    title: str | None = None
    url: str | None = None
    external_id: str | None = None
    byline: str | None = None
    language: str | None = None
    published_at: datetime | None = None
    pubstatus: Publication = Publication.USABLE
    dated: Dating | None = None
    held: Hold | None = None
    withdrawn: WithdrawnBy | None = None
    withdrawn_reason: str | None = None
    notice: str | None = None
    touched: int = 0
    withdrawn_at: datetime | None = None

    def revision(self, n: int) -> Revision | None:
        return self.revisions[n - 1] if 0 < n <= len(self.revisions) else None

    @property
    def head_revision(self) -> Revision:
        return self.revisions[self.head - 1]


@dataclass(frozen=True, slots=True)
class ClaimAppearance:
    """An appearance as the claim holds it. standing: neither dropped by a revision nor withdrawn with its text.

    extractor finds how it was found; score is the comparison's, None for the claim's first appearance.
    """

    appearance: Appearance
    extractor: str
    standing: bool = True
    differences: tuple[Difference, ...] = ()
    score: Decimal | None = None

    @property
    def ref(self) -> AppearanceRef:
        return AppearanceRef(self.appearance.article, self.appearance.revision, self.appearance.spans)


@dataclass(slots=True)
class Claim:
    """A claim as folded.

    ever_public: readers could see it once; ever_released: it was released or held by somebody once.
    touched: version of the newest event on this claim or its contradictions, which is what If-Match compares.
    decided_by: the person of the newest verdict; filed_by: who made it by hand, or None for a machine's.
    public_verdict: the newest verdict that readers saw; completed: the newest proposal that was approved.
    retold_at: when its status, publication or wording last changed, as opposed to notes, finds and work on it.
    """

    id: ClaimId
    statement: str
    first_seen: datetime
    last_changed: datetime
    status: Status = Status.DETECTED
    publication: Publication = Publication.WITHHELD
    values: Values = field(default_factory=Values)
    speaker: Speaker | None = None
    section: str | None = None
    rank: int | None = None
    appearances: tuple[ClaimAppearance, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    differences: tuple[Difference, ...] = ()
    check_worthiness: Decimal | None = None
    volatile: bool = False
    extractor: str | None = None
    work: Work = field(default_factory=Work)
    filed_by: str | None = None
    decided_by: str | None = None
    public_verdict: Status | None = None
    completed: EventId | None = None
    ever_public: bool = False
    ever_released: bool = False
    hold: Hold | None = None
    dismissed: DismissReason | None = None
    disputed_by: ClaimId | None = None
    successor: ClaimId | None = None
    valid_from: datetime | None = None
    verdict_evidence: tuple[int, ...] = ()
    verdict_note: str | None = None
    corrections: tuple[Correction, ...] = ()
    withdrawn_reason: str | None = None
    notice: str | None = None
    merged_into: ClaimId | None = None
    split_from: ClaimId | None = None
    last_decision: Decision | None = None
    touched: int = 0
    retold_at: datetime | None = None

    @property
    def standing_evidence(self) -> tuple[Evidence, ...]:
        return tuple(item for item in self.evidence if item.struck is None)

    @property
    def standing_appearances(self) -> tuple[Appearance, ...]:
        return tuple(item.appearance for item in self.appearances if item.standing)

    @property
    def wording(self) -> Wording:
        return Wording(self.statement, self.speaker, self.values, self.section, self.rank)


@dataclass(slots=True)
class Contradiction:
    id: ContradictionId
    kind: ConflictKind
    slot: str
    certainty: Certainty
    reason: str
    sides: tuple[StandingSide, ...]
    comparer: str
    detected_at: datetime
    status: ContradictionStatus = ContradictionStatus.OPEN
    outcome: ContradictionOutcome | None = None
    side: ClaimId | None = None
    note: str | None = None
    judged_by: str | None = None
    touched: int = 0


@dataclass(slots=True)
class Question:
    """answer and outcome are None while it is open; why is a machine's reason, None where a person asks."""

    id: QuestionId
    kind: QuestionKind
    text: str
    opened_at: datetime
    about: str | None = None
    owner: PersonId | None = None
    due: datetime | None = None
    answer: str | None = None
    claim: ClaimId | None = None
    outcome: QuestionOutcome | None = None
    note: str | None = None
    touched: int = 0
    why: QuestionReason | None = None


@dataclass(slots=True)
class Suggestion:
    """A pair decision: what a machine suggested and what a person said to it."""

    id: SuggestionId
    kind: SuggestionKind
    a: str
    b: str
    score: Decimal
    reason: str
    comparer: str
    judgement: Judgement = Judgement.SUGGESTED
    by: str | None = None
    at: datetime | None = None
    note: str | None = None
    touched: int = 0
