"""Small frozen records inside events and folded state. They stand in the log: add optional fields, change none."""

from dataclasses import dataclass
from datetime import datetime

from stories.domain.values import (
    ArticleId,
    ClaimId,
    ContradictionId,
    EventId,
    FileId,
    PersonId,
    SourceId,
    Span,
    Speaker,
    Values,
)
from stories.domain.vocabulary import (
    CorrectionKind,
    EvidenceKind,
    Judgement,
    ProposedVerb,
    Publication,
    RevisionKind,
    SourceKind,
    Status,
    SuggestionKind,
    Terms,
)


@dataclass(frozen=True, slots=True)
class SourceCopy:
    """A source as one story knows it, so that no fold reads the source's own stream.

    aliases: further names that it is credited under; None rather than (): what was written without stays as it is.
    """

    id: SourceId
    name: str
    kind: SourceKind
    owner: str | None = None
    aliases: tuple[str, ...] | None = None

    @property
    def names(self) -> tuple[str, ...]:
        return (self.name, *(self.aliases or ()))


@dataclass(frozen=True, slots=True)
class HtmlOrigin:
    """The text was taken out of this HTML by this extractor ("name@version")."""

    sha256: str
    extractor: str


@dataclass(frozen=True, slots=True)
class Declared:
    """What the sender says a revision is."""

    kind: RevisionKind
    note: str


@dataclass(frozen=True, slots=True)
class AppearanceRef:
    """Names one appearance of a claim that is known from the context."""

    article: ArticleId
    revision: int
    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class ClaimAppearanceRef:
    claim: ClaimId
    article: ArticleId
    revision: int
    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class EvidenceRef:
    claim: ClaimId
    n: int


@dataclass(frozen=True, slots=True)
class ContactRef:
    """A contact without identity: label is what may be said ("an official"). The name stands outside the log."""

    id: str
    label: str


@dataclass(frozen=True, slots=True)
class NewEvidence:
    """Evidence as it is filed, before it has a number."""

    kind: EvidenceKind
    summary: str
    terms: Terms
    obtained_at: datetime
    contact: ContactRef | None = None
    url: str | None = None
    file: FileId | None = None
    sha256: str | None = None
    article: ArticleId | None = None


@dataclass(frozen=True, slots=True)
class Evidence:
    """Evidence as the story holds it. struck: why it no longer stands, or None."""

    n: int
    kind: EvidenceKind
    summary: str
    terms: Terms
    obtained_at: datetime
    filed_by: str
    filed_at: datetime
    contact: ContactRef | None = None
    url: str | None = None
    file: FileId | None = None
    sha256: str | None = None
    article: ArticleId | None = None
    struck: str | None = None


@dataclass(frozen=True, slots=True)
class Record:
    """What a proposed decision would record; the fields that the verb has no use for stay empty."""

    evidence: tuple[int, ...] = ()
    note: str | None = None
    kind: CorrectionKind | None = None
    was: str | None = None
    is_: str | None = None
    text: str | None = None
    successor: ClaimId | None = None
    amends: EventId | None = None
    reason: str | None = None
    publish: bool = True


@dataclass(frozen=True, slots=True)
class Pending:
    """A decision that waits for a second person. proposal: the event that proposed it; by: its actor."""

    verb: ProposedVerb
    record: Record
    by: str
    proposal: EventId


@dataclass(frozen=True, slots=True)
class Work:
    """Who is on a claim and what waits. challenged: the contradictions that challenge its public line."""

    assignee: PersonId | None = None
    due: datetime | None = None
    pending: Pending | None = None
    challenged: tuple[ContradictionId, ...] = ()
    recheck_by: datetime | None = None
    self_verified: bool = False


@dataclass(frozen=True, slots=True)
class Wording:
    """All that amend and accept may change, complete: a field that is empty here was empty."""

    statement: str
    speaker: Speaker | None = None
    values: Values | None = None
    section: str | None = None
    rank: int | None = None


@dataclass(frozen=True, slots=True)
class Restored:
    """The state that an undone decision had replaced. wording only where the decision changed it."""

    status: Status
    publication: Publication
    work: Work
    wording: Wording | None = None


@dataclass(frozen=True, slots=True)
class PairDecision:
    """What a person said of a pair: whether two claims are the same, whether one supersedes the other."""

    kind: SuggestionKind
    a: str
    b: str
    judgement: Judgement


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a contradiction. value: as printed; normalised: comparable form."""

    claim: ClaimId
    value: str
    normalised: str


@dataclass(frozen=True, slots=True)
class StandingSide:
    claim: ClaimId
    value: str
    normalised: str
    standing: bool
