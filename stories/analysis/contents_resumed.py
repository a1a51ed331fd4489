"""What goes on behind a cue without a "that": a quotation that opens, a sentence that the cue broke."""

from stories.analysis import clause
from stories.analysis.extents import before_concession
from stories.analysis.model import Token
from stories.analysis.parse import Paragraph
from stories.analysis.phrases import trimmed
from stories.analysis.wordlists import words
from stories.domain.values import Span

_GOING_ON = frozenset({", but", ", and", ", because", ", since", ", so"})
_SETTINGS = words("settings")
_ADDRESSING = words("addressing") | {"ask", "warn"}


def resumed(paragraph: Paragraph, before: Span, cluster: Span, sentence: Span) -> Span | None:
    """What goes on behind an inserted ", she said,": not a participle, a relative clause or another predicate."""
    text, base = paragraph.folded, paragraph.base
    rest = text[cluster[1] - base : sentence[1] - base]
    comma = rest.find(",")
    if comma < 0 or len(rest[:comma].split()) > 4 or text[before[1] - base : cluster[0] - base].strip() != ",":
        return None
    span = trimmed(paragraph, (cluster[1] + comma, sentence[1]))
    if span is not None:
        span = trimmed(paragraph, (span[0], before_concession(paragraph, *span)))
    if span is None or len(text[span[0] - base : span[1] - base].split()) < 3:
        return None
    first = paragraph.token_at(span[0])
    if first is None or first.lower_ in clause.QUESTION_WORDS | {
        "and",
        "but",
        "according",
        "who",
        "while",
        "although",
        "though",
        "after",
        "as",
    }:
        return None
    if first.tag_ == "VBG" and first.lower_ != "including":
        return None
    return span


def quoted_after(paragraph: Paragraph, verb: Token, cluster: Span, sentence: Span, *, resuming: bool) -> Span | None:
    """A quotation that opens soon after the cue: said on Tuesday: "..."."""
    text, base = paragraph.folded, paragraph.base
    for quote in paragraph.quotes_from(cluster[1])[:3]:
        if quote.outer[0] >= sentence[1]:
            return None
        between = text[cluster[1] - base : quote.outer[0] - base].rstrip()
        if quote.scare and between.strip() and not between.endswith((",", ":")):
            return None
        if quote.scare and resuming and not between and clause.lemma(verb) in _ADDRESSING:
            return None  # "he must go", she told "Norport Today"
        if any(t.tag_ in ("VBD", "VBZ") and _is_main(t) for t in paragraph.tokens((cluster[1], quote.outer[0]))):
            return None  # "when I asked, she wrote: ...": that verb has it
        going_on = resuming and between.strip() in _GOING_ON
        if len(between) > 120 or not (going_on or _introduces(verb, between)):
            return None
        end = min(quote.outer[1], sentence[1])
        while True:  # further quotations of the same sentence, bound by "and" or a cut
            further = next((q for q in paragraph.quotes_from(end)[:1] if q.outer[0] < sentence[1]), None)
            if further is None or len(text[end - base : further.outer[0] - base].split()) > 5:
                break
            end = min(further.outer[1], sentence[1])
        return trimmed(paragraph, (quote.outer[0], end))
    return None


def _is_main(verb: Token) -> bool:
    return verb.dep_ == "ROOT" and clause.own_subject(verb) is not None


def _introduces(verb: Token, between: str) -> bool:
    """Whether nothing but an addressee, a time or a colon stands between the cue and the quotation."""
    words = between.split()
    if not words or between[-1] in ",:—":
        return not (len(words) > 1 and words[0] == "," and words[1].endswith("ing"))
    if len(words) <= 2 and words[-1] in ("that", "how", "of", "why", "only", "simply"):
        return True
    if (
        len(words) > 10
        or words[0] == ","
        or words[-1] in ("the", "a", "an", "this", "his", "her", "their", "its", "as")
    ):
        return False
    if verb.lemma_ in _ADDRESSING and clause.child(verb, "dobj", "dative") is not None:
        return True
    return (
        verb.lemma_ in ("say", "write", "tweet", "post", "add")
        and words[0] in _SETTINGS
        and words[-1] not in clause.RELATIVE
    )
