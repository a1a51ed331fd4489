"""Who may do what, as data. A row is an action, its value the roles that may; checked in `decide` and nowhere else.

A key with a person has that person's rights within its scopes; a key without one has only what its scopes name.
"""

from enum import Enum, auto

from stories.domain.actors import By
from stories.domain.refusals import Forbidden
from stories.domain.vocabulary import Role, Scope


class Action(Enum):
    READ_PUBLIC = auto()
    READ_UNPUBLISHED = auto()
    SUBMIT_ARTICLE = auto()
    CARE_FOR_CLAIM = auto()
    DECIDE_CLAIM = auto()
    PUBLISH_STORY = auto()
    MOVE_OR_WITHDRAW_ARTICLE = auto()
    WITHDRAW_CLAIM = auto()
    READ_CONTACT = auto()
    CREATE_STORY = auto()
    EDIT_STORY = auto()
    EDIT_ARTICLE = auto()
    JUDGE = auto()
    AMEND_SOURCE = auto()
    ASK = auto()
    REQUEST_ERASURE = auto()
    APPROVE_ERASURE = auto()
    RUN_FEEDS = auto()
    RUN_WEBHOOKS = auto()
    RUN_HOUSE = auto()
    EXPORT_LOG = auto()
    RECORD_FINDINGS = auto()


_ALL = frozenset(Role)
_NEWSROOM = frozenset({Role.REPORTER, Role.EDITOR, Role.DESK_HEAD})
_EDITORS = frozenset({Role.EDITOR, Role.DESK_HEAD})
_HEADS = frozenset({Role.DESK_HEAD})
_OPERATORS = frozenset({Role.OPERATOR})

MATRIX: dict[Action, frozenset[Role]] = {
    Action.READ_PUBLIC: _ALL,
    Action.READ_UNPUBLISHED: _ALL,
    Action.SUBMIT_ARTICLE: _NEWSROOM,
    Action.CARE_FOR_CLAIM: _NEWSROOM,
    Action.DECIDE_CLAIM: _EDITORS,
    Action.PUBLISH_STORY: _EDITORS,
    Action.MOVE_OR_WITHDRAW_ARTICLE: _EDITORS,
    Action.WITHDRAW_CLAIM: _HEADS,
    Action.READ_CONTACT: _HEADS,
    Action.CREATE_STORY: _NEWSROOM,
    Action.EDIT_STORY: _EDITORS,
    Action.EDIT_ARTICLE: _EDITORS,
    Action.JUDGE: _EDITORS,
    Action.AMEND_SOURCE: _EDITORS,
    Action.ASK: _NEWSROOM,
    Action.REQUEST_ERASURE: _EDITORS,
    Action.APPROVE_ERASURE: _HEADS,
    Action.RUN_FEEDS: _OPERATORS,
    Action.RUN_WEBHOOKS: _OPERATORS,
    Action.RUN_HOUSE: _OPERATORS,
    Action.EXPORT_LOG: frozenset({Role.DESK_HEAD, Role.AUDITOR}),
    Action.RECORD_FINDINGS: frozenset(),
}

KEY_ALONE: dict[Action, Scope] = {
    Action.READ_UNPUBLISHED: Scope.STORIES_READ,
    Action.SUBMIT_ARTICLE: Scope.ARTICLES_WRITE,
    Action.CREATE_STORY: Scope.STORIES_WRITE,
    Action.RUN_FEEDS: Scope.FEEDS_MANAGE,
    Action.RUN_WEBHOOKS: Scope.WEBHOOKS_MANAGE,
    Action.EXPORT_LOG: Scope.EVENTS_READ,
}
"""What a key without a person may do, by the scope it needs."""

KEY_OF_PERSON: dict[Action, frozenset[Scope]] = {
    Action.READ_PUBLIC: frozenset(Scope),
    Action.READ_UNPUBLISHED: frozenset({Scope.STORIES_READ}),
    Action.SUBMIT_ARTICLE: frozenset({Scope.ARTICLES_WRITE}),
    Action.CARE_FOR_CLAIM: frozenset({Scope.CLAIMS_ACT}),
    Action.DECIDE_CLAIM: frozenset({Scope.CLAIMS_ACT}),
    Action.PUBLISH_STORY: frozenset({Scope.STORIES_WRITE, Scope.CLAIMS_ACT}),
    Action.MOVE_OR_WITHDRAW_ARTICLE: frozenset({Scope.CLAIMS_ACT}),
    Action.WITHDRAW_CLAIM: frozenset({Scope.CLAIMS_ACT}),
    Action.READ_CONTACT: frozenset(),
    Action.CREATE_STORY: frozenset({Scope.STORIES_WRITE}),
    Action.EDIT_STORY: frozenset({Scope.STORIES_WRITE, Scope.CLAIMS_ACT}),
    Action.EDIT_ARTICLE: frozenset({Scope.CLAIMS_ACT}),
    Action.JUDGE: frozenset({Scope.CLAIMS_ACT}),
    Action.AMEND_SOURCE: frozenset({Scope.CLAIMS_ACT}),
    Action.ASK: frozenset({Scope.CLAIMS_ACT}),
    Action.REQUEST_ERASURE: frozenset(),
    Action.APPROVE_ERASURE: frozenset(),
    Action.RUN_FEEDS: frozenset({Scope.FEEDS_MANAGE}),
    Action.RUN_WEBHOOKS: frozenset({Scope.WEBHOOKS_MANAGE}),
    Action.RUN_HOUSE: frozenset({Scope.OPS_RUN}),
    Action.EXPORT_LOG: frozenset({Scope.EVENTS_READ}),
    Action.RECORD_FINDINGS: frozenset(),
}
"""Which scopes of a person's key admit an action; any one of them does."""

MACHINE_MAY = frozenset(
    {Action.SUBMIT_ARTICLE, Action.CREATE_STORY, Action.RECORD_FINDINGS, Action.RUN_FEEDS, Action.RUN_HOUSE}
)
"""What the service does by itself: feeds, the timetable, the analysis, the operator's command line."""


def may(by: By, action: Action) -> bool:
    if by.is_machine:
        return action in MACHINE_MAY
    if by.person is None:
        needed = KEY_ALONE.get(action)
        return action is Action.READ_PUBLIC or (needed is not None and needed in (by.scopes or frozenset()))
    if by.scopes is not None and not by.scopes & KEY_OF_PERSON[action]:
        return False
    return bool(by.roles & MATRIX[action])


def require(by: By, action: Action) -> None:
    """Raises Forbidden where the actor has no such right."""
    if may(by, action):
        return
    if action is Action.RECORD_FINDINGS:
        raise Forbidden("machine-only")
    if by.person is None and action not in KEY_ALONE:
        raise Forbidden("person-needed")
    raise Forbidden("role-missing", action.name.lower())
