"""A rule's no. Each code has one sentence for people that says what to do."""

REFUSALS: dict[str, str] = {
    # roles
    "role-missing": "You need a role that allows this; ask a desk head or the operator.",
    "machine-only": "This is recorded by the service itself; no person can send it.",
    "person-needed": "Only a person, or a key that belongs to one, can decide this.",
    "second-person-needed": "Somebody other than the one who proposed this has to approve it.",
    "own-claim": "With two approvals the author of a claim neither proposes nor approves it; two colleagues do.",
    # things not found
    "no-such-story": "Check the story's id; a story begins with a title.",
    "no-such-claim": "Check the claim's id, or look for it in the story it was moved to.",
    "no-such-article": "Check the article's id, or look for it in the story it was moved to.",
    "no-such-revision": "Name a revision that this article has.",
    "no-such-contradiction": "Check the contradiction's id.",
    "no-such-question": "Check the question's id.",
    "no-such-suggestion": "Check the suggestion's id.",
    "no-such-evidence": "Name the number of evidence that this claim has.",
    "no-such-appearance": "Name an appearance that this claim has, by article, revision and spans.",
    "no-such-proposal": "Nothing waits under this proposal; reload the claim.",
    "no-such-source": "Register the source first.",
    "no-such-alias": "Name an alias that this source has.",
    "no-such-key": "Check the key's id.",
    "no-such-erasure": "Check the erasure's id.",
    "no-such-side": "Name a claim that is a side of this contradiction.",
    "id-taken": "Use a new id; this one already names something else.",
    # stories
    "story-merged": "This story went into another one; act on the survivor.",
    "story-not-open": "Open or reopen the story first.",
    "story-closed": "The story was closed; reopen it.",
    "same-story": "Choose a different story as the target.",
    "nothing-to-move": "Name at least one article, claim, contradiction or question to move.",
    "claim-keeps-support": "Part of this claim's support stays behind; move every article it stands in.",
    "nothing-to-change": "Give at least one field a new value.",
    "empty-text": "Write at least a few words.",
    "empty-title": "Give the story a title.",
    "empty-slug": "Give the story a slug.",
    "bad-number": "Give a number of 1 or more.",
    # articles
    "nothing-taken-back": "What it is about stands: withdraw or correct it first, then send the notice.",
    "taken-down": "This text was taken down and does not come back from this source.",
    "digest-mismatch": "Send the SHA-256 of exactly this text, in lower-case hex.",
    "span-mismatch": "An appearance must be the very characters of the stored text at its spans.",
    "article-withdrawn": "The article was withdrawn; file it anew or choose another one.",
    "source-differs": "This article came from another source; amend the article if that is wrong.",
    "date-missing": "Say until when.",
    "date-past": "Choose a time that lies ahead.",
    # claims and their transitions
    "claim-merged": "This claim went into another one; act on that one.",
    "claim-canceled": "The claim was withdrawn; a desk head can reinstate it.",
    "not-from-detected": "Accept the claim first.",
    "not-from-dismissed": "Restore the claim first.",
    "not-from-reported": "This cannot be done to a reported claim.",
    "not-from-verified": "This cannot be done to a verified claim.",
    "not-from-refuted": "This cannot be done to a refuted claim.",
    "not-from-inconclusive": "This cannot be done to an inconclusive claim; verify or refute it first.",
    "not-from-disputed": "The claim is disputed; verify, refute or supersede it.",
    "not-from-superseded": "The claim was superseded; act on its successor.",
    "not-from-corrected": "The claim was corrected; amend the notice, or act on its successor.",
    "use-correct": "Readers saw this verdict; say what was wrong with a correction.",
    "never-public": "Readers never saw this claim; amend it, or change its status.",
    "already-pending": "This decision already waits for a second person, who approves it.",
    # what a verb on a claim must record
    "no-evidence": "Name standing evidence, or file it together with this decision.",
    "evidence-struck": "This evidence was struck; name evidence that stands.",
    "no-note": "Write a note that says why.",
    "no-reason": "Give a reason.",
    "no-ground": "Name the contradicting claim, or evidence, or write a note.",
    "no-successor": "Name the claim that takes its place.",
    "own-successor": "A claim cannot succeed itself.",
    "no-public-text": "Write the sentence that readers will see, with what was and what is.",
    "no-statement": "Write the statement.",
    "public-values": "Readers saw this claim; only its wording and place may change. Use a correction.",
    "no-recheck": "Write that it still stands, or say when to look again.",
    "off-record": "Off-record matter is never published; find evidence that may be named.",
    # publication of claims
    "not-held": "The claim is not held and has been released before.",
    "embargo-runs": "The embargo still runs; the desk may hold for another reason or wait.",
    "not-canceled": "Only a withdrawn claim can be reinstated.",
    # merge, split, undo
    "same-claim": "Choose a different claim.",
    "verdicts-differ": "Both claims have verdicts and they differ; settle one of them first.",
    "nothing-to-split": "Name appearances or evidence for the new claim.",
    "nothing-left": "The new claim would take everything; amend this one instead.",
    "nothing-to-undo": "There is no decision of yours on this claim that can be undone.",
    "undo-too-late": "Ten minutes have passed; decide anew instead.",
    "undo-not-yours": "Somebody else decided this; decide anew instead.",
    "undo-depended-on": "Something newer rests on this decision; decide anew instead.",
    "not-undoable": "This decision is never undone; use the verb that answers it.",
    # contradictions, questions, suggestions
    "contradiction-closed": "The contradiction is no longer open; reopen it with new evidence.",
    "too-few-sides": "A contradiction needs two sides.",
    "question-closed": "The question was closed; open a new one.",
    "wrong-outcome": "A question is answered; a complaint is upheld or rejected.",
    # sources and the desk
    "source-known": "The source is registered; amend it instead.",
    "alias-taken": "The source already goes by this name.",
    "no-name": "Give it a name.",
    "own-role": "Nobody changes her own roles; ask another desk head or operator.",
    "last-admin": "Grant this role to somebody else first; one must remain.",
    "own-erasure": "An erasure needs a second person; somebody else must approve it.",
    "erasure-decided": "This erasure was already decided.",
    "legal-hold": "A legal hold keeps this; lift it first.",
    "key-revoked": "The key was revoked; create a new one.",
    "no-scopes": "Name at least one scope.",
    "beyond-own-key": "A key makes no key that may more than it may itself, nor one for somebody else.",
    "scope-needs-person": "A key that acts on claims must belong to a person.",
}


class Refused(Exception):
    """A rule's no. code is a key of REFUSALS; detail says which one, never why in other words."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(f"{code}: {detail}" if detail else code)
        self.code = code
        self.detail = detail

    @property
    def sentence(self) -> str:
        return REFUSALS[self.code]


class Forbidden(Refused):
    """The rule would allow it, but not to this person or key."""
