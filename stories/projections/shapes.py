"""What the documents of this room look like, as types: for the API's reference, and for a test that holds both equal.

A member of the desk's view alone may be absent (UNSET); every other is there, null where there is no value. Values of
the domain stand as their own dataclasses: a claim's with every member, others may leave an empty one out.
"""

from datetime import datetime
from decimal import Decimal
from typing import Annotated

import msgspec
from msgspec import UNSET, Meta, UnsetType

from stories.domain import decisions, records, values
from stories.domain.vocabulary import (
    ContradictionOutcome,
    ContradictionStatus,
    EvidenceKind,
    Judgement,
    Publication,
    QuestionKind,
    QuestionOutcome,
    SourceKind,
    SourcingLabel,
    Status,
    StoryStatus,
    SuggestionKind,
    Terms,
)


def identified(prefix: str) -> Meta:
    return Meta(pattern=f"^{prefix}_[0-9a-f]{{32}}$", examples=[f"{prefix}_0199e0c18a4d7c3e9f2ab76d1c5e4f03"])


StoryId = Annotated[str, identified("sto")]
ArticleId = Annotated[str, identified("art")]
ClaimId = Annotated[str, identified("clm")]
ContradictionId = Annotated[str, identified("con")]
QuestionId = Annotated[str, identified("que")]
SuggestionId = Annotated[str, identified("sug")]
SourceId = Annotated[str, identified("src")]
Sha256 = Annotated[str, Meta(pattern="^[0-9a-f]{64}$")]
Version = Annotated[int, Meta(ge=0, description="Of the last event of the story that touched this thing.")]
Count = Annotated[int, Meta(ge=0)]


class Shape(msgspec.Struct, forbid_unknown_fields=True):
    """Closed here, so that a test sees a member that nobody described; published open, since members may be added."""


class Outlet(Shape):
    id: SourceId
    name: str
    kind: SourceKind


class Sourcing(Shape):
    label: SourcingLabel
    outlets: Count
    origins: Count
    primary: bool
    anonymous_only: bool
    explanation: str


class Appearance(Shape):
    article: ArticleId
    revision: int
    source: Outlet | None
    title: str | None
    url: str | None
    spans: Annotated[
        list[tuple[int, int]],
        Meta(description="Half-open offsets in Unicode code points into the stored text of that revision."),
    ]
    text: Annotated[str, Meta(description="The very characters at the spans.")]
    voice: values.Voice
    speaker: str | None
    attribution: list[values.Attribution]
    origin: Annotated[str | None, Meta(description="Appearances with one origin count once.")]
    sha256: Sha256
    standing: bool
    differences: list[values.Difference]
    score: Decimal | None


class Evidence(Shape):
    """Readers see kind and terms, and more only where it is on the record."""

    n: int
    kind: EvidenceKind
    terms: Terms
    obtained_at: datetime
    summary: str | UnsetType = UNSET
    url: str | UnsetType | None = UNSET
    file: str | UnsetType | None = UNSET
    article: ArticleId | UnsetType | None = UNSET
    contact: records.ContactRef | UnsetType | None = UNSET
    sha256: Sha256 | UnsetType | None = UNSET
    filed_by: str | UnsetType = UNSET
    filed_at: datetime | UnsetType = UNSET
    struck: str | UnsetType | None = UNSET


class GivenVerdict(Shape):
    evidence: list[int]
    note: str | None


class Work(Shape):
    assignee: str | None
    due: datetime | None
    pending: records.Pending | None
    challenged: bool
    recheck_by: datetime | None
    self_verified: bool


class ClaimSlip(Shape):
    """What does not fit within one article, where the claim has part in it."""

    article: ArticleId
    revision: int
    spans: list[values.Span]
    reason: str


class ClaimQuantity(Shape):
    start: int
    end: int
    low: Decimal | None
    high: Decimal | None
    comparator: values.Comparator
    trend: values.Trend | None
    unit: str | None
    noun: Annotated[str | None, Meta(description="What is counted, in its basic form.")]
    text: Annotated[str | None, Meta(description="As the article prints it, with what is counted.")]


class Claim(Shape, kw_only=True):
    id: ClaimId
    story: StoryId
    statement: Annotated[str | None, Meta(description="null for readers once the line was withdrawn.")]
    lang: Annotated[str | None, Meta(description="BCP 47, of the article that it was first met in.")]
    quotation: Annotated[bool, Meta(description="The statement is somebody's own words; print it in quotation marks.")]
    status: Status
    publication: Publication
    public: bool
    section: str | None
    rank: int | None
    sourcing: Sourcing
    speaker: values.Speaker | None
    attribution: list[values.Attribution]
    polarity: values.Polarity | None
    modality: values.Modality | None
    quantities: list[ClaimQuantity]
    dates: list[values.DateMention]
    places: list[values.Place]
    appearances: list[Appearance]
    evidence: list[Evidence]
    differences: list[values.Difference]
    contradictions: list[ContradictionId]
    corrections: list[decisions.Correction]
    successor: ClaimId | None
    valid_from: datetime | None
    merged_into: ClaimId | None
    verdict: GivenVerdict
    notice: str | None
    check_worthiness: Decimal | None
    version: Version
    first_seen: datetime
    last_changed: datetime
    extractor: str | None
    work: Work | UnsetType = UNSET
    hold: decisions.Hold | UnsetType | None = UNSET
    slips: list[ClaimSlip] | UnsetType = UNSET
    withdrawn_reason: str | UnsetType | None = UNSET
    ever_public: Annotated[bool | UnsetType, Meta(description="Whether readers could see it once.")] = UNSET


class ClaimInState(Claim):
    superseded: Annotated[list[Claim], Meta(description="The claims that this one took the place of.")]


class Side(Shape):
    claim: ClaimId
    value: str
    text: Annotated[str, Meta(description="The value as the article prints it, with what is counted.")]
    normalised: str
    standing: bool
    statement: str | None
    origins: Count
    appearances: list[ArticleId]


class Contradiction(Shape):
    id: ContradictionId
    story: StoryId
    kind: values.ConflictKind
    certainty: values.Certainty
    status: ContradictionStatus
    slot: Annotated[str | None, Meta(description="What it is about, in words.")]
    reason: str | None
    sides: list[Side]
    outcome: ContradictionOutcome | None
    side: ClaimId | None
    note: str | None
    judged_by: str | None
    detected_at: datetime
    version: Version


class Question(Shape, kw_only=True):
    id: QuestionId
    story: StoryId
    kind: QuestionKind
    text: str
    about: str | None
    opened_at: datetime
    answer: str | None
    claim: ClaimId | None
    outcome: QuestionOutcome | None
    version: Version
    owner: str | UnsetType | None = UNSET
    due: datetime | UnsetType | None = UNSET
    note: str | UnsetType | None = UNSET


class Suggestion(Shape):
    id: SuggestionId
    story: Annotated[StoryId | None, Meta(description="null for a suggestion between stories.")]
    version: Version
    kind: SuggestionKind
    a: str
    b: str
    score: Decimal | None
    reason: str | None
    comparer: str | None
    judgement: Judgement
    by: str | None
    at: datetime | None
    note: str | None


class State(Shape):
    """The current verified state, or what it was."""

    id: StoryId
    slug: str
    title: str
    status: StoryStatus
    public: bool
    version: Annotated[int, Meta(ge=0, description="Dense within the story.")]
    position: Annotated[int | None, Meta(description="Of the story's newest sealed event in the whole log.")]
    updated_at: datetime
    counts: dict[str, int]
    known: Annotated[list[ClaimInState], Meta(description="Verified and refuted.")]
    reported: Annotated[list[ClaimInState], Meta(description="Reported and inconclusive.")]
    disputed: list[ClaimInState]
    questions: list[Question]
    corrections: list[Claim]
    contradictions: list[Contradiction]
