"""The verbs of claims: which body each takes and which command it makes. A new verb is one line in CLAIM_VERBS."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from stories.api import bodies
from stories.api import bodies_claims as claims
from stories.api.bodies_values import values_of
from stories.api.parsing import bad_field
from stories.api.problems import Problem
from stories.application.contacts import forget_contacts, keep_contact
from stories.application.decisions import decide_in
from stories.application.files import digest_of
from stories.application.handle import (
    CommandRepeated,
    Handled,
    IdempotencyMismatch,
    KeyTaken,
    Order,
    Stale,
    VersionConflict,
)
from stories.application.ids import new_id
from stories.domain import commands_claim as commands
from stories.domain.actors import By
from stories.domain.commands import StoryStreamCommand
from stories.domain.records import AppearanceRef, ContactRef, NewEvidence
from stories.domain.refusals import Refused
from stories.domain.values import ArticleId, ClaimId, EventId, FileId, PersonId, Speaker


@dataclass(frozen=True, slots=True)
class Asked:
    """Who asked for a verb on which claim, and when.

    fresh: the id of a claim that the verb may make. contacts: those kept for evidence that comes with it.
    """

    claim: ClaimId
    by: By
    at: datetime
    fresh: ClaimId | None = None
    contacts: list[ContactRef] = field(default_factory=list)


def decide_with_evidence(
    story: str, asked: Asked, make: Callable[[Asked], StoryStreamCommand], order: Order
) -> Handled:
    """One command. Identities of contacts stay only if it was carried out: they lie outside the log."""
    try:
        done = decide_in(story, [make(asked)], order)
    except (Refused, Stale, KeyTaken, VersionConflict, CommandRepeated, IdempotencyMismatch, Problem):
        forget_contacts(asked.contacts)
        raise
    if not done.events:
        forget_contacts(asked.contacts)
    return done


def _contact(given: claims.NewContact, asked: Asked) -> ContactRef:
    kept = keep_contact(given.label, given.name, given.reach, by=asked.by, at=asked.at)
    asked.contacts.append(kept)
    return kept


def evidence_of(given: claims.NewEvidence, asked: Asked) -> NewEvidence:
    """Evidence without its contact's identity, which is kept outside the log."""
    digest = _digest(given.file, given.sha256) if given.file else given.sha256
    return NewEvidence(
        kind=given.kind,
        summary=given.summary,
        terms=given.terms,
        obtained_at=given.obtained_at or asked.at,
        contact=_contact(given.contact, asked) if given.contact else None,
        url=given.url,
        file=FileId(given.file) if given.file else None,
        sha256=digest,
        article=ArticleId(given.article) if given.article else None,
    )


def _digest(file: str, said: str | None) -> str:
    found = digest_of(file)
    if found is None:
        raise Problem(422, "no-such-file", "Send the file to /files/ first, and name the id that you get.")
    if said not in (None, found):
        raise Problem(422, "file-differs", "This is not the SHA-256 of the file; leave it out, or name the right file.")
    return found


def split_evidence(
    given: Sequence[int | claims.NewEvidence], asked: Asked
) -> tuple[tuple[int, ...], tuple[NewEvidence, ...]]:
    """Numbers of evidence that stands, and evidence to be filed with the verb."""
    return (
        tuple(item for item in given if isinstance(item, int)),
        tuple(evidence_of(item, asked) for item in given if isinstance(item, claims.NewEvidence)),
    )


def speaker_of(given: claims.SpeakerBody | None) -> Speaker | None:
    return Speaker(given.name, given.role) if given else None


def _verify(body: claims.Verdict, asked: Asked) -> commands.VerifyClaim:
    named, fresh = split_evidence(body.evidence, asked)
    return commands.VerifyClaim(asked.claim, named, body.note, fresh, body.publish)


def _refute(body: claims.Verdict, asked: Asked) -> commands.RefuteClaim:
    named, fresh = split_evidence(body.evidence, asked)
    return commands.RefuteClaim(asked.claim, named, body.note, fresh)


def _mark_inconclusive(body: claims.Verdict, asked: Asked) -> commands.MarkClaimInconclusive:
    named, fresh = split_evidence(body.evidence, asked)
    return commands.MarkClaimInconclusive(asked.claim, body.note, named, fresh)


def _dispute(body: claims.Dispute, asked: Asked) -> commands.DisputeClaim:
    named, fresh = split_evidence(body.evidence, asked)
    by_claim = ClaimId(body.by_claim) if body.by_claim else None
    return commands.DisputeClaim(asked.claim, by_claim, named, body.note, fresh)


def _correct(body: claims.Correct, asked: Asked) -> commands.CorrectClaim:
    successor = ClaimId(body.successor) if body.successor else None
    return commands.CorrectClaim(asked.claim, body.kind, body.was, body.is_, body.text, successor)


def _amend(body: claims.Amend, asked: Asked) -> commands.AmendClaim:
    return commands.AmendClaim(
        asked.claim, body.statement, speaker_of(body.speaker), values_of(body.values), body.section, body.rank
    )


def _split(body: claims.SplitClaim, asked: Asked) -> commands.SplitClaim:
    return commands.SplitClaim(
        asked.claim,
        asked.fresh or ClaimId(new_id("clm")),
        body.statement,
        tuple(AppearanceRef(ArticleId(ref.article), ref.revision, tuple(ref.spans)) for ref in body.appearances),
        tuple(body.evidence),
    )


def _assign(body: claims.Assign, asked: Asked) -> commands.AssignClaim:
    if body.assignee is not None and not body.assignee.startswith("usr_"):
        raise bad_field("/assignee", "wrong-kind", "The assignee is a person: an id that begins with usr_.")
    return commands.AssignClaim(asked.claim, PersonId(body.assignee) if body.assignee else None, body.due)


Verb = tuple[type[bodies.Body | claims.FileEvidence], Callable[[Any, Asked], commands.ClaimCommand]]

CLAIM_VERBS: dict[str, Verb] = {
    "accept": (claims.Accept, lambda body, asked: commands.AcceptClaim(asked.claim, body.statement, body.publish)),
    "dismiss": (claims.Dismiss, lambda body, asked: commands.DismissClaim(asked.claim, body.reason)),
    "restore": (bodies.Nothing, lambda _body, asked: commands.RestoreClaim(asked.claim)),
    "assign": (claims.Assign, _assign),
    "note": (bodies.TextNote, lambda body, asked: commands.NoteClaim(asked.claim, body.text)),
    "evidence": (
        claims.FileEvidence,
        lambda body, asked: commands.AddEvidence(asked.claim, evidence_of(body, asked)),
    ),
    "verify": (claims.Verdict, _verify),
    "refute": (claims.Verdict, _refute),
    "mark_inconclusive": (claims.Verdict, _mark_inconclusive),
    "approve": (claims.Approve, lambda body, asked: commands.ApproveDecision(asked.claim, EventId(body.proposal))),
    "dispute": (claims.Dispute, _dispute),
    "supersede": (
        claims.Supersede,
        lambda body, asked: commands.SupersedeClaim(asked.claim, ClaimId(body.successor), body.valid_from),
    ),
    "correct": (claims.Correct, _correct),
    "hold": (
        claims.HoldClaim,
        lambda body, asked: commands.HoldClaim(asked.claim, body.reason, body.until, body.note),
    ),
    "release": (claims.Release, lambda body, asked: commands.ReleaseClaim(asked.claim, body.why)),
    "withdraw": (
        claims.WithdrawClaim,
        lambda body, asked: commands.WithdrawClaim(asked.claim, body.reason, body.notice),
    ),
    "reinstate": (bodies.Reason, lambda body, asked: commands.ReinstateClaim(asked.claim, body.reason)),
    "amend": (claims.Amend, _amend),
    "recheck": (
        claims.Recheck,
        lambda body, asked: commands.RecheckClaim(asked.claim, body.note, tuple(body.evidence), body.recheck_by),
    ),
    "merge": (
        bodies.MergeInto,
        lambda body, asked: commands.MergeClaims(asked.claim, ClaimId(body.into)),
    ),
    "split": (claims.SplitClaim, _split),
    "undo": (bodies.Nothing, lambda _body, asked: commands.UndoDecision(asked.claim)),
}
