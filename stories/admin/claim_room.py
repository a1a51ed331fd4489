"""The claim's page: what it says, why we hold it so, where it stands, what speaks for and against it."""

from typing import Any
from uuid import UUID

from django.conf import settings

from stories.admin.asked import Look
from stories.admin.claim_chain import chain, variants
from stories.admin.claim_verbs import CLAIM_VERBS
from stories.admin.contexts import contact_ids, in_paragraph, in_words, side_by_side, web_address
from stories.admin.reach_room import NOTICE, REACH
from stories.admin.rooms import Room
from stories.admin.tabs import OLDER
from stories.application.people import names_of
from stories.domain.decide_undo import UNDO_WITHIN
from stories.domain.permissions import Action, may
from stories.domain.state import Claim
from stories.domain.story import Story
from stories.domain.values import ClaimId
from stories.models import Contact
from stories.projections.documents import claim_document, contradiction_document, contradictions_of


def claim_in(story: Story, thing: str) -> Claim | None:
    return story.claims.get(ClaimId(thing))


UNFOLDED = 12  # appearances that stand open on the page


def context(look: Look) -> dict[str, Any]:
    story, claim = look.story, look.held
    document = claim_document(story, claim)
    actors = {item.filed_by for item in claim.evidence}
    actors |= {one for one in (claim.work.assignee, claim.decided_by) if one}
    actors |= {claim.work.pending.by} if claim.work.pending else set()
    names = names_of(actors)
    decision = claim.last_decision
    return {
        "title": claim.statement,
        "claim": document,
        "names": names,
        "assignee": names.get(claim.work.assignee or ""),
        "decided_by": names.get(claim.decided_by or ""),
        "proposed_by": names.get(claim.work.pending.by) if claim.work.pending else None,
        **_at_first(_appearances(story, claim, document)),
        "held_because": in_words(claim.hold.reason.value) if claim.hold else "",
        "evidence": _evidence(claim, names, look),
        "verdict_evidence": claim.verdict_evidence,
        "contradictions": [
            side_by_side(contradiction_document(story, item)) for item in contradictions_of(story, claim)
        ],
        "successor": story.claims.get(claim.successor) if claim.successor else None,
        "disputed_by": story.claims.get(claim.disputed_by) if claim.disputed_by else None,
        "undo_until": decision.at + UNDO_WITHIN if decision else None,
        "values": claim.values,
        "too_few": _too_few(look, document),
        "chain": chain(story, claim),
        "variants": variants(story, claim),
        "titles": {one.id: one.title or story.source_of(one).name for one in story.articles.values()},
    }


def _at_first(appearances: list[dict[str, Any]]) -> dict[str, Any]:
    """The first of them, and the others for whoever opens them."""
    return {
        "appearance_count": len(appearances),
        "appearances": appearances[:UNFOLDED],
        "more_appearances": appearances[UNFOLDED:],
    }


def _appearances(story: Story, claim: Claim, document: dict[str, Any]) -> list[dict[str, Any]]:
    found = []
    for item, shown in zip(claim.appearances, document["appearances"], strict=True):
        article = story.articles.get(item.appearance.article)
        revision = article.revision(item.appearance.revision) if article else None
        found.append(
            shown
            | {
                "pieces": in_paragraph(revision.text, item.appearance.spans) if revision else [],
                "address": web_address(shown["url"]),
                "speakers": [link.speaker for link in item.appearance.attribution if link.speaker],
                "filed_at": revision.received_at if revision else None,
            }
        )
    return found


def _evidence(claim: Claim, names: dict[str, str], look: Look) -> list[dict[str, Any]]:
    """A contact's identity is for its recorder and for desk heads; everybody else reads the label."""
    heads = may(look.by, Action.READ_CONTACT)
    known = Contact.objects.in_bulk([UUID(hex=one) for one in contact_ids(claim.evidence)])
    found = []
    for item in claim.evidence:
        contact = known.get(UUID(hex=item.contact.id)) if item.contact else None
        mine = contact is not None and f"usr_{contact.recorded_by_id.hex}" == look.by.person
        found.append(
            {
                "item": item,
                "kind": item.kind.value.replace("_", " "),
                "terms": item.terms.value.replace("_", " "),
                "filed_by": names.get(item.filed_by, ""),
                "address": web_address(item.url),
                "contact": contact if heads or mine else None,
            }
        )
    return found


def _too_few(look: Look, document: dict[str, Any]) -> int | None:
    """How many origins the house wants, where a public line has fewer."""
    needed = look.story.origins_needed or settings.NEWSROOM_ORIGINS
    return needed if document["public"] and document["sourcing"]["origins"] < needed else None


CLAIM_ROOM = Room("claim", CLAIM_VERBS | NOTICE, claim_in, context, OLDER | REACH)
