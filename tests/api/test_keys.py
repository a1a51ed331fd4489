"""Keys: scoped, hashed, expiring, two secrets while rotating, revoked at once; over the API and on the command line."""

from collections.abc import Callable
from datetime import timedelta
from hashlib import sha256
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from stories.application.handle import now
from stories.domain.vocabulary import Role, Scope
from stories.models import ApiKey
from tests.api.callers import Caller

pytestmark = pytest.mark.django_db

BODY = {"name": "wire desk", "scopes": ["stories:read", "articles:write"]}


@pytest.fixture
def operator(caller: Callable[..., Any]) -> Any:
    return caller(Role.OPERATOR)


def reads(secret: str) -> int:
    return Caller(secret).get("sources/").status


def test_a_key_opens_what_its_scopes_name(operator: Any, refused: Callable[..., None]) -> None:
    made = operator.post("keys/", BODY)
    assert made.status == 201
    assert made.headers["Location"] == f"/api/v1/keys/{made.body['id']}/"
    assert made.headers["Cache-Control"] == "no-store"
    key = Caller(made.body["secret"])
    assert key.get("sources/").status == 200
    refused(key.get("events/"), 403, "role-missing")
    refused(key.post("stories/", {"title": "x"}), 403, "role-missing")
    shown = operator.read(f"keys/{made.body['id']}/")
    assert "secret" not in shown
    assert (shown["scopes"], shown["person"], shown["revoked_at"]) == (BODY["scopes"], None, None)
    assert shown["last_used_at"] is not None
    assert made.body["secret"].startswith(shown["prefix"])


def test_a_secret_is_kept_nowhere(operator: Any) -> None:
    made = operator.post("keys/", BODY, idempotency_key="k")
    row = ApiKey.objects.get(prefix=made.body["prefix"])
    assert bytes(row.digest) == sha256(made.body["secret"].encode()).digest()
    kept = [str(value) for value in ApiKey.objects.filter(pk=row.pk).values().get().values()]
    assert not any(made.body["secret"] in value for value in kept)
    again = operator.post("keys/", BODY, idempotency_key="k")
    assert (again.status, again.headers["Idempotency-Replayed"]) == (201, "true")
    assert again.body == {name: value for name, value in made.body.items() if name != "secret"}


def test_a_key_expires(operator: Any, refused: Callable[..., None]) -> None:
    made = operator.ok("keys/", BODY | {"expires_at": (now() + timedelta(hours=1)).isoformat()})
    assert reads(made["secret"]) == 200
    ApiKey.objects.filter(prefix=made["prefix"]).update(expires_at=now() - timedelta(seconds=1))
    refused(Caller(made["secret"]).get("sources/"), 401, "bad-key")
    past = operator.post("keys/", BODY | {"expires_at": "2020-01-01T00:00:00Z"})
    refused(past, 422, "date-past")


def test_two_secrets_live_while_a_key_is_rotated(operator: Any) -> None:
    made = operator.ok("keys/", BODY)
    path = f"keys/{made['id']}/rotate/"
    second = operator.ok(path, {})
    assert second["old_secret_until"] is not None
    assert [reads(made["secret"]), reads(second["secret"])] == [200, 200]
    third = operator.ok(path, {"overlap_hours": 1})
    assert [reads(one["secret"]) for one in (made, second, third)] == [401, 200, 200]
    ApiKey.objects.update(old_until=now() - timedelta(seconds=1))
    assert [reads(one["secret"]) for one in (second, third)] == [401, 200]
    last = operator.ok(path, {"overlap_hours": 0})
    assert [reads(one["secret"]) for one in (third, last)] == [401, 200]


def test_a_revoked_key_opens_nothing_at_once(operator: Any, refused: Callable[..., None]) -> None:
    made = operator.ok("keys/", BODY)
    rotated = operator.ok(f"keys/{made['id']}/rotate/", {})
    ended = operator.ok(f"keys/{made['id']}/revoke/", {})
    assert ended["revoked_at"] is not None
    assert len(ended["events"]) == 1
    assert [reads(made["secret"]), reads(rotated["secret"])] == [401, 401]
    assert operator.ok(f"keys/{made['id']}/revoke/", {})["events"] == []
    refused(operator.post(f"keys/{made['id']}/rotate/", {}), 422, "key-revoked")
    assert [one["id"] for one in operator.read("keys/?revoked=true")["results"]] == [made["id"]]


def test_keys_are_the_operators(caller: Callable[..., Any], refused: Callable[..., None]) -> None:
    for role in Role:
        who = caller(role)
        assert who.get("keys/").status == (200 if role is Role.OPERATOR else 403), role
    refused(caller(Role.OPERATOR, (Scope.STORIES_READ,)).get("keys/"), 403, "role-missing")
    refused(caller(None).get("keys/"), 403, "person-needed")


def test_a_key_makes_no_better_key(caller: Callable[..., Any], refused: Callable[..., None]) -> None:
    narrow = caller(Role.OPERATOR, (Scope.OPS_RUN, Scope.STORIES_READ))
    other = caller(Role.EDITOR)
    refused(narrow.post("keys/", BODY), 403, "beyond-own-key")
    refused(
        narrow.post("keys/", {"name": "x", "scopes": ["stories:read"], "person": other.person}), 403, "beyond-own-key"
    )
    assert narrow.post("keys/", {"name": "x", "scopes": ["stories:read"], "person": narrow.person}).status == 201
    nobody = {"name": "x", "scopes": ["stories:read"], "person": "usr_" + "0" * 32}
    refused(narrow.post("keys/", nobody), 422, "no-such-person")


def test_the_command_makes_rotates_lists_and_revokes() -> None:
    def run(*words: str) -> str:
        said = StringIO()
        call_command("api_key", *words, stdout=said)
        return said.getvalue().strip()

    secret = run("wire", "--scopes", "stories:read", "--days", "30")
    assert reads(secret) == 200
    fresh = run("wire", "--rotate")
    assert [reads(secret), reads(fresh)] == [200, 200]
    assert "wire" in run("--list")
    assert secret not in run("--list")
    run("wire", "--revoke")
    assert [reads(secret), reads(fresh)] == [401, 401]
    with pytest.raises(CommandError, match="no living key"):
        run("wire", "--revoke")
    with pytest.raises(CommandError, match="scopes"):
        run("wire")
    run("twin", "--scopes", "stories:read")
    run("twin", "--scopes", "stories:read")
    with pytest.raises(CommandError, match="2 keys"):
        run("twin", "--revoke")
    with pytest.raises(CommandError, match="claims"):
        run("deed", "--scopes", "claims:act")
