"""Facts told in passing: a relative clause with a figure or a date, where no other claim says it."""

from stories.analysis import clause
from stories.analysis.model import Token
from stories.analysis.parse import Paragraph
from stories.analysis.pieces import Piece, tidied
from stories.analysis.reports import Report
from stories.analysis.wordlists import wordlists
from stories.domain.values import Span, Voice

_ASIDE = 400  # characters


def facts_aside(
    text: str, paragraph: Paragraph, tokens: list[Token], reports: list[Report], taken: list[Span]
) -> list[Piece]:
    """What a relative clause with a figure or a date says of a thing, where no other piece says it.

    "..., referring to the plant that opened in 2019" yields "the plant opened in 2019", two spans without the relative
    word. Of the people who speak nothing is taken: what is said there introduces them.
    """
    pieces: list[Piece] = []
    people = wordlists().people
    for token in tokens:
        if token.dep_ != "relcl" or paragraph.masked[token.i] or not _holds_fact(token):
            continue
        noun, own = token.head, clause.own_subject(token)
        if own is None or own.lower_ not in ("which", "that") or own.i <= noun.i or own.head.i != token.i:
            continue
        if noun.ent_type_ == "PERSON" or noun.lemma_.lower() in people:
            continue
        last, first = clause.beside(own, -1), clause.beside(own, 1)
        if last is None or first is None or first.i > token.right_edge.i:
            continue
        thing, said = paragraph.cover(noun.left_edge, last), paragraph.cover(first, token.right_edge)
        at = paragraph.at(token)
        if any(s < said[1] and at < e and s <= at for s, e in taken) or said[1] - thing[0] > _ASIDE:
            continue
        if any(s < thing[1] and thing[0] < e for report in reports for s, e in report.source):
            continue
        parts = tuple(part for span in (thing, said) if (part := tidied(text, paragraph, span)) is not None)
        if len(parts) == 2:
            pieces.append(Piece(parts, (parts[0][0], parts[1][1]), Voice.OUTLET))
    return pieces


def _holds_fact(verb: Token) -> bool:
    return clause.is_finite(verb) and any(t.like_num or t.ent_type_ == "DATE" for t in verb.subtree)
