"""How far what is said reaches: where the parser stops too early, or takes the reporter's own words along."""

import re

from stories.analysis import clause
from stories.analysis.model import Token
from stories.analysis.parse import Paragraph
from stories.analysis.wordlists import words
from stories.domain.values import Span

_GOES_ON = re.compile(r" (?P<and>(?:and|or|but) )?[\w$£€]")
_STOPS_THERE = re.compile(
    r", (?:which|who|although|though|while|adding|arguing|saying|noting|citing|according|calling|after|as)\b|;"
)
_CONCESSION = re.compile(
    r", (?:(?:al)?though|saying|arguing|adding|noting|citing|claiming|insisting|warning|suggesting)\b"
)
_REPORTING_AGAIN = words("reporting_again")


def behind_time(complement: Token) -> Token:
    """The clause's first word behind a time that belongs to the cue: "told the club this weekend he would go"."""
    token = first = complement.left_edge
    while token.ent_type_ in ("DATE", "TIME") and (following := clause.beside(token, 1)) is not None:
        token = following
    own = clause.own_subject(complement)
    return token if token is not first and own is not None and own.left_edge.i == token.i else first


def past_quote(paragraph: Paragraph, end: int, sentence: Span) -> int:
    """What goes on behind a few quoted words belongs to what is said: "would take “dangerous” men into the jail"."""
    text, base = paragraph.folded, paragraph.base
    if not text[: end - base].endswith(('"', "'")) or end >= sentence[1]:
        return end
    inner = text[end - base - 2 : end - base - 1]
    rest = _GOES_ON.match(text, end - base, sentence[1] - base)
    if rest is None or inner in ",.?!;:":
        return end
    token = paragraph.token_at(base + rest.end() - 1)
    if token is None or token.tag_ in ("VBD", "VBZ") or (rest.group("and") and _again(token)):
        return end
    stop = _STOPS_THERE.search(text, end - base, sentence[1] - base)
    return base + stop.start() if stop is not None else sentence[1]


def _again(token: Token) -> bool:
    """Whether a second reporting word of the same speaker follows."""
    near = token.doc[token.i : token.i + 2]
    return any(t.lemma_ in _REPORTING_AGAIN and t.tag_ in ("VBD", "VBZ", "VBG") for t in near)


def before_concession(paragraph: Paragraph, start: int, end: int) -> int:
    """Before ", although ...": there the reporter speaks again."""
    found = _CONCESSION.search(paragraph.folded, start - paragraph.base, end - paragraph.base)
    if found is None or paragraph.quote_at(paragraph.base + found.start()) is not None:
        return end
    return paragraph.base + found.start()


def without_second_cue(paragraph: Paragraph, complement: Token, end: int) -> int:
    """ "... and said that": the reporter's own next verb, though the parser coordinates it with what is said."""
    chain, seen = [complement], 0
    while seen < len(chain) < 8:
        chain.extend(c for c in chain[seen].children if c.dep_ == "conj")
        seen += 1
    for verb in chain[1:]:
        if verb.lemma_ in _REPORTING_AGAIN and clause.own_subject(verb) is None and verb.tag_ in ("VBD", "VBZ"):
            before = clause.beside(verb.left_edge, -1) or verb
            first = before if before.dep_ == "cc" else verb.left_edge
            return min(end, paragraph.at(first))
    return end


def with_strays(paragraph: Paragraph, complement: Token, end: int, sentence: Span) -> int:
    """Objects and phrases right behind the clause that the parser hung on the cue, or left without a head."""
    for _ in range(4):
        token = paragraph.token_at(end + 1) if end + 1 < sentence[1] else None
        if (
            token is None
            or paragraph.at(token) > end + 2
            or paragraph.at(token) >= sentence[1]
            or token.i <= complement.i
        ):
            return end
        top = token
        while (
            top.head != top
            and top.left_edge.i >= token.i
            and top.head.i != complement.head.i
            and top.head.left_edge.i >= token.i
        ):
            top = top.head
        if top.left_edge.i != token.i or top.dep_ not in (
            "dobj",
            "prep",
            "npadvmod",
            "dep",
            "oprd",
            "attr",
            "ROOT",
            "punct",
            "pobj",
        ):
            return end
        if top.dep_ == "punct" and top.text not in "\"'":
            return end
        end = min(paragraph.cover(top, top.right_edge)[1], sentence[1])
    return end


def with_relative(paragraph: Paragraph, end: int, sentence: Span) -> int:
    """A relative clause that follows without a comma belongs to what is said, wherever the parser hung it."""
    token = paragraph.token_at(end + 1) if end + 1 < sentence[1] else None
    if token is None or token.lower_ not in clause.RELATIVE or paragraph.at(token) > end + 1 or token.dep_ == "mark":
        return end
    return max(end, paragraph.cover(token.head, token.head.right_edge)[1]) if token.head.i > token.i else end
