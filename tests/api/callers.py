"""Callers of the API: keys of people in every role, keys of nobody, people in their browsers, anonymous readers."""

import itertools
import json
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

from django.contrib.auth.models import User
from django.test import Client

from stories.application.handle import Order, now
from stories.application.keys import create_key
from stories.application.people import group_of, person_of
from stories.domain.actors import MACHINE
from stories.domain.vocabulary import Role, Scope

API = "/api/v1"
ALL = tuple(Scope)


@dataclass
class Answer:
    status: int
    body: Any
    headers: Any

    @property
    def code(self) -> str:
        return str(self.body["code"])


@dataclass
class Caller:
    """Speaks to the API as one key, or as nobody."""

    secret: str | None = None
    person: str | None = None
    client: Client = field(default_factory=lambda: Client(enforce_csrf_checks=True))

    def send(
        self,
        method: str,
        path: str,
        body: Any = None,
        *,
        raw: bytes | None = None,
        kind: str = "application/json",
        **headers: str,
    ) -> Answer:
        extra: dict[str, Any] = {f"HTTP_{name.upper()}": value for name, value in headers.items()}
        if self.secret:
            extra["HTTP_AUTHORIZATION"] = f"Bearer {self.secret}"
        data = raw if raw is not None else b"" if body is None else json.dumps(body).encode()
        address = path if path.startswith("/") else f"{API}/{path}"
        answered = self.client.generic(method, address, data, content_type=kind, **extra)
        shown = json.loads(answered.content) if answered.content else None
        return Answer(answered.status_code, shown, answered.headers)

    def get(self, path: str, **headers: str) -> Answer:
        return self.send("GET", path, None, raw=None, kind="application/json", **headers)

    def post(self, path: str, body: Any = None, **headers: str) -> Answer:
        return self.send("POST", path, body, raw=None, kind="application/json", **headers)

    def ok(self, path: str, body: Any = None, **headers: str) -> Any:
        """A POST that must succeed; its body."""
        answer = self.post(path, body, **headers)
        assert answer.status in {200, 201}, (answer.status, answer.body)
        return answer.body

    def read(self, path: str) -> Any:
        """A GET that must succeed; its body."""
        answer = self.get(path)
        assert answer.status == 200, (answer.status, answer.body)
        return answer.body

    def act(self, claim: str, verb: str, body: Any = None) -> Any:
        """A verb on a claim as it is at this moment."""
        version = self.read(f"claims/{claim}/")["version"]
        return self.ok(f"claims/{claim}/{verb}/", (body or {}) | {"expected_version": version})


_numbers = itertools.count()


def caller_with(role: Role | None = None, scopes: tuple[Scope, ...] = ALL) -> Caller:
    """A caller with a key: of a person in a role, or, without a role, of nobody."""
    n = next(_numbers)
    if role is None:
        person = None
        scopes = tuple(scope for scope in scopes if scope is not Scope.CLAIMS_ACT)
    else:
        user = User.objects.create_user(f"{role.value}-{n}")
        user.groups.add(group_of(role))
        person = person_of(user)
    key = create_key(f"key {n}", scopes, person, None, Order(MACHINE, now()))
    return Caller(key.secret, f"usr_{person.id.hex}" if person else None)


def small_desk() -> SimpleNamespace:
    """An editor's key, a story, an article and a claim."""
    editor = caller_with(Role.EDITOR)
    story = editor.ok("stories/", {"title": "The Orlan dam", "public": True})["id"]
    article = editor.ok("articles/", {"source": {"name": "Fenwick Post"}, "text": "The dam stands.", "story": story})
    evidence = [{"kind": "call", "summary": "the warden", "terms": "on_record"}]
    claim = editor.ok(f"stories/{story}/claims/", {"statement": "The dam stands.", "evidence": evidence})
    return SimpleNamespace(
        editor=editor, story=story, article=article["id"], claim=claim["id"], version=claim["version"]
    )
