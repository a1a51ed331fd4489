"""The shapes that readers get: a folded story as the contract's JSON. One place for now and for any moment of the past.

`public=True` is what anonymous readers see: public claims, spans with their sources, decisions and corrections; never
full texts, undecided or dismissed claims, notes, assignees or off-record matter.
"""

from collections.abc import Iterable
from dataclasses import fields
from typing import Any

from stories.domain.origins import Sourcing, origins, sourcing
from stories.domain.publication import is_public, is_readable
from stories.domain.records import AppearanceRef, Evidence
from stories.domain.state import Claim, ClaimAppearance, Contradiction, Question, Suggestion
from stories.domain.story import Story
from stories.domain.values import Appearance, Certainty, ClaimId, Voice
from stories.domain.vocabulary import ContradictionStatus, Publication, Terms
from stories.eventlog.codec import plain
from stories.projections.articles import language_of
from stories.projections.printed import quantity_words, side_words

Document = dict[str, Any]


def nullable(value: object) -> Any:
    """As `plain`, but nothing is left out of the outermost object: a client finds every key of the contract."""
    return None if value is None else plain(value)


def _whole(value: Any) -> Any:
    """The contract's own objects with every key, null where there is no value: unlike in events, which leave it out."""
    if value is None or isinstance(value, tuple):
        return None if value is None else [_whole(one) for one in value]
    return {field.name.rstrip("_"): plain(getattr(value, field.name)) for field in fields(value)}


def _appearance(story: Story, item: ClaimAppearance, origin: str | None) -> Document:
    appearance = item.appearance
    article = story.articles.get(appearance.article)
    source = story.source_of(article) if article else None
    return {
        "article": appearance.article,
        "revision": appearance.revision,
        "source": {"id": source.id, "name": source.name, "kind": source.kind.value} if source else None,
        "title": article.title if article else None,
        "url": article.url if article else None,
        "spans": plain(appearance.spans),
        "text": appearance.text,
        "voice": appearance.voice.value,
        "speaker": speaker_of(appearance),
        "attribution": _whole(appearance.attribution),
        "origin": origin,
        "sha256": appearance.sha256,
        "standing": item.standing,
        "differences": plain(item.differences),
        "score": nullable(item.score),
    }


def reference(appearance: Appearance) -> AppearanceRef:
    return AppearanceRef(appearance.article, appearance.revision, appearance.spans)


def speaker_of(appearance: Appearance) -> str | None:
    """The innermost named speaker: whose words they are in the end."""
    return next((link.speaker for link in reversed(appearance.attribution) if link.speaker), None)


def _evidence(item: Evidence, *, public: bool) -> Document | None:
    if public and (item.terms is Terms.OFF_RECORD or item.struck is not None):
        return None
    shown: Document = {"n": item.n, "kind": item.kind.value, "terms": item.terms.value}
    if not public or item.terms is Terms.ON_RECORD:
        shown |= {"summary": item.summary, "url": item.url, "file": item.file, "article": item.article}
        shown["sha256"] = item.sha256
    if not public:
        shown |= {
            "contact": nullable(item.contact),
            "filed_by": item.filed_by,
            "filed_at": plain(item.filed_at),
            "struck": item.struck,
        }
    return shown | {"obtained_at": plain(item.obtained_at)}


def sourcing_document(found: Sourcing) -> Document:
    return {
        "label": found.label.value,
        "outlets": found.outlets,
        "origins": found.origins,
        "primary": found.primary,
        "anonymous_only": found.anonymous_only,
        "explanation": found.explanation,
    }


def claim_document(story: Story, claim: Claim, *, public: bool = False) -> Document:
    """A Claim of the contract. For readers a canceled claim keeps its notice and loses words, values and sources."""
    if public and claim.publication is Publication.CANCELED:
        claim = Claim(
            claim.id,
            "",
            claim.first_seen,
            claim.retold_at or claim.last_changed,
            status=claim.status,
            publication=claim.publication,
            section=claim.section,
            rank=claim.rank,
            successor=claim.successor,
            valid_from=claim.valid_from,
            notice=claim.notice,
            touched=claim.touched,
        )
    named = origins(story, claim, public=public)
    shown = [item for item in claim.appearances if not public or is_readable(story, item)]
    attributed = shown if public else claim.appearances
    document: Document = {
        "id": claim.id,
        "story": story.id,
        "statement": claim.statement or None,
        "lang": _language(story, claim),
        "quotation": _is_quotation(claim),
        "status": claim.status.value,
        "publication": claim.publication.value,
        "public": is_public(story, claim),
        "section": claim.section,
        "rank": claim.rank,
        "sourcing": sourcing_document(sourcing(story, claim, public=public)),
        "speaker": _whole(claim.speaker),
        "attribution": _whole(attributed[0].appearance.attribution) if attributed else [],
        "polarity": nullable(claim.values.polarity),
        "modality": nullable(claim.values.modality),
        "quantities": [_whole(one) | {"text": quantity_words(story, shown, one)} for one in claim.values.quantities],
        "dates": _whole(claim.values.dates),
        "places": _whole(claim.values.places),
        "appearances": [_appearance(story, item, named.get(reference(item.appearance))) for item in shown],
        "evidence": [told for item in claim.evidence if (told := _evidence(item, public=public))],
        "differences": plain(_differences(claim, shown)),
        "contradictions": [
            item.id for item in contradictions_of(story, claim) if not public or readable_sides(story, item) is not None
        ],
        "corrections": plain(claim.corrections),
        "successor": claim.successor,
        "valid_from": nullable(claim.valid_from),
        "merged_into": claim.merged_into,
        "verdict": {"evidence": list(claim.verdict_evidence), "note": None if public else claim.verdict_note},
        "notice": claim.notice,
        "check_worthiness": nullable(claim.check_worthiness),
        "version": claim.touched,
        "first_seen": plain(claim.first_seen),
        "last_changed": plain(claim.retold_at or claim.last_changed if public else claim.last_changed),
        "extractor": claim.extractor,
    }
    if not public:
        document["work"] = {
            "assignee": claim.work.assignee,
            "due": nullable(claim.work.due),
            "pending": nullable(claim.work.pending),
            "challenged": bool(claim.work.challenged),
            "recheck_by": nullable(claim.work.recheck_by),
            "self_verified": claim.work.self_verified,
        }
        document["hold"] = nullable(claim.hold)
        document["slips"] = _slips(story, claim)
        document["withdrawn_reason"] = claim.withdrawn_reason
        document["ever_public"] = claim.ever_public
    return document


def _language(story: Story, claim: Claim) -> str | None:
    """BCP 47: of the article where the story met the claim first.

    For one made by hand, of the article that its evidence names, else what all analysed articles of the story share.
    """
    for item in claim.appearances:
        article = story.articles.get(item.appearance.article)
        if article and (found := language_of(article, item.appearance.revision)):
            return found
    if claim.appearances:
        return None
    named = [story.articles[one.article] for one in claim.evidence if one.article in story.articles]
    analysed = (article for article in story.articles.values() if article.head_revision.analysed_by)
    spoken = {language_of(article) for article in named or analysed}
    return spoken.pop() if len(spoken) == 1 else None


def _is_quotation(claim: Claim) -> bool:
    """Whether the statement is somebody's own words, so that whoever prints it sets quotation marks."""
    words = claim.statement.strip(" .,;:!?“”\"‘’'")
    return bool(words) and any(
        one.voice in {Voice.QUOTED, Voice.EMBEDDED_POST} and words in one.text for one in claim.standing_appearances
    )


def _differences(claim: Claim, shown: Iterable[ClaimAppearance]) -> list[Any]:
    found = list(claim.differences)
    for item in shown:
        if item.standing:
            found.extend(one for one in item.differences if one not in found)
    return found


def _slips(story: Story, claim: Claim) -> list[Document]:
    """What does not fit in the very words of its articles: for the desk, where the claim has part in it."""
    return [
        {"article": item.article, "revision": item.revision, "spans": plain(slip.spans), "reason": slip.reason}
        for item in claim.standing_appearances
        if (article := story.articles.get(item.article)) and (revision := article.revision(item.revision))
        for slip in revision.slips or ()
        if any(start < end_ and start_ < end for start, end in slip.spans for start_, end_ in item.spans)
    ]


def contradictions_of(story: Story, claim: Claim) -> list[Contradiction]:
    return [item for item in story.contradictions.values() if any(side.claim == claim.id for side in item.sides)]


def readable_sides(story: Story, item: Contradiction) -> list[ClaimId] | None:
    """The claims whose sides readers may see: two or more public ones of a certain contradiction, or None."""
    if item.certainty is not Certainty.CERTAIN or item.status is ContradictionStatus.LAPSED:
        return None
    sides = [
        side.claim
        for side in item.sides
        if side.standing and (claim := story.claims.get(side.claim)) and is_public(story, claim)
    ]
    return sides if len(set(sides)) > 1 else None


def contradiction_document(story: Story, item: Contradiction, *, public: bool = False) -> Document:
    readable = readable_sides(story, item) or []
    sides = []
    for side in item.sides:
        if public and side.claim not in readable:
            continue
        claim = story.claims.get(side.claim)
        named = origins(story, claim, public=public) if claim else {}
        standing = [one for one in claim.appearances if one.standing] if claim else []
        if public:
            standing = [one for one in standing if is_readable(story, one)]
        sides.append(
            {
                "claim": side.claim,
                "value": side.value,
                "text": side_words(claim, side.value, side.normalised),
                "normalised": side.normalised,
                "standing": side.standing,
                "statement": claim.statement if claim else None,
                "origins": len({named[one.ref] for one in standing if one.ref in named}),
                "appearances": [one.appearance.article for one in standing],
            }
        )
    return {
        "id": item.id,
        "story": story.id,
        "kind": item.kind.value,
        "certainty": item.certainty.value,
        "status": item.status.value,
        "slot": item.slot,
        # The comparer's reason names every outlet and value that it compared, unpublished ones too.
        "reason": _cannot_both_hold(sides) if public else item.reason,
        "sides": sides,
        "outcome": nullable(item.outcome),
        "side": None if public and item.side not in readable else item.side,
        "note": None if public else item.note,
        "judged_by": None if public else item.judged_by,
        "detected_at": plain(item.detected_at),
        "version": item.touched,
    }


def _cannot_both_hold(sides: Iterable[Document]) -> str:
    values = dict.fromkeys(f"“{side['text']}”" for side in sides)
    return f"These cannot all hold: {', '.join(values)}."


def question_document(story: Story, item: Question, *, public: bool = False) -> Document:
    document = {
        "id": item.id,
        "story": story.id,
        "kind": item.kind.value,
        "text": item.text,
        "about": item.about,
        "opened_at": plain(item.opened_at),
        "answer": item.answer,
        "claim": item.claim,
        "outcome": nullable(item.outcome),
        "version": item.touched,
    }
    if not public:
        document |= {"owner": item.owner, "due": nullable(item.due), "note": item.note}
    return document


def suggestion_document(story: Story, item: Suggestion) -> Document:
    return {"story": story.id, "version": item.touched} | {
        key: nullable(getattr(item, key))
        for key in ("id", "kind", "a", "b", "score", "reason", "comparer", "judgement", "by", "at", "note")
    }
