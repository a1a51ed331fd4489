"""Who gets in at all, for every operation of the reference: nobody, a key for something else, a key with the scope.

The reference has every address and method (test_reference), so no cell can be missing here. What each role may do
behind the door is test_permissions.
"""

import json
import re
from types import SimpleNamespace
from typing import Any

import pytest

from stories.api.reference.openapi import examples
from stories.api.reference.operation import Operation
from stories.api.reference.operations import OPERATIONS
from stories.domain.vocabulary import Role, Scope
from tests.api.callers import Caller, caller_with, small_desk

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("unhurried")]

HERE = [one for one in OPERATIONS if not one.live]  # streams are another process: test_live
GUARDED = [one for one in HERE if one.scopes or not one.public]

TOLD_FIRST = {"create_story", "file_article", "register_source"}
"""Here the rule itself says who may, so a body that cannot be read is told first."""
ASKED = {"prove_inclusion": "?position=0"}
"""What has to be asked for in the address."""
FOR_NOBODY = frozenset(Scope) - {Scope.CLAIMS_ACT}
BEHIND = (Role.DESK_HEAD, Role.OPERATOR)
"""One of the two may do whatever there is."""


Keys = dict[tuple[Role | None, Scope], Caller]


@pytest.fixture(scope="module")
def desk(standing: None) -> SimpleNamespace:
    """One for all: each test leaves it as it was."""
    return small_desk()


@pytest.fixture(scope="module")
def keys(standing: None) -> Keys:
    """A key with one scope alone: of nobody where nobody may have it, of a desk head, of an operator."""
    pairs = [(role, scope) for role in (None, *BEHIND) for scope in Scope]
    return {(role, scope): caller_with(role, (scope,)) for role, scope in pairs if role or scope in FOR_NOBODY}


def named(operation: Operation) -> str:
    return operation.name


def ask(caller: Any, operation: Operation, **ids: str) -> Any:
    path = re.sub(r"\{(\w+)\}", lambda found: ids.get(found[1], "1"), operation.path).removeprefix("/")
    path += ASKED.get(operation.name, "")
    secret = {"authorization": f"Bearer {caller.secret}"} if caller.secret else {}
    extra = {f"HTTP_{name.upper()}": value for name, value in secret.items()}
    said = examples()[operation.name]["body"] if operation.name in TOLD_FIRST else {}
    body = json.dumps({name: value for name, value in said.items() if name != "story"}).encode()
    body = body if operation.is_command else b""
    return caller.client.generic(operation.method, f"/api/v1/{path}", body, content_type=operation.takes, **extra)


@pytest.mark.parametrize("operation", HERE, ids=named)
def test_nobody(operation: Operation, desk: SimpleNamespace, reader: Any) -> None:
    """Readers see what is public; all else asks for a key, whether or not the thing is there."""
    answer = ask(reader, operation, story=desk.story, article=desk.article, claim=desk.claim)
    if not operation.public:
        assert answer.status_code == 401
        assert answer["WWW-Authenticate"].startswith("Bearer")
        assert ask(reader, operation).status_code == 401
    else:
        assert answer.status_code in {200, 404}, answer.content


@pytest.mark.parametrize("operation", GUARDED, ids=named)
def test_a_key_for_something_else(operation: Operation, desk: SimpleNamespace, keys: Keys) -> None:
    other = Scope.WEBHOOKS_MANAGE if Scope.FEEDS_MANAGE in operation.scopes else Scope.FEEDS_MANAGE
    stranger = keys[None, other]
    answer = ask(stranger, operation, story=desk.story, article=desk.article, claim=desk.claim)
    if operation.public:
        assert answer.status_code in {200, 404}, answer.content
    else:
        assert answer.status_code in {403, 404}, answer.content
        assert ask(stranger, operation).status_code in {403, 404}


@pytest.mark.parametrize("operation", [one for one in GUARDED if one.scopes], ids=named)
def test_each_scope_opens_the_door(operation: Operation, desk: SimpleNamespace, keys: Keys) -> None:
    """Behind it: 200, or what is wrong with an empty body or an id that names nothing."""
    for scope in operation.scopes:
        found = [
            ask(keys[role, scope], operation, story=desk.story, article=desk.article, claim=desk.claim)
            for role in BEHIND
        ]
        assert any(one.status_code not in {401, 403} for one in found), [one.content for one in found]
        assert all(one.status_code < 500 for one in found)
