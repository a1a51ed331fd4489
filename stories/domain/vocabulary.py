"""The closed lists of words in events and commands. Their texts are the contract's and stand in the log for ever."""

from enum import StrEnum


class Status(StrEnum):
    """What the desk holds of a claim."""

    DETECTED = "detected"
    DISMISSED = "dismissed"
    REPORTED = "reported"
    VERIFIED = "verified"
    REFUTED = "refuted"
    INCONCLUSIVE = "inconclusive"
    DISPUTED = "disputed"
    SUPERSEDED = "superseded"
    CORRECTED = "corrected"


class Publication(StrEnum):
    """Whether readers may see it, in the words of the IPTC. Also an article's pubstatus."""

    WITHHELD = "withheld"
    USABLE = "usable"
    CANCELED = "canceled"


class StoryStatus(StrEnum):
    PROPOSED = "proposed"
    OPEN = "open"
    DORMANT = "dormant"
    CLOSED = "closed"


class SourceKind(StrEnum):
    WIRE = "wire"
    OUTLET = "outlet"
    OFFICIAL = "official"
    SOCIAL = "social"
    OWN = "own"


class SourcingLabel(StrEnum):
    UNSOURCED = "unsourced"
    SINGLE_ORIGIN = "single_origin"
    MULTIPLE_ORIGINS = "multiple_origins"


class RevisionKind(StrEnum):
    """What a later revision of an article is."""

    COSMETIC = "cosmetic"
    REFILE = "refile"
    UPDATE = "update"
    CORRECTION = "correction"
    STEALTH = "stealth"
    HEADLINE = "headline"


class DatedHow(StrEnum):
    GIVEN = "given"
    TEXT = "text"
    SIBLINGS = "siblings"
    RECEIPT = "receipt"


class WithdrawnBy(StrEnum):
    SOURCE = "source"
    DESK = "desk"


class WithdrawScope(StrEnum):
    OWN = "own"
    ORIGIN = "origin"


class NoticeKind(StrEnum):
    CORRECTION = "correction"
    KILL = "kill"


class DismissReason(StrEnum):
    NO_CLAIM = "no_claim"
    OPINION = "opinion"
    BAD_EXTRACTION = "bad_extraction"
    OUT_OF_SCOPE = "out_of_scope"


class DropReason(StrEnum):
    REVISED = "revised"
    REANALYSED = "reanalysed"


class HoldReason(StrEnum):
    CHECKING = "checking"
    EMBARGO = "embargo"
    LEGAL = "legal"
    SOURCE_HOLD = "source_hold"
    SUPPORT_LOST = "support_lost"
    OTHER = "other"


class CorrectionKind(StrEnum):
    CORRECTION = "correction"
    CLARIFICATION = "clarification"


class EvidenceKind(StrEnum):
    CALL = "call"
    IN_PERSON = "in_person"
    EMAIL = "email"
    DOCUMENT = "document"
    PHOTO = "photo"
    VIDEO = "video"
    RECORDING = "recording"
    OBSERVATION = "observation"
    LINK = "link"
    ARTICLE = "article"


class Terms(StrEnum):
    """On what terms a source spoke."""

    ON_RECORD = "on_record"
    BACKGROUND = "background"
    NOT_FOR_ATTRIBUTION = "not_for_attribution"
    OFF_RECORD = "off_record"


class ProposedVerb(StrEnum):
    """The verbs that may need a second person."""

    VERIFY = "verify"
    REFUTE = "refute"
    MARK_INCONCLUSIVE = "mark_inconclusive"
    CORRECT = "correct"
    REINSTATE = "reinstate"


class ContradictionStatus(StrEnum):
    OPEN = "open"
    RESOLVED = "resolved"
    DISMISSED = "dismissed"
    LAPSED = "lapsed"


class ContradictionOutcome(StrEnum):
    SIDE_STANDS = "side_stands"
    ALL_WRONG = "all_wrong"
    BOTH_IN_TURN = "both_in_turn"
    DIFFERENT_SCOPE = "different_scope"


class QuestionKind(StrEnum):
    QUESTION = "question"
    COMPLAINT = "complaint"


class QuestionReason(StrEnum):
    """Why a machine asks. A person needs no reason."""

    CONTRADICTION = "contradiction"
    UNNAMED_SOURCE = "unnamed_source"
    MISSING_SLOT = "missing_slot"
    HEDGE = "hedge"


class QuestionOutcome(StrEnum):
    ANSWERED = "answered"
    UPHELD = "upheld"
    REJECTED = "rejected"


class SuggestionKind(StrEnum):
    ARTICLE_IN_STORY = "article_in_story"
    SAME_STORY = "same_story"
    SAME_CLAIM = "same_claim"
    SUPERSEDE = "supersede"
    WITHDRAW_ORIGIN = "withdraw_origin"


class Judgement(StrEnum):
    """A pair decision. Whatever a person said, a machine never overrules."""

    SUGGESTED = "suggested"
    CONFIRMED = "confirmed"
    REJECTED = "rejected"
    UNSURE = "unsure"


class Role(StrEnum):
    READER = "reader"
    REPORTER = "reporter"
    EDITOR = "editor"
    DESK_HEAD = "desk_head"
    OPERATOR = "operator"
    AUDITOR = "auditor"


class Scope(StrEnum):
    """What an API key may do."""

    ARTICLES_WRITE = "articles:write"
    STORIES_READ = "stories:read"
    STORIES_WRITE = "stories:write"
    EVENTS_READ = "events:read"
    CLAIMS_ACT = "claims:act"
    FEEDS_MANAGE = "feeds:manage"
    WEBHOOKS_MANAGE = "webhooks:manage"
    OPS_RUN = "ops:run"
