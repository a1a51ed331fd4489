"""Candidate claims of one article, every field with the rule that filled it."""

import logging
import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, replace

from stories.analysis.factuality import judge, unsaid
from stories.analysis.furniture import ACCOUNT_LINE, POST_LINK
from stories.analysis.model import Token
from stories.analysis.parse import Paragraph
from stories.analysis.pieces import Piece, reported_pieces
from stories.analysis.pieces_own import own_pieces
from stories.analysis.places import find_places
from stories.analysis.predicates import ClauseReader
from stories.analysis.record import UNSAID, Candidate
from stories.analysis.reports import SPEECH_FRAMES, Report
from stories.analysis.speakers import SpeakerBook
from stories.analysis.wording import (
    is_about_what_is_said,
    is_unsaid,
    is_withheld,
    names_nobody,
    naming_subject,
    statement,
    with_its_verb,
)
from stories.analysis.wordlists import words
from stories.analysis.worth import check_worthiness, is_volatile, of_oneself, of_things_as_such
from stories.domain.values import Act, Attribution, DateMention, PassageKind, Place, Quantity, Span, TimexType, Voice

MOST = 200  # claims of one article
_WHOLE = 20  # characters between "one of" and the number of the whole
_BOUND = 1000  # claims after which the rest of an article is not read
_log = logging.getLogger(__name__)
_WORD = re.compile(r"[^\W_]+(?:['’.-][^\W_]+)*")
_EDGES = ' ,;:—–-"“”„«»'
_STOP = words("stop")
_NOT_SO = words("not_so")


@dataclass(frozen=True, slots=True)
class Material:
    """What the stages before have found, for the whole article."""

    text: str
    folded: str
    paragraphs: list[Paragraph]
    reports: list[list[Report]]
    book: SpeakerBook
    reader: ClauseReader
    quantities: Sequence[Quantity]
    dates: Sequence[DateMention]


def find_claims(material: Material) -> tuple[Candidate, ...]:
    """All claims in reading order; of more than 200 those that most deserve checking, and the log says so."""
    claims: list[Candidate] = []
    for number, paragraph in enumerate(material.paragraphs):
        if len(claims) >= _BOUND:
            break
        if paragraph.kind is PassageKind.EMBEDDED_POST:
            claims.extend(_post(material, number))
            continue
        reports = material.reports[number]
        speakers = [material.book.resolve(number, paragraph, r, leading=_leads(reports, r)) for r in reports]
        pieces = reported_pieces(material.text, paragraph, reports)
        pieces += own_pieces(material.text, paragraph, reports, pieces)
        pieces.sort(key=lambda p: p.spans)
        seen: set[tuple[Span, ...]] = set()
        for piece in pieces:
            if piece.spans in seen:
                continue
            seen.add(piece.spans)
            chain = tuple(
                link_of(paragraph, reports[i], None if _is_told(reports[i], piece) else speakers[i][0])
                for i in piece.chain
            )
            rules = tuple(f"{'attribution:' + reports[i].frame}" for i in piece.chain[-1:])
            rules += tuple(speakers[i][2] for i in piece.chain[-1:])
            report = reports[piece.chain[-1]] if piece.chain else None
            claims.append(candidate_of(material, number, piece, report, chain, rules))
    if len(claims) > MOST:
        _log.warning("%d claims and more in one article, %d kept", len(claims), MOST)
        ranked = sorted(range(len(claims)), key=lambda i: (-claims[i].check_worthiness, i))[:MOST]
        claims = [replace(claims[i], rules=(*claims[i].rules, "article:capped")) for i in sorted(ranked)]
    return tuple(claims)


def _is_told(report: Report, piece: Piece) -> bool:
    """Whether the wording itself tells who did or wants what: then nobody is its speaker."""
    return report.told and piece.wide != (piece.spans[0][0], piece.spans[-1][1])


def _leads(reports: list[Report], report: Report) -> bool:
    """Whether the report is speech and stands inside no other: its speaker may go on speaking."""
    cue = report.cue[0][0] if report.cue else -1
    nested = any(s <= cue < e for other in reports if other is not report for s, e in other.contents)
    return report.frame in SPEECH_FRAMES and not nested


def link_of(paragraph: Paragraph, report: Report, speaker: str | None) -> Attribution:
    act = report.act
    cue = report.verb if report.frame in ("that", "quote") else None
    if cue is not None and any(c.dep_ == "neg" or c.lower_ in _NOT_SO for c in cue.children):
        act = Act.HEDGE
    if speaker is None and paragraph.doc is None and report.source:
        start, end = report.source[0]
        speaker = paragraph.folded[start - paragraph.base : end - paragraph.base]
    return Attribution(speaker, report.source, report.cue, act)


def candidate_of(
    material: Material,
    number: int,
    piece: Piece,
    report: Report | None,
    chain: tuple[Attribution, ...],
    rules: tuple[str, ...],
) -> Candidate:
    paragraph = material.paragraphs[number]
    tokens = [t for span in piece.spans for t in paragraph.tokens(span)]
    wide_tokens = [t for span in piece.stretch for t in paragraph.tokens(span)] or tokens
    head = _head(tokens)
    facts = judge(head, tokens, report)
    text = "".join(material.text[s:e] for s, e in piece.spans)
    if is_unsaid(chain, report):
        facts = unsaid(facts)
    elif is_about_what_is_said(text):
        rules = (*rules, UNSAID)
    wide = piece.wide != (piece.spans[0][0], piece.spans[-1][1])
    stretches = (*piece.spans, *piece.stretch)
    quantities = tuple(i for i in _within(material.quantities, stretches) if not _picks_out(material, i))
    dates = _within(material.dates, stretches)
    dates = tuple(i for i in dates if _places_in_time(material.dates[i], [material.quantities[q] for q in quantities]))
    places = _places(material.folded, piece, wide_tokens)
    predicates = material.reader.predicates(number, paragraph, piece.stretch if wide else piece.spans)
    voice = Voice.HEADLINE if paragraph.kind is PassageKind.HEADLINE else piece.voice
    return Candidate(
        spans=piece.spans,
        text=text,
        statement=_worded(material, number, piece, chain, report, head, wide=wide or names_nobody(report)),
        voice=voice,
        attribution=chain,
        polarity=facts.polarity,
        modality=facts.modality,
        quantities=quantities,
        dates=dates,
        places=places,
        lemmas=_lemmas(wide_tokens, text),
        predicates=predicates,
        check_worthiness=check_worthiness(
            text,
            figures=len(quantities),
            dates=len(dates),
            names=sum(bool(t.ent_type_) for t in wide_tokens),
            places=len(places),
            words=len(text.split()),
            events=sum(p.lemma != "be" for p in predicates),
            modality=facts.modality,
            voice=voice,
            attributed=bool(chain),
            personal=piece.voice is Voice.QUOTED and of_oneself(head),
            general=of_things_as_such(head),
        ),
        volatile=is_volatile(text, figures=len(quantities)),
        hedges=facts.hedges,
        rules=(*rules, facts.rule, f"voice:{voice}"),
    )


def _worded(
    material: Material,
    number: int,
    piece: Piece,
    chain: tuple[Attribution, ...],
    report: Report | None,
    head: Token | None,
    *,
    wide: bool,
) -> str:
    if report is not None and not wide and is_withheld(chain, report, piece.voice):
        return statement(material.text, with_its_verb(piece.spans, chain))
    wording = statement(material.text, piece.stretch if wide else piece.spans)
    if wide and report is not None:
        head = report.verb
    elif piece.voice is not Voice.OUTLET:
        return wording
    return naming_subject(wording, number, head, material.book)


def _head(tokens: list[Token]) -> Token | None:
    """The verb that governs the piece: the highest one whose own head stands outside, or is itself."""
    inside = {t.i for t in tokens}
    tops = [t for t in tokens if t.head.i not in inside or t.head == t]
    for top in tops:
        if top.pos_ in ("VERB", "AUX"):
            return top
    below = ("aux", "auxpass", "amod", "acl", "relcl")
    return next((t for t in tokens if t.pos_ in ("VERB", "AUX") and t.dep_ not in below), None)


def _within(mentions: Sequence[Quantity] | Sequence[DateMention], spans: tuple[Span, ...]) -> tuple[int, ...]:
    """Which mentions lie in one of the spans; mentions stand in reading order without overlaps."""
    found: set[int] = set()
    for start, end in spans:
        first = bisect_left(mentions, start, key=lambda mention: mention.start)
        past = bisect_left(mentions, end, key=lambda mention: mention.start)
        found.update(i for i in range(first, past) if mentions[i].end <= end)
    return tuple(sorted(found))


def _picks_out(material: Material, index: int) -> bool:
    """ "one of the ferries" counts nothing; "one of the four ferries" does."""
    quantity = material.quantities[index]
    one = quantity.low == quantity.high == 1 and quantity.unit is None
    if not one or material.folded[quantity.end : quantity.end + 4] != " of ":
        return False
    following = material.quantities[index + 1 : index + 2]
    return not any(quantity.end < other.start < quantity.end + _WHOLE for other in following)


def _places_in_time(mention: DateMention, quantities: list[Quantity]) -> bool:
    """Whether a mention tells when: not "the past" without a day, not a length of time that is a figure already."""
    if mention.type in (TimexType.DATE, TimexType.TIME):
        return mention.from_ is not None
    return not any(q.start <= mention.start and mention.end <= q.end for q in quantities)


def _places(folded: str, piece: Piece, tokens: list[Token]) -> tuple[Place, ...]:
    found: dict[str, Place] = {}
    for span in {*piece.stretch, *piece.spans}:
        for _, place in find_places(folded, span):
            found.setdefault(place.name, place)
    for token in tokens:
        if token.ent_type_ in ("GPE", "LOC") and token.ent_iob_ == "B":
            end = token.i + 1
            while end < len(token.doc) and token.doc[end].ent_iob_ == "I":
                end += 1
            name = token.doc[token.i : end].text.removeprefix("the ").removesuffix("'s").strip()
            if (
                name
                and not any(name in known or known in name for known in found)
                and not find_places(name, (0, len(name)))
            ):
                found.setdefault(name, Place(name))
    return tuple(found[name] for name in sorted(found))


def _lemmas(tokens: list[Token], text: str) -> tuple[str, ...]:
    if not tokens:
        return tuple(w.lower() for w in _WORD.findall(text) if w.lower() not in _STOP)
    return tuple(
        t.lemma_.lower()
        for t in tokens
        if any(c.isalnum() for c in t.text) and t.lower_ not in _STOP and t.lemma_.lower() not in _STOP
    )


def _post(material: Material, number: int) -> list[Candidate]:
    """The sentences of an embedded post, said by its account."""
    paragraphs = material.paragraphs
    paragraph = paragraphs[number]
    account = None
    for later in range(number, min(number + 8, len(paragraphs))):
        if paragraphs[later].kind is not PassageKind.EMBEDDED_POST:
            break
        account = ACCOUNT_LINE.search(paragraphs[later].folded)
        if account is not None:
            break
    chain: tuple[Attribution, ...] = ()
    if account is not None:
        base = paragraphs[later].base
        name = account.group("name").strip()
        source = (base + account.start("name"), base + account.start("name") + len(account.group("name").rstrip()))
        chain = (
            Attribution(name, (source,), ((base + account.start("handle"), base + account.end("handle")),), Act.ASSERT),
        )
    stop = paragraph.span[1]
    for marker in (POST_LINK.search(paragraph.folded), ACCOUNT_LINE.search(paragraph.folded)):
        if marker is not None:
            stop = min(stop, paragraph.base + marker.start())
    claims = []
    for start, end in paragraph.sentences:
        end = min(end, stop)
        while end > start and material.text[end - 1] in _EDGES:
            end -= 1
        if len(material.text[start:end].split()) > 2:
            piece = Piece(((start, end),), (start, end), Voice.EMBEDDED_POST)
            claims.append(candidate_of(material, number, piece, None, chain, ("attribution:account",)))
    return claims
