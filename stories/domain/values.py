"""Values that events, analysis and comparison share. Shapes and names are the contract's, section 5.

Spans are half-open [start, end) in Unicode code points into the stored text of one article revision.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from hashlib import sha256
from typing import NewType

StoryId = NewType("StoryId", str)  # "sto_" + 32 hex digits; so on for the other prefixes
ArticleId = NewType("ArticleId", str)
ClaimId = NewType("ClaimId", str)
ContradictionId = NewType("ContradictionId", str)
QuestionId = NewType("QuestionId", str)
SuggestionId = NewType("SuggestionId", str)
SourceId = NewType("SourceId", str)
FileId = NewType("FileId", str)
EventId = NewType("EventId", str)  # dashed UUID, as in the envelope
PersonId = NewType("PersonId", str)  # "usr_" + 32 hex digits
KeyId = NewType("KeyId", str)
EndpointId = NewType("EndpointId", str)  # "whe_" + 32 hex digits
ErasureId = NewType("ErasureId", str)

Span = tuple[int, int]


class PassageKind(StrEnum):
    BODY = "body"
    HEADLINE = "headline"
    CROSSHEAD = "crosshead"
    CAPTION = "caption"
    ADVERTISEMENT = "advertisement"
    PROMOTION = "promotion"
    EMBEDDED_POST = "embedded_post"
    BYLINE = "byline"
    DATELINE = "dateline"
    EDITORS_NOTE = "editors_note"
    FOOTER = "footer"


class Voice(StrEnum):
    QUOTED = "quoted"
    MIXED = "mixed"
    PARAPHRASED = "paraphrased"
    OUTLET = "outlet"
    EMBEDDED_POST = "embedded_post"
    HEADLINE = "headline"


class Act(StrEnum):
    """What the reporting word does."""

    ASSERT = "assert"
    DENY = "deny"
    PROMISE = "promise"
    OFFER = "offer"
    ACCUSE = "accuse"
    ASK = "ask"
    HEDGE = "hedge"


class Polarity(StrEnum):
    AFFIRMED = "affirmed"
    NEGATED = "negated"


class Modality(StrEnum):
    HAPPENED = "happened"
    ONGOING = "ongoing"
    PLANNED = "planned"
    OFFERED = "offered"
    AGREED = "agreed"
    POSSIBLE = "possible"
    CONDITIONAL = "conditional"
    DENIED = "denied"
    OPINION = "opinion"


class Comparator(StrEnum):
    EQUAL = "="
    ABOUT = "~"
    LESS = "<"
    AT_MOST = "<="
    MORE = ">"
    AT_LEAST = ">="


class Trend(StrEnum):
    UP = "up"
    DOWN = "down"


class Granularity(StrEnum):
    MINUTE = "minute"
    HOUR = "hour"
    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


class Anchor(StrEnum):
    """What a date was resolved against: its own words, the article's date, or the time of receipt."""

    STATED = "stated"
    ARTICLE = "article"
    RECEIPT = "receipt"


class TimexType(StrEnum):
    DATE = "DATE"
    TIME = "TIME"
    DURATION = "DURATION"
    SET = "SET"


class Extent(StrEnum):
    WHOLE = "whole"
    PARTIAL = "partial"


class DifferenceKind(StrEnum):
    """How two wordings of one claim differ without contradicting each other."""

    STRENGTH = "strength"
    WORDING = "wording"
    SCOPE = "scope"
    ROUNDING = "rounding"


class ConflictKind(StrEnum):
    QUANTITY = "quantity"
    DATE = "date"
    PLACE = "place"
    NAME = "name"
    POLARITY = "polarity"


class Certainty(StrEnum):
    CERTAIN = "certain"
    POSSIBLE = "possible"


@dataclass(frozen=True, slots=True)
class Passage:
    start: int
    end: int
    kind: PassageKind


@dataclass(frozen=True, slots=True)
class Quantity:
    """A figure as an interval. A bare number has low == high; a bound leaves the other end None.

    unit is a unit class ("USD", "km", "percent"); noun is what is counted ("inmate"), as a lemma.
    """

    start: int
    end: int
    low: Decimal | None = None
    high: Decimal | None = None
    comparator: Comparator = Comparator.EQUAL
    trend: Trend | None = None
    unit: str | None = None
    noun: str | None = None


@dataclass(frozen=True, slots=True)
class DateMention:
    """A date as an interval of inclusive days. value is TIMEX3; from_ and to are None where no day follows from it."""

    start: int
    end: int
    type: TimexType
    value: str
    from_: date | None = None
    to: date | None = None
    granularity: Granularity | None = None
    anchor: Anchor | None = None


@dataclass(frozen=True, slots=True)
class Attribution:
    """Who asserts it. A claim carries a chain of these, outermost first."""

    speaker: str | None = None
    source: tuple[Span, ...] = ()
    cue: tuple[Span, ...] = ()
    act: Act = Act.ASSERT


@dataclass(frozen=True, slots=True)
class Place:
    name: str
    country: str | None = None


@dataclass(frozen=True, slots=True)
class Speaker:
    name: str
    role: str | None = None


@dataclass(frozen=True, slots=True)
class Values:
    """The slots of a claim."""

    polarity: Polarity | None = None
    modality: Modality | None = None
    quantities: tuple[Quantity, ...] = ()
    dates: tuple[DateMention, ...] = ()
    places: tuple[Place, ...] = ()


PROBABLY_DERIVED = "probably derived"
"""Detail of a wording difference: the value echoes another article's vague one, and they share text. Not counted."""


@dataclass(frozen=True, slots=True)
class Difference:
    kind: DifferenceKind
    detail: str | None = None


@dataclass(frozen=True, slots=True)
class Appearance:
    """Where a claim stands in an article. text is the characters of the spans, joined without anything between."""

    article: ArticleId
    revision: int
    spans: tuple[Span, ...]
    text: str
    sha256: str
    voice: Voice
    attribution: tuple[Attribution, ...] = ()

    def stands_in(self, stored: str) -> bool:
        """Whether text equals the stored characters at the spans, and sha256 is the digest of its UTF-8."""
        taken = "".join(stored[start:end] for start, end in self.spans)
        return bool(self.spans) and taken == self.text and sha256(taken.encode()).hexdigest() == self.sha256


@dataclass(frozen=True, slots=True)
class Lineage:
    """A passage that also stands in another article. Quoted speech is left out: sharing a quotation is not copying."""

    passage: Span
    article: ArticleId
    their_passage: Span
    extent: Extent


@dataclass(frozen=True, slots=True)
class Credit:
    """A credit to an agency ("Agencia Litoral reported"): the passage rests on that source."""

    span: Span
    source: str


@dataclass(frozen=True, slots=True)
class Slip:
    """What does not fit within one article, as a note for an editor. spans: the figures; reason: in words."""

    spans: tuple[Span, ...]
    reason: str
