"""What the analysis of one article yields. Everything else in this room fills these; comparison reads them."""

from dataclasses import dataclass

from stories.domain.values import (
    Attribution,
    Credit,
    DateMention,
    Modality,
    Passage,
    Place,
    Polarity,
    Quantity,
    Span,
    Voice,
)

UNSAID = "modality:unsaid"  # among the rules of a claim that its speaker did not make


@dataclass(frozen=True, slots=True)
class Entity:
    """Somebody or something that the article speaks of, with every way it is called there.

    name: the fullest form; aliases: all other surface forms, nominal ones included ("the mega-prison");
    kind: person, organisation, place, facility, thing or group.
    """

    name: str
    kind: str
    aliases: tuple[str, ...]
    mentions: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Predicate:
    """One clause as who did what to whom: the ground on which claims are compared.

    lemma: the head verb ("open"); cls: its class ("open", "offer", "agree", "hold", "arrest", ... or the lemma);
    subject, object: index into Analysis.entities, or None; subject_text, object_text: their head lemmas.
    quantities, dates: indexes into Analysis.quantities and .dates that belong to this clause.
    rung: place on the commitment ladder (0 none, 1 offer, 2 willing, 3 agree, 4 sign, 5 implement; negative: refusals).
    """

    lemma: str
    cls: str
    span: Span
    negated: bool
    tense: str
    subject: int | None = None
    object: int | None = None
    subject_text: str = ""
    object_text: str = ""
    quantities: tuple[int, ...] = ()
    dates: tuple[int, ...] = ()
    rung: int = 0


@dataclass(frozen=True, slots=True)
class Candidate:
    """A claim as found in one article, before it is compared with what the story already holds.

    statement: desk wording, the verbatim text made readable (one line, no dangling quote marks);
    text: verbatim, the characters of spans joined; lemmas: lower-case content lemmas in order, quote marks left out;
    quantities, dates: indexes into the Analysis; volatile: a figure or state that moves (tolls, "as of now");
    check_worthiness: 0 to 1; rules: names of the rules that filled the fields ("field:rule").
    extractor: what pointed at it, where that was not the extractor of the whole analysis.
    """

    spans: tuple[Span, ...]
    text: str
    statement: str
    voice: Voice
    attribution: tuple[Attribution, ...]
    polarity: Polarity
    modality: Modality
    quantities: tuple[int, ...]
    dates: tuple[int, ...]
    places: tuple[Place, ...]
    lemmas: tuple[str, ...]
    predicates: tuple[Predicate, ...]
    check_worthiness: float
    volatile: bool = False
    hedges: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    extractor: str | None = None


@dataclass(frozen=True, slots=True)
class Analysis:
    """One revision, analysed. quotes: spans inside quotation marks (the marks not included), embedded posts too."""

    extractor: str
    language: str
    passages: tuple[Passage, ...]
    quotes: tuple[Span, ...]
    entities: tuple[Entity, ...]
    quantities: tuple[Quantity, ...]
    dates: tuple[DateMention, ...]
    claims: tuple[Candidate, ...]
    credits: tuple[Credit, ...] = ()
