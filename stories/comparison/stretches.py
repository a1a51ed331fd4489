"""Words of one text prepared for telling what an edit did to them: forms, names, figures apart, quoted words."""

import unicodedata
from dataclasses import dataclass
from enum import StrEnum

from stories.analysis.record import Candidate
from stories.comparison.edit_words import SPELLED
from stories.comparison.reading import Reading
from stories.comparison.words import CALENDAR, STOP, stem, words
from stories.domain.values import Span


@dataclass(frozen=True, slots=True)
class Stretch:
    """Words of one text with what comparison needs of them.

    forms: folded; bare: those outside figures and dates; names: forms with a capital within.
    """

    reading: Reading
    spans: tuple[Span, ...]
    text: str
    forms: tuple[str, ...]
    bare: tuple[str, ...]
    content: frozenset[str]
    names: frozenset[str]
    quoted: tuple[str, ...]
    candidate: Candidate | None = None


class Slot(StrEnum):
    """What of a claim an edit touched."""

    FIGURE = "figure"
    DATE = "date"
    NAME = "name"
    QUOTATION = "quotation"
    SPEAKER = "speaker"
    WORDS = "words"


def stretch_of(reading: Reading, spans: tuple[Span, ...], candidate: Candidate | None = None) -> Stretch:
    text = " ".join(reading.text[start:end] for start, end in spans)
    composed = unicodedata.normalize("NFKC", text)
    found = words(composed)
    forms = forms_of(text)
    quoted = [
        reading.text[max(start, a) : min(end, b)]
        for start, end in spans
        for a, b in reading.analysis.quotes
        if start < b and a < end
    ]
    return Stretch(
        reading,
        spans,
        text,
        forms,
        forms_of(" ".join(_unfigured(reading, span) for span in spans)),
        frozenset(stem(form) for form in forms if form not in STOP),
        frozenset(
            SPELLED.get(word.form, word.form)
            for at, word in enumerate(found)
            if at and composed[word.start].isupper() and word.form not in CALENDAR and not _begins(composed, word.start)
        ),
        tuple(word.form for part in quoted for word in words(unicodedata.normalize("NFKC", part))),
        candidate,
    )


def forms_of(text: str) -> tuple[str, ...]:
    return tuple(SPELLED.get(word.form, word.form) for word in words(unicodedata.normalize("NFKC", text)))


def _unfigured(reading: Reading, span: Span) -> str:
    """The stretch without its figures and dates, which are compared by what they mean."""
    text, at = [], span[0]
    masked = [(one.start, one.end) for one in reading.analysis.quantities]
    masked += [(one.start, one.end) for one in reading.analysis.dates]
    for start, end in sorted(masked):
        if span[0] <= start and end <= span[1] and start >= at:
            text.append(reading.text[at:start])
            at = end
    return " ".join([*text, reading.text[at : span[1]]])


def _begins(text: str, at: int) -> bool:
    """Whether a word opens a sentence or a quotation, where capitals say nothing."""
    ahead = text[:at].rstrip()
    return not ahead or ahead[-1] in ".!?:;\"“‘'«–—"
