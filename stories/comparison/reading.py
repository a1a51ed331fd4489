"""What comparison takes: analysed articles, and the claims that stand in them."""

from dataclasses import dataclass
from datetime import datetime

from stories.analysis.record import Analysis, Candidate


@dataclass(frozen=True, slots=True)
class Reading:
    """One article revision, analysed. article: its id, or any key that is stable."""

    article: str
    text: str
    analysis: Analysis
    published_at: datetime | None = None
    received_at: datetime | None = None
    source: str = ""


@dataclass(frozen=True, slots=True)
class Wording:
    """One appearance of a claim: what an article has it say. claim: the claim's id, or any key that is stable."""

    claim: str
    reading: Reading
    candidate: Candidate
