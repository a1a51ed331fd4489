"""The matrix, cell by cell: what the table says is what a person with that role, and no other, may do."""

import pytest

from stories.domain.actors import MACHINE, By
from stories.domain.permissions import KEY_ALONE, KEY_OF_PERSON, MATRIX, Action, may, require
from stories.domain.refusals import Forbidden
from stories.domain.values import PersonId
from stories.domain.vocabulary import Role, Scope
from tests.domain.play import person

NEWSROOM = {"reporter", "editor", "desk_head"}
EDITORS = {"editor", "desk_head"}
EVERYBODY = {role.value for role in Role}
# The published matrix in its own words: who says yes in each row.
TABLE = {
    Action.READ_PUBLIC: EVERYBODY,
    Action.READ_UNPUBLISHED: EVERYBODY,
    Action.SUBMIT_ARTICLE: NEWSROOM,
    Action.CARE_FOR_CLAIM: NEWSROOM,
    Action.DECIDE_CLAIM: EDITORS,
    Action.PUBLISH_STORY: EDITORS,
    Action.MOVE_OR_WITHDRAW_ARTICLE: EDITORS,
    Action.WITHDRAW_CLAIM: {"desk_head"},
    Action.READ_CONTACT: {"desk_head"},
    Action.CREATE_STORY: NEWSROOM,
    Action.EDIT_STORY: EDITORS,
    Action.EDIT_ARTICLE: EDITORS,
    Action.JUDGE: EDITORS,
    Action.AMEND_SOURCE: EDITORS,
    Action.ASK: NEWSROOM,
    Action.REQUEST_ERASURE: EDITORS,
    Action.APPROVE_ERASURE: {"desk_head"},
    Action.RUN_FEEDS: {"operator"},
    Action.RUN_WEBHOOKS: {"operator"},
    Action.RUN_HOUSE: {"operator"},
    Action.EXPORT_LOG: {"desk_head", "auditor"},
    Action.RECORD_FINDINGS: set(),
}


@pytest.mark.parametrize("action", Action)
@pytest.mark.parametrize("role", Role)
def test_a_role_may(action: Action, role: Role) -> None:
    assert may(person("one", role), action) is (role.value in TABLE[action])


def test_every_action_has_its_rows() -> None:
    assert set(MATRIX) == set(KEY_OF_PERSON) == set(TABLE) == set(Action)


@pytest.mark.parametrize("action", Action)
def test_a_key_alone_has_no_editorial_verb(action: Action) -> None:
    key = By("key_1", scopes=frozenset(Scope))
    assert may(key, action) is (action in KEY_ALONE or action is Action.READ_PUBLIC)
    assert may(By("key_1", scopes=frozenset()), action) is (action is Action.READ_PUBLIC)


def test_a_persons_key_is_her_rights_within_its_scopes() -> None:
    ona = PersonId("usr_ona")
    wide = By("usr_ona/key_1", ona, frozenset({Role.EDITOR}), frozenset({Scope.CLAIMS_ACT}))
    assert may(wide, Action.DECIDE_CLAIM)
    assert not may(wide, Action.WITHDRAW_CLAIM)
    assert not may(wide, Action.SUBMIT_ARTICLE)


@pytest.mark.parametrize(
    ("by", "action", "code"),
    [
        (By("key_1", scopes=frozenset(Scope)), Action.DECIDE_CLAIM, "person-needed"),
        (person("one", Role.READER), Action.DECIDE_CLAIM, "role-missing"),
        (person("one", Role.DESK_HEAD), Action.RECORD_FINDINGS, "machine-only"),
        (MACHINE, Action.DECIDE_CLAIM, "person-needed"),
    ],
)
def test_the_no_names_its_ground(by: By, action: Action, code: str) -> None:
    with pytest.raises(Forbidden) as caught:
        require(by, action)
    assert caught.value.code == code
