"""Scenes for the desk's tests: a small story of one's own, so that no test meets another's decisions."""

import secrets
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Scene:
    """A public story with claims by hand, newest last. client: the API as the editor."""

    story: str
    claims: list[str]
    client: Any

    def address(self, n: int = 0) -> str:
        return f"/admin/stories/claim/{self.claims[n]}/"

    def claim(self, n: int = 0) -> dict[str, Any]:
        found: dict[str, Any] = self.client.get(f"/claims/{self.claims[n]}/")
        return found

    def act(self, verb: str, client: Any = None, n: int = 0, **body: Any) -> None:
        expected = self.claim(n)["version"]
        (client or self.client).post(f"/claims/{self.claims[n]}/{verb}/", {**body, "expected_version": expected})


def scene(stage: Any, *statements: str) -> Scene:
    client, mark = stage.client("editor"), secrets.token_hex(4)
    story = client.post("/stories/", {"title": f"Flood at Tarn {mark}", "slug": f"flood-{mark}", "public": True})["id"]
    seen = {"kind": "observation", "summary": "Seen from the bridge.", "terms": "on_record"}
    claims = []
    for words in statements or ("The lower bridge of Tarn is closed.",):
        made = client.post(f"/stories/{story}/claims/", {"statement": words, "evidence": [seen]})
        claims.append(made["id"])
    return Scene(story, claims, client)
