"""What a language model added to the reading of a text, as the log keeps it: where it pointed, never what it said."""

from dataclasses import dataclass
from enum import StrEnum

from stories.domain.values import Modality, Polarity, Span


class Assisted(StrEnum):
    """How asking ended. All but READ left the local reading as it was."""

    READ = "read"
    OFF = "off"  # none is named any more; what one pointed at earlier still counts
    OVER_BUDGET = "over_budget"
    RESTING = "resting"  # it failed several times in a row and is left alone for a while
    TOO_LONG = "too_long"
    NOT_ALLOWED = "not_allowed"  # the address
    TIMEOUT = "timeout"
    UNREACHABLE = "unreachable"
    STATUS = "status"  # an answer that is none: 4xx, 5xx, a redirect
    TOO_LARGE = "too_large"
    NOT_JSON = "not_json"
    SCHEMA = "schema"


@dataclass(frozen=True, slots=True)
class Pointed:
    """A claim that the model pointed at. Every span was found in the stored text; the labels are the model's own."""

    spans: tuple[Span, ...]
    source: tuple[Span, ...] = ()
    cue: tuple[Span, ...] = ()
    polarity: Polarity | None = None
    modality: Modality | None = None


@dataclass(frozen=True, slots=True)
class Rejected:
    """How many of its proposals did not stand in the text, by reason."""

    reason: str
    count: int


@dataclass(frozen=True, slots=True)
class Assistance:
    """prompt and answer: SHA-256, of instructions and schema together and of the model's answer as it came.

    pointed: what passed the gate. A later reading of the same text uses it and asks nobody.
    """

    model: str
    prompt: str
    outcome: Assisted
    answer: str | None = None
    pointed: tuple[Pointed, ...] = ()
    rejected: tuple[Rejected, ...] = ()
