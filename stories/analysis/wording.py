"""The statement that a desk reads: the verbatim words made readable on a line of their own."""

import re

from stories.analysis import clause
from stories.analysis.model import Token
from stories.analysis.reports import SPEECH_FRAMES, Report
from stories.analysis.speakers import SpeakerBook
from stories.analysis.wordlists import words
from stories.domain.values import Act, Attribution, Span, Voice

_SPACE = re.compile(r"\s+")
_JOINING = re.compile(r"(?:But|And|Yet|So|However,|Meanwhile,|Still,|Nevertheless,|Also,) (?=[A-Za-z])")
_COMMA = re.compile(r",([”\"'’»])$")  # a comma that the reporting clause behind it wanted
_NOBODY_SAYS = re.compile(
    r"\b(?:unable|not able|impossible|no (?:information|evidence|sign|proof|indication|confirmation|reason))\b"
    r"[^.;]{0,40}\bthat\b"
    r"|\b(?:claim|report|rumou?r|suggestion|allegation|assertion|story|idea)s? that\b.{1,300}"
    r"\b(?:is|are|was|were) (?:false|untrue|wrong|baseless|unfounded|nonsense|not true|invented)\b",
    re.IGNORECASE | re.DOTALL,
)
_NEAR = 40  # characters between a speaker and her verb: "has since", "of the harbour board,"
_WITHHOLDING = words("withholding")
_PRONOUNS = frozenset({"he", "she", "it", "they"})


def statement(text: str, spans: tuple[Span, ...]) -> str:
    """One line, no marks without a partner, no word that joins it to what stood before, a capital first."""
    joined = _SPACE.sub(" ", " ".join(text[s:e] for s, e in spans)).strip()
    for opening, closing in (("“", "”"), ("«", "»")):
        if opening == "“" and "„" in joined:
            continue  # there it closes
        if joined.count(opening) != joined.count(closing):
            joined = joined.replace(opening, "").replace(closing, "")
    if joined.count("„") != joined.count("“") and "„" in joined:
        joined = joined.replace("„", "").replace("“", "")
    if joined.count('"') % 2:
        joined = joined.replace('"', "")
    joined = _JOINING.sub("", joined.strip(" ,;:—–-"), count=1)
    joined = _COMMA.sub(r"\1", joined)
    return joined[:1].upper() + joined[1:]


def names_nobody(report: Report | None) -> bool:
    """Whether nobody is named who says it: then the passive verb stays in the wording."""
    return report is not None and not report.source and report.frame not in SPEECH_FRAMES


def is_withheld(chain: tuple[Attribution, ...], report: Report, voice: Voice) -> bool:
    """Whether the speaker does not say that it is so: without her verb it would be told as the opposite."""
    paraphrased = voice in (Voice.PARAPHRASED, Voice.MIXED)
    unsure = any(link.act in (Act.DENY, Act.HEDGE) for link in chain)
    return paraphrased and (unsure or report.lemma in _WITHHOLDING)


def is_unsaid(chain: tuple[Attribution, ...], report: Report | None) -> bool:
    """ "Police have not confirmed that ...", "Lund refused to say that ...": neither said nor denied."""
    if report is None or report.act in (Act.DENY, Act.HEDGE) or report.frame == "quote":
        return False
    return any(link.act is Act.DENY for link in chain[:-1]) or chain[-1].act is Act.HEDGE


def is_about_what_is_said(text: str) -> bool:
    """ "There is no evidence that ...", "The claim that ... is false": the words behind "that" are nobody's."""
    return _NOBODY_SAYS.search(text) is not None


def with_its_verb(spans: tuple[Span, ...], chain: tuple[Attribution, ...]) -> tuple[Span, ...]:
    """What is reported with the verbs and who says it: "Mara Lund denied that the pier had been closed"."""
    source = chain[0].source
    own = (*spans, *(span for link in chain for span in link.cue))
    begin, end = min(start for start, _ in own), max(end for _, end in own)
    before = tuple(span for span in source if span[1] <= begin)
    end = max([end, *(span[1] for span in source if span not in before)])
    if before and begin - before[-1][1] <= _NEAR:
        return ((before[0][0], end),)
    return (*before, (begin, end))


def naming_subject(wording: str, number: int, verb: Token | None, book: SpeakerBook) -> str:
    """The wording with the name behind a pronoun that opens it, in brackets: "It [the Norport lock] was closed."

    Only where the text leaves no choice; else the pronoun stands alone.
    """
    first = wording.partition(" ")[0].lower()
    subject = clause.own_subject(verb) if verb is not None else None
    if first not in _PRONOUNS or subject is None or subject.lower_ != first:
        return wording
    name = book.antecedent(number, subject)
    return f"{wording[: len(first)]} [{name}]{wording[len(first) :]}" if name is not None else wording
