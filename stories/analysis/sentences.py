"""Sentence boundaries that know quotation marks and abbreviations."""

import re

from stories.analysis.wordlists import words
from stories.domain.values import Span

_ABBREVIATIONS = words("abbreviations")
_DOTTED = re.compile(r"(?:[A-Za-z]\.)+[A-Za-z]$")
_STARTERS = words("starters")
_END = re.compile(r"[.!?…]{1,4}[\"')\]]{0,3}(?=\s{1,4}[\"'(\[—•]{0,3}[A-Z0-9$£€])")
_WORD_BEFORE = re.compile(r"[\w.\-]+$")
_REPORTING = re.compile(
    r"\s*(?:[A-Z][\w.'-]+|the|a|an|one|his|her|their|he|she|they|it|we)"
    r"(?:(?:\s[\w.'-]+){0,5}?|(?:,?\s[\"(]?[\w'.-]+[\"),]{0,2}){0,12}?)\s"
    r"(?:said|says|asked|asks|told|wrote|tweeted|added|adds|replied|shouted|exclaimed|declared|writes|posted|"
    r"responded|joked|quipped|yelled|read|reads|insisted|remarked|continued|demanded|wondered)\b"
)


_TIMED = re.compile(r"\d\s?[ap]\.m$", re.IGNORECASE)
_OF_THE_TIME = words("of_the_time")
_LEAST_BEFORE = 4  # words: "At 7 a.m. Mara Lund went out" is one sentence


def split_sentences(folded: str, span: Span) -> list[Span]:
    """Sentences of one paragraph of folded text, trimmed, covering every character that is not space."""
    start, end = span
    text = folded[start:end]
    cuts = [match.end() for match in _END.finditer(text) if _is_boundary(text, match)]
    spans: list[Span] = []
    last = 0
    for cut in [*cuts, len(text)]:
        piece = text[last:cut]
        lead = len(piece) - len(piece.lstrip())
        if piece.strip():
            spans.append((start + last + lead, start + last + len(piece.rstrip())))
        last = cut
    return spans


def _is_boundary(text: str, match: re.Match[str]) -> bool:
    mark = match.group()
    after = text[match.end() : match.end() + 90].lstrip()
    if '"' in mark or "'" in mark:
        # "Is it?" the minister asked: the reporting clause belongs to the quotation
        return mark[0] == "." or not _REPORTING.match(after)
    if mark[0] != "." or len(mark) > 1:
        return True
    before = _WORD_BEFORE.search(text, max(0, match.start() - 30), match.start())
    word = before.group() if before else ""
    following = re.match(r"[\"'(\[]*([\w']+)", after)
    if len(word) == 1 and word.isupper():  # an initial stands between names; "on X." ends a sentence
        ahead = _WORD_BEFORE.search(text[max(0, match.start() - 40) : match.start() - 1].rstrip())
        return ahead is not None and ahead.group()[:1].islower() and ahead.group() not in ("and", "or")
    if word.lower() in _ABBREVIATIONS:
        return False
    if word.lower() in ("a.m", "p.m") and _ends_with_a_time(text[: match.start()], following):
        return True
    if _DOTTED.search(word):
        return following is not None and following.group(1) in _STARTERS
    return True


def _ends_with_a_time(before: str, following: re.Match[str] | None) -> bool:
    """ "It began at 7 a.m. Mara Lund went out": but "at 7 a.m. Tuesday", "at 7 a.m. Eastern"."""
    since = re.split(r"[.!?]\s", before[-300:])[-1]
    return (
        _TIMED.search(before[-8:]) is not None
        and following is not None
        and following.group(1)[:1].isupper()
        and following.group(1) not in _OF_THE_TIME
        and not following.group(1).isupper()
        and len(since.split()) > _LEAST_BEFORE
    )
