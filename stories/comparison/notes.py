"""Notes by which an outlet says what it did to its article: corrections, refiles, updates; and what only looks so."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from stories.analysis.normalise import fold, paragraphs
from stories.comparison.stretches import Slot
from stories.comparison.words import CALENDAR, STOP, stem, words
from stories.domain.values import Span


class NoteKind(StrEnum):
    """What a note owns up to. OTHER: a note to readers that says nothing of an edit."""

    CORRECTION = "correction"
    REFILE = "refile"
    UPDATE = "update"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Note:
    """content: stems of what the note is about, the words of noting apart; empty where it names nothing.

    slots: what kinds of things it speaks of ("the spelling", "the date").
    """

    kind: NoteKind
    text: str
    content: frozenset[str]
    slots: frozenset[Slot]


_PIECE = r"(?:story|article|report|piece|page|post|item|column|feature|headline|caption|dispatch|version|copy)"
_OPENING = re.compile(
    r"\W{0,3}(?:"
    r"(?:editor'?s'?|eds'?\.?|desk|publisher'?s) (?:note)?\b|eds\b|note to (?:readers|editors)|"
    r"(?:correction|clarification|correx|errat(?:um|a)|amendment|retraction|refile|update|updated|writethru|write-thru)s?"
    r"(?:\W{0,2}(?:appended|\(|\d|:|\u2014|-)|\W*$| \d)|"
    rf"(?:this|the) {_PIECE} (?:has (?:since )?been|was|is) |"
    rf"(?:an|the) (?:earlier|previous|original|initial|first) version of (?:this|the) {_PIECE}|"
    rf"in (?:an|the) (?:earlier|previous|original) version|"
    rf"(?:we|an? {_PIECE}) (?:have |has )?(?:corrected|amended|clarified|wrongly|incorrectly|mistakenly|misstated)|"
    r"(?:amended|corrected|clarified) (?:on|at|to|\d)|"
    r"\((?:corrects?|correcting|clarifies|fixes|amends|refiles?|refiling|repeats|adds|updates|recasts|rewrites|"
    r"writes through|edits)\b[^)]{0,300}\)"
    r")",
    re.IGNORECASE,
)
_OWNS_UP = re.compile(
    r"\b(?:correct(?:s|ed|ing|ion|ions)?|clarif\w+|amend(?:s|ed|ment)?|misstate\w*|misidentif\w+|misspel\w+|misquot\w+|"
    r"misattribut\w+|error|mistake\w*|wrong(?:ly)?|incorrect(?:ly)?|inaccurate(?:ly)?|erratum|errata|correx|retract\w*|"
    r"remove[sd]?|(?:earlier|previous|original|first) version|(?:originally|previously|earlier|first) "
    r"(?:said|say|reported|report|stated|state|gave|published|wrote|suggested)|should have|fix(?:es|ed)?|"
    r"as (?:we |was |it was )?(?:\w+ )?(?:said|reported|stated|published))\b",
    re.IGNORECASE,
)
_REFILES = re.compile(r"\b(?:refil(?:e|es|ed|ing)|repeats?|formatting|dateline|typo|typographical)\b", re.IGNORECASE)
_UPDATES = re.compile(
    r"\b(?:update[sd]?|updating|add(?:s|ed|ing)?|recast\w*|rewrit\w+|write-?thru|writes through|edits)\b", re.IGNORECASE
)
_SLOT_WORDS = {
    Slot.FIGURE: "figure figures number numbers sum amount total price cost costs age percentage share count toll size "
    "length distance weight score",
    Slot.DATE: "date dates day days time times year years month week",
    Slot.NAME: "name names surname spelling spelled spelt identity title misspelled misspelt misidentified place",
    Slot.QUOTATION: "quote quotes quotation misquoted wording",
    Slot.SPEAKER: "attributed attribution attributes attribute misattributed source speaker",
}
_SLOTS = {stem(form): slot for slot, forms in _SLOT_WORDS.items() for form in forms.split()}
# Words in which notes are written: what is left says what a note is about.
_NOTING = frozenset(
    stem(form)
    for line in """
    editor editors note readers correction correct corrects corrected correcting clarification clarify clarifies
    clarified amended amend amends amendment update updated updates story article report piece page post item version
    earlier previous original initial first misstated misspelled misspelt misidentified error mistake mistakenly
    wrong wrongly incorrect incorrectly inaccurate fix fixes fixed refile refiles refiled repeats adds added add
    remove removed make clear change changed gave give given said say stated paragraph para reflect reflects read
    include includes information detail details since published online""".splitlines()
    for form in line.split()
)
_CLOCKWORK = CALENDAR | {stem(form) for form in CALENDAR} | {"gmt", "utc", "am", "pm"}


_MONTH = "|".join(sorted(CALENDAR))
_DAY = re.compile(
    rf"\b\d{{1,2}}(?:st|nd|rd|th)? (?:{_MONTH})(?: \d{{4}})?|\b(?:{_MONTH}) \d{{1,2}}(?:, \d{{4}})?|"
    r"\b\d{1,2}[:.]\d{2}\b",
    re.IGNORECASE,
)


def notes(text: str) -> list[Note]:
    return [_note(text[start:end]) for start, end in note_spans(text)]


def note_spans(text: str) -> list[Span]:
    """The paragraphs that are notes."""
    folded = fold(text)
    return [(start, end) for start, end in paragraphs(text) if _OPENING.match(folded, start, end)]


def new_notes(before: str, after: str) -> list[Note]:
    """Those of the new text that the former did not bear: an old note admits nothing new."""
    known = {_plain(note.text) for note in notes(before)}
    return [note for note in notes(after) if _plain(note.text) not in known]


def _note(text: str) -> Note:
    folded = fold(text)
    kind = NoteKind.OTHER
    if _REFILES.search(folded) and not re.search(r"\b(?:correction|misstat|incorrect)", folded, re.IGNORECASE):
        kind = NoteKind.REFILE
    elif _OWNS_UP.search(folded):
        kind = NoteKind.CORRECTION
    elif _UPDATES.search(folded):
        kind = NoteKind.UPDATE
    found = set(_matter(text))
    slots = frozenset(_SLOTS[one] for one in (stem(word.form) for word in words(text)) if one in _SLOTS)
    return Note(kind, text, frozenset(found - set(_SLOTS)), slots)


def _matter(text: str) -> Iterator[str]:
    dated = re.sub(
        r"\b\d{1,2} [A-Z][a-z]+(?: \d{4})?|\b[A-Z][a-z]+ \d{1,2}(?:, \d{4})?|\b\d{1,2}[:.]\d{2}\b", " ", text
    )
    for word in words(dated):
        stemmed = stem(word.form)
        if word.form not in STOP and stemmed not in _NOTING and stemmed not in _CLOCKWORK:
            yield stemmed


def _plain(text: str) -> str:
    return " ".join(word.form for word in words(text))
