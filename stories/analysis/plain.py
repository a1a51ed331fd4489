"""Reporting clauses without a parse: quotations and the words right beside them."""

import re

from stories.analysis.parse import Paragraph
from stories.analysis.reports import Report
from stories.domain.values import Act, Span

_VERB = (
    r"(?P<cue>said|says|told (?:reporters|journalists|the \w+|\w+)|tells|added|adds|wrote|writes|announced|"
    r"insisted|warned|"
    r"explained|replied|argued|claimed|stated|noted|tweeted|posted|continued|concluded|asked)"
)
_WHO = r"(?P<who>(?:[Tt]he |[AaOo]ne |An? )?(?:[\w.'-]+ ){0,4}?[\w.'-]+)"
_NAMED = r"(?P<who>(?:[Tt]he |[AaOo]ne |An? )?(?:[\w'-]+ ){0,5}[\w'-]+)(?=[,.;:]|$)"
_AFTER = re.compile(
    rf"\s{{0,2}}(?:{_VERB} {_NAMED}|{_WHO.replace('who', 'who2')} {_VERB.replace('cue', 'cue2')})(?=[\s,.;:]|$)"
)
_BEFORE = re.compile(rf"{_WHO} {_VERB}[,:]?\s{{0,2}}$")
_REACH = 90


def find_plain_reports(paragraph: Paragraph) -> list[Report]:
    """Quotations with a speaker named next to them; nothing is guessed for the rest."""
    reports: list[Report] = []
    for quote in paragraph.quotes:
        if quote.scare:
            continue
        at = quote.outer[1] - paragraph.base
        after = _AFTER.match(paragraph.folded[at : at + _REACH])
        if after is not None:
            group = ("who", "cue") if after.group("who") else ("who2", "cue2")
            reports.append(_report(paragraph, quote.outer, after, quote.outer[1], group))
            continue
        open_ = quote.outer[0] - paragraph.base
        start = max(0, open_ - _REACH)
        sentence = paragraph.sentences[paragraph.sentence_of(quote.outer[0])][0] - paragraph.base
        start = max(start, sentence) if sentence <= open_ else start
        before = _BEFORE.search(paragraph.folded[start:open_])
        if before is not None:
            reports.append(_report(paragraph, quote.outer, before, paragraph.base + start, ("who", "cue")))
    return reports


def _report(paragraph: Paragraph, content: Span, match: re.Match[str], base: int, group: tuple[str, str]) -> Report:
    source = (base + match.start(group[0]), base + match.end(group[0]))
    cue = (base + match.start(group[1]), base + match.end(group[1]))
    lemma = match.group(group[1]).split()[0]
    return Report((content,), (source,), (cue,), lemma, "quote", Act.ASSERT, None, None, paragraph.sentence_of(cue[0]))
