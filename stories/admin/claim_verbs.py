"""The verbs of a claim on the desk: which form each has and which command it makes. A new verb is one entry."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from stories.admin import claim_chances as chances
from stories.admin import claim_forms as forms
from stories.admin.asked import Asked, NothingForm, Verb
from stories.admin.claim_amending import AmendForm, amend_start
from stories.admin.claim_offers import for_claim, myself, person_chosen, reference_from
from stories.admin.fields import evidence_from
from stories.application.ids import new_id
from stories.domain import commands_claim as commands
from stories.domain.permissions import Action
from stories.domain.values import ClaimId, EventId
from stories.domain.vocabulary import CorrectionKind, DismissReason, HoldReason, Status

Cleaned = dict[str, Any]


def _id(asked: Asked) -> ClaimId:
    return ClaimId(asked.thing)


def _numbers(given: Cleaned) -> tuple[int, ...]:
    return tuple(int(n) for n in given.get("evidence", ()))


def _claim(value: str | None) -> ClaimId | None:
    return ClaimId(value) if value else None


def _correct(given: Cleaned, asked: Asked) -> commands.CorrectClaim:
    kind, successor = CorrectionKind(given["kind"]), _claim(given["successor"])
    return commands.CorrectClaim(_id(asked), kind, given["was"], given["is_"], given["text"], successor)


def _verify(given: Cleaned, asked: Asked) -> commands.VerifyClaim:
    note, new = given["note"] or None, evidence_from(given, asked)
    return commands.VerifyClaim(_id(asked), _numbers(given), note, new, given["publish"])


def _split(given: Cleaned, asked: Asked) -> commands.SplitClaim:
    parts = tuple(map(reference_from, given.get("appearances", ())))
    return commands.SplitClaim(_id(asked), ClaimId(new_id("clm")), given["statement"], parts, _numbers(given))


DECIDE, CARE, HEADS = Action.DECIDE_CLAIM, Action.CARE_FOR_CLAIM, Action.WITHDRAW_CLAIM

CLAIM_VERBS: dict[str, Verb] = {
    "accept": Verb(
        _("Accept"),
        _("Readers will see it as reported, with its attribution."),
        DECIDE,
        forms.AcceptForm,
        lambda given, asked: commands.AcceptClaim(_id(asked), given["statement"], given["publish"]),
        chances.accept,
        start=lambda look: {"statement": look.held.statement},
        first=True,
    ),
    "verify": Verb(
        _("Verify"),
        _("Readers will see it as verified by the news desk. It needs evidence."),
        DECIDE,
        forms.VerifyForm,
        _verify,
        chances.verify,
        for_claim,
        first=True,
    ),
    "evidence": Verb(
        _("File evidence"),
        _("It counts for the sourcing unless it is off the record. Nothing else changes for readers."),
        CARE,
        forms.EvidenceForm,
        lambda given, asked: commands.AddEvidence(_id(asked), evidence_from(given, asked)[0]),
        offers=for_claim,
        first=True,
    ),
    "dispute": Verb(
        _("Dispute"),
        _("Readers will see it among what is disputed. Name the contradicting claim, evidence, or write a note."),
        DECIDE,
        forms.DisputeForm,
        lambda given, asked: commands.DisputeClaim(
            _id(asked),
            _claim(given["by_claim"]),
            _numbers(given),
            given["note"] or None,
            evidence_from(given, asked),
        ),
        chances.dispute,
        for_claim,
        first=True,
    ),
    "correct": Verb(
        _("Correct"),
        _("We were wrong: readers will see your notice in its place, with what was and what is."),
        DECIDE,
        forms.CorrectForm,
        _correct,
        chances.correct,
        for_claim,
        lambda look: {"was": look.held.statement},
        first=True,
    ),
    "hold": Verb(
        _("Hold"),
        _("Readers will not see it until somebody releases it."),
        DECIDE,
        forms.HoldForm,
        lambda given, asked: commands.HoldClaim(
            _id(asked), HoldReason(given["reason"]), given["until"], given["note"] or None
        ),
        chances.hold,
        first=True,
    ),
    "release": Verb(
        _("Release"),
        _("Readers may see it, once it is accepted or has a verdict and its story is public."),
        DECIDE,
        forms.ReleaseForm,
        lambda given, asked: commands.ReleaseClaim(_id(asked), given["why"] or None),
        chances.release,
        first=True,
    ),
    "dismiss": Verb(
        _("Dismiss"),
        _("It leaves the desk's lists; readers never see it."),
        DECIDE,
        forms.DismissForm,
        lambda given, asked: commands.DismissClaim(_id(asked), DismissReason(given["reason"])),
        chances.dismiss,
        first=True,
    ),
    "restore": Verb(
        _("Restore"),
        _("It goes back to what waits for a decision."),
        DECIDE,
        NothingForm,
        lambda _given, asked: commands.RestoreClaim(_id(asked)),
        chances.restore,
        first=True,
    ),
    "approve": Verb(
        _("Approve"),
        _("You complete the decision that a colleague proposed."),
        DECIDE,
        forms.ApproveForm,
        lambda given, asked: commands.ApproveDecision(_id(asked), EventId(given["proposal"])),
        chances.approve,
        start=lambda look: {"proposal": look.held.work.pending.proposal if look.held.work.pending else ""},
        first=True,
    ),
    "refute": Verb(
        _("Refute"),
        _("Readers will see it as refuted by the news desk. It needs evidence."),
        DECIDE,
        forms.VerdictForm,
        lambda given, asked: commands.RefuteClaim(
            _id(asked), _numbers(given), given["note"] or None, evidence_from(given, asked)
        ),
        chances.verdict(Status.REFUTED),
        for_claim,
    ),
    "mark_inconclusive": Verb(
        _("Mark inconclusive"),
        _("Readers will see that it could not be settled. Say in the note why."),
        DECIDE,
        forms.VerdictForm,
        lambda given, asked: commands.MarkClaimInconclusive(
            _id(asked), given["note"] or None, _numbers(given), evidence_from(given, asked)
        ),
        chances.verdict(Status.INCONCLUSIVE),
        for_claim,
    ),
    "note": Verb(
        _("Note"),
        _("Readers will not see it."),
        CARE,
        forms.NoteForm,
        lambda given, asked: commands.NoteClaim(_id(asked), given["text"]),
    ),
    "assign": Verb(
        _("Assign"),
        _("Readers will not see it."),
        CARE,
        forms.AssignForm,
        lambda given, asked: commands.AssignClaim(_id(asked), person_chosen(given["assignee"]), given["due"]),
        offers=for_claim,
        start=myself,
    ),
    "amend": Verb(
        _("Amend"),
        _("Better words, a speaker, values, the place on the page. Once public, only words and place."),
        DECIDE,
        AmendForm,
        lambda given, asked: commands.AmendClaim(_id(asked), **given["changes"]),
        start=amend_start,
    ),
    "recheck": Verb(
        _("Recheck"),
        _("You looked again; readers see no change."),
        DECIDE,
        forms.RecheckForm,
        lambda given, asked: commands.RecheckClaim(
            _id(asked), given["note"] or None, _numbers(given), given["recheck_by"]
        ),
        offers=for_claim,
    ),
    "supersede": Verb(
        _("Supersede"),
        _("It was right then and something newer holds now: readers see it under its successor, without a notice."),
        DECIDE,
        forms.SupersedeForm,
        lambda given, asked: commands.SupersedeClaim(_id(asked), ClaimId(given["successor"]), given["valid_from"]),
        chances.supersede,
        for_claim,
    ),
    "strike": Verb(
        _("Strike evidence"),
        _("It no longer counts. If nothing else supports a public claim, the claim is held by itself."),
        CARE,
        forms.StrikeForm,
        lambda given, asked: commands.StrikeEvidence(_id(asked), given["n"], given["reason"]),
        chances.strike,
        for_claim,
    ),
    "merge": Verb(
        _("Merge"),
        _("Both are one claim: appearances and evidence go over to the one that stays."),
        DECIDE,
        forms.MergeForm,
        lambda given, asked: commands.MergeClaims(_id(asked), ClaimId(given["into"])),
        chances.others,
        for_claim,
    ),
    "split": Verb(
        _("Split"),
        _("These are two claims: the new one starts undecided, readers do not see it yet."),
        DECIDE,
        forms.SplitForm,
        _split,
        chances.split,
        for_claim,
    ),
    "withdraw": Verb(
        _("Withdraw"),
        _("We take it back: the words go from the page at once and your notice stands in their place."),
        HEADS,
        forms.WithdrawForm,
        lambda given, asked: commands.WithdrawClaim(_id(asked), given["reason"], given["notice"] or None),
        chances.withdraw,
        grave=True,
    ),
    "reinstate": Verb(
        _("Reinstate"),
        _("You propose that it comes back; a second desk head approves. It comes back unseen, to be released."),
        HEADS,
        forms.ReasonForm,
        lambda given, asked: commands.ReinstateClaim(_id(asked), given["reason"]),
        chances.reinstate,
        grave=True,
    ),
    "undo": Verb(
        _("Undo"),
        _("Your last decision on this claim is taken back. The history keeps both."),
        DECIDE,
        NothingForm,
        lambda _given, asked: commands.UndoDecision(_id(asked)),
        chances.undo,
    ),
}
