"""Contents that are no finite clause: infinitives, noun phrases, as-phrases, prepositions, according-to."""

from stories.analysis import clause
from stories.analysis.lexicon import Cue, lexicon
from stories.analysis.model import Token
from stories.analysis.parse import Paragraph
from stories.domain.values import Act, Span

_KEEP_CLOSING = " ,;:—-("


def trimmed(paragraph: Paragraph, span: Span) -> Span | None:
    """Without commas, dashes and lone quotation marks at the edges; None when no word is left."""
    start, end = span
    text, base = paragraph.folded, paragraph.base
    while start < end and text[start - base] in " ,;:—-)":
        start += 1
    while start < end and text[end - 1 - base] in _KEEP_CLOSING:
        end -= 1
    if start < end and text[end - 1 - base] == "." and paragraph.quote_at(end - 1) is None:
        end -= 1
    return (start, end) if any(c.isalnum() for c in text[start - base : end - base]) else None


def object_contents(paragraph: Paragraph, verb: Token, cue: Cue) -> tuple[str, tuple[Span, ...]]:
    """Contents that are no finite clause: infinitives, noun phrases, as-phrases, prepositions."""
    frames = cue.frames
    if "to" in frames or "person_to" in frames:
        infinitive = next(
            (c for c in verb.children if c.dep_ in ("xcomp", "ccomp", "advcl") and c.i > verb.i and _has_to(c)), None
        )
        if infinitive is not None and cue.acts.get("to") is Act.HEDGE and infinitive.lemma_ in lexicon().verbs:
            return "", ()  # "appeared to suggest": the inner word is the cue
        if infinitive is not None:
            object_ = clause.child(verb, "dobj")
            start = next(c for c in infinitive.children if c.dep_ == "aux" and c.lower_ == "to")
            name = "to" if "to" in frames and object_ is None else "person_to"
            if name in frames or "to" in frames:
                return whole(paragraph, name if name in frames else "to", start, infinitive.right_edge)
    if "small" in frames:
        small = clause.child(verb, "oprd", "ccomp", "xcomp")
        if small is not None and small.i > verb.i:
            return whole(paragraph, "small", small.left_edge, small.right_edge)
        if (
            clause.is_passive(verb) is False
            and clause.child(verb, "dobj") is not None
            and not any(c.dep_ == "prep" and c.lower_ in ("for", "on", "to") for c in verb.children)
        ):
            named = clause.child(verb, "dobj")
            assert named is not None
            return whole(paragraph, "small", named.left_edge, named.right_edge)
    if "as" in frames:
        object_ = clause.child(verb, "dobj")
        near = [*verb.children, *(object_.children if object_ is not None else ())]
        as_ = next((c for c in near if c.dep_ == "prep" and c.lower_ == "as" and c.i > verb.i), None)
        if as_ is not None:
            return whole(paragraph, "as", _skip(as_), as_.right_edge)
    for each in verb.children:
        if each.dep_ == "prep" and each.i > verb.i:
            name = "to_np" if each.lower_ == "to" else each.lower_
            content = clause.child(each, "pobj", "pcomp")
            if name in frames and content is not None and content.ent_type_ not in ("DATE", "TIME"):
                return whole(paragraph, name, _skip(each), each.right_edge)
    if "gerund" in frames:
        gerund = next((c for c in verb.children if c.dep_ == "xcomp" and c.tag_ == "VBG"), None)
        if gerund is not None:
            return whole(paragraph, "gerund", gerund.left_edge, gerund.right_edge)
    if "obj" in frames:
        object_ = clause.direct_object(verb)
        if (
            object_ is not None
            and object_.pos_ in ("NOUN", "PROPN", "PRON", "NUM")
            and object_.lower_ not in clause.RELATIVE
        ):
            aside = next((c for c in object_.rights if c.dep_ == "relcl" and clause.follows(c.left_edge, ",")), None)
            if aside is None:
                aside = next(
                    (t for t in object_.subtree if t.dep_ == "relcl" and clause.follows(t.left_edge, ",")), None
                )
            last = clause.beside(aside.left_edge, -1) if aside is not None else object_.right_edge
            return whole(paragraph, "obj", object_.left_edge, last)
    return "", ()


def _skip(preposition: Token) -> Token:
    """The preposition's own noun or clause: what is called for, without the "for"."""
    return preposition.doc[preposition.i + 1] if preposition.i + 1 <= preposition.right_edge.i else preposition


def _has_to(token: Token) -> bool:
    return any(c.dep_ == "aux" and c.lower_ == "to" for c in token.children)


def whole(paragraph: Paragraph, frame: str, first: Token, last: Token) -> tuple[str, tuple[Span, ...]]:
    """The frame and the stretch from one word to another, on to the end of a quotation that opens in it."""
    start, end = paragraph.cover(first, last)
    quote = paragraph.quote_at(end - 1) or paragraph.quote_at(end)
    if quote is not None and start <= quote.outer[0] < end:
        end = max(end, min(quote.outer[1], paragraph.sentences[paragraph.sentence_of(start)][1]))
    span = trimmed(paragraph, (start, end))
    return (frame, (span,)) if span else ("", ())


def according_contents(paragraph: Paragraph, token: Token, last: Token) -> tuple[Span, ...]:
    """The sentence around an according-to phrase."""
    start, end = paragraph.cover(token, last)
    sentence = paragraph.sentences[paragraph.sentence_of(start)]
    noun = clause.child(token.doc[token.i + 1], "pobj", "pcomp")
    if noun is not None:  # "..., who asked not to be named" says something of the source
        aside = next((c for c in noun.rights if c.dep_ == "relcl" and c.left_edge.i > last.i), None)
        if aside is not None:
            end = max(end, paragraph.cover(aside, aside.right_edge)[1])
    pieces = [(sentence[0], start), (end, sentence[1])]
    spans = [span for piece in pieces if (span := trimmed(paragraph, piece)) is not None]
    return tuple(spans)
