"""One operation of the API, as its row in the tables."""

from dataclasses import dataclass
from typing import Any

from stories.domain.vocabulary import Scope


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """path: below /api/v1. query, body, answer: types. public: answered to anybody, with what readers may see.

    scopes: any of them opens it to a key; none where nobody is asked for one. versioned: needs If-Match or
    expected_version. waits: takes Prefer: wait. media: of the answer; forms: what Accept may ask for instead;
    takes: of the body. live: answered by the process of the streams. tagged: has an ETag, and asks nobody for a key.
    """

    method: str
    path: str
    name: str
    room: str
    summary: str
    answer: Any
    status: int = 200
    other: tuple[int, ...] = ()
    query: Any = None
    body: Any = None
    public: bool = False
    scopes: tuple[Scope, ...] = ()
    versioned: bool = False
    waits: bool = False
    media: str = "application/json"
    forms: tuple[str, ...] = ()
    takes: str = "application/json"
    live: bool = False
    tagged: bool = False

    @property
    def is_command(self) -> bool:
        return self.method != "GET"


def reads(path: str, name: str, summary: str, answer: Any, **more: Any) -> Operation:
    room = path.split("/")[1]
    defaults: dict[str, Any] = {"public": True, "scopes": (Scope.STORIES_READ,)}
    return Operation(method="GET", path=path, name=name, room=room, summary=summary, answer=answer, **defaults | more)


def acts(path: str, name: str, summary: str, body: Any, answer: Any, **more: Any) -> Operation:
    room = path.split("/")[1]
    defaults: dict[str, Any] = {"method": "POST", "scopes": (Scope.CLAIMS_ACT,)}
    return Operation(path=path, name=name, room=room, summary=summary, body=body, answer=answer, **defaults | more)


MADE: dict[str, Any] = {"status": 201}
