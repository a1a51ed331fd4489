"""Speakers set apart by a mark alone: a transcript's "OSK:", a name behind a dash."""

import re

from stories.analysis.parse import Paragraph
from stories.analysis.phrases import trimmed
from stories.analysis.reports import Report
from stories.domain.values import Act, PassageKind

_SIGNED = re.compile(r"\s{0,3}(?P<dash>—|--?)\s{0,2}(?P<who>[A-Z][\w.'-]*(?:,? [\w.'-]+){0,9})\.?\s*$")
_LABEL = re.compile(r"(?P<who>[A-Z][\w.'-]*(?: [A-Z][\w.'-]*){0,3})(?P<colon>:) (?=\S+(?: \S+){3})")
_NO_NAMES = frozenset(
    {"UPDATE", "CORRECTION", "WATCH", "READ", "NOTE", "BREAKING", "LIVE", "VIDEO", "PHOTO", "MORE", "Q", "A"}
)


def find_labelled(paragraph: Paragraph) -> list[Report]:
    """A transcript's line ("OSK: It is late ...") or a headline that opens with its speaker ("Osk: pier is safe")."""
    label = _LABEL.match(paragraph.folded)
    if label is None or paragraph.doc is None or label.group("who").upper() in _NO_NAMES:
        return []
    base = paragraph.base
    who = (base + label.start("who"), base + label.end("who"))
    named = paragraph.tokens(who)
    headline = paragraph.kind is PassageKind.HEADLINE and any(t.ent_type_ == "PERSON" for t in named)
    if not named or not (headline or (label.group("who").isupper() and len(label.group("who")) > 2)):
        return []
    content = trimmed(paragraph, (base + label.end(), paragraph.span[1]))
    colon = (base + label.start("colon"), base + label.end("colon"))
    if content is None:
        return []
    return [Report((content,), (who,), (colon,), ":", "quote", Act.ASSERT, None, named[-1], 0)]


def find_signed(paragraph: Paragraph) -> list[Report]:
    """A quotation with its speaker's name behind a dash, as in a collection of voices."""
    if not paragraph.quotes:
        return []
    quote = paragraph.quotes[-1]
    signed = _SIGNED.match(paragraph.folded, quote.outer[1] - paragraph.base)
    if signed is None or (quote.outer[0] > paragraph.base + 1 and len(paragraph.quotes) == 1):
        return []
    content = (paragraph.quotes[0].outer[0], quote.outer[1])
    source, dash = signed.span("who"), signed.span("dash")
    base = paragraph.base
    spans = ((base + source[0], base + source[1]),)
    token = paragraph.token_at(spans[0][0])
    head = next((t for t in paragraph.tokens(spans[0]) if t.ent_type_ == "PERSON"), token)
    return [
        Report(
            (content,), spans, ((base + dash[0], base + dash[1]),), "—", "quote", Act.ASSERT, None,
            head, paragraph.sentence_of(content[0]),
        )
    ]  # fmt: skip
