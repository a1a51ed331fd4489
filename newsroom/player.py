"""Plays a story of fixtures/stories through the API, step by step, as clients and an editor would have done it."""

import json
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

ANSWER_SECONDS = 30
ANALYSIS_SECONDS = 120
POLL_SECONDS = 0.1

Json = dict[str, Any]


class PlayStopped(Exception):
    """A step did not come out as the play has it."""


class Client:
    """A client of the API with one key."""

    def __init__(self, address: str, key: str) -> None:
        self._base = f"{address}/api/v1"
        self._key = key

    def get(self, path: str) -> Json:
        return self._send("GET", path, None, {})

    def post(self, path: str, body: Mapping[str, Any], **headers: str) -> Json:
        return self._send("POST", path, body, {name.replace("_", "-"): value for name, value in headers.items()})

    def _send(self, method: str, path: str, body: Mapping[str, Any] | None, headers: Mapping[str, str]) -> Json:
        request = urllib.request.Request(  # noqa: S310  # our own address
            self._base + path,
            method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers={"Authorization": f"Bearer {self._key}", "Content-Type": "application/json", **headers},
        )
        try:
            with urllib.request.urlopen(request, timeout=ANSWER_SECONDS) as answer:  # noqa: S310
                return dict(json.load(answer))
        except urllib.error.HTTPError as error:
            raise PlayStopped(f"{method} {path}: {error.code} {error.read().decode(errors='replace')}") from error
        except OSError as error:
            raise PlayStopped(f"{method} {path}: {error}") from error


class Player:
    """One play on one service. Articles that are posted are waited for, so that the next step finds their claims."""

    def __init__(self, play: Json, *, folder: Path, client: Client) -> None:
        self.play = play
        self.story = ""
        self._folder = folder
        self._client = client
        self.articles: dict[str, str] = {}

    @property
    def steps(self) -> list[Json]:
        return list(self.play["steps"])

    def begin(self) -> str:
        """Makes the story; gives its id."""
        made = self._client.post("/stories/", {"title": self.play["title"], "slug": self.play["slug"]})
        self.story = str(made["id"])
        return self.story

    def take(self, step: Json) -> str:
        """Carries out one step and says in a line what was done."""
        doing: dict[str, Callable[[Json], str]] = {
            "post_article": self._post_article,
            "withdraw_article": self._withdraw_article,
            "claim": self._claim,
            "contradiction": self._contradiction,
            "question": self._question,
            "publish_story": self._publish,
        }
        return doing[step["do"]](step)

    def state(self) -> Json:
        return self._client.get(f"/stories/{self.story}/")

    def _post_article(self, step: Json) -> str:
        article = dict(step["article"])
        path = self._folder / article.pop("file")
        article["html" if path.suffix == ".html" else "text"] = path.read_text(encoding="utf-8")
        filed = self._client.post("/articles/", {**article, "story": self.story}, Prefer="wait=10")
        self.articles[step["label"]] = filed["id"]
        self._wait(filed["id"])
        outlet = article["source"]["name"]
        what = "revised" if filed["revision"] > 1 else "filed"
        return f"{outlet} {what}: {article.get('title', path.stem)}"

    def _wait(self, article: str) -> None:
        deadline = time.monotonic() + ANALYSIS_SECONDS
        while self._client.get(f"/articles/{article}/")["processing"]["state"] != "done":
            if time.monotonic() > deadline:
                raise PlayStopped(f"{article} was not analysed within {ANALYSIS_SECONDS} s; see manage.py doctor")
            time.sleep(POLL_SECONDS)

    def _withdraw_article(self, step: Json) -> str:
        body: Json = {key: step[key] for key in ("by", "scope", "reason") if key in step}
        self._client.post(f"/articles/{self.articles[step['article']]}/withdraw/", body)
        return f"withdrawn: {step['reason']}"

    def _claim(self, step: Json) -> str:
        claim = self._find(step["match"], step.get("article"))
        body = self._with_ids(step.get("body", {}))
        self._client.post(f"/claims/{claim['id']}/{step['verb']}/", {**body, "expected_version": claim["version"]})
        return f"the editor: {step['verb']} “{claim['statement']}”"

    def _contradiction(self, step: Json) -> str:
        rows = self._client.get(f"/stories/{self.story}/contradictions/?limit=500")["results"]
        found = next((row for row in rows if step["match"] in row["slot"]), None)
        if found is None:
            raise PlayStopped(f"no contradiction about {step['match']!r}")
        body = {**self._with_ids(step.get("body", {})), "expected_version": found["version"]}
        self._client.post(f"/contradictions/{found['id']}/{step['verb']}/", body)
        return f"the editor: {step['verb']} {found['slot']}"

    def _question(self, step: Json) -> str:
        body = self._with_ids({key: step[key] for key in ("text", "about") if key in step})
        self._client.post(f"/stories/{self.story}/questions/", body)
        return f"asked: {step['text']}"

    def _publish(self, _step: Json) -> str:
        """Opens it first: a story that articles have begun by themselves is only proposed."""
        self._client.post(f"/stories/{self.story}/open/", {})
        self._client.post(f"/stories/{self.story}/publish/", {})
        return "the story is public"

    def _with_ids(self, value: Any) -> Any:
        """{"match": words} anywhere in a body becomes the id of the claim with these words."""
        match value:
            case {"match": str(words)} if len(value) == 1:
                return self._find(words, None)["id"]
            case dict():
                return {key: self._with_ids(item) for key, item in value.items()}
            case list():
                return [self._with_ids(item) for item in value]
            case _:
                return value

    def _find(self, words: str, label: str | None) -> Json:
        article = self.articles[label] if label else None
        rows = self._client.get(f"/stories/{self.story}/claims/?limit=500")["results"]
        found = [row for row in rows if self._says(row, words, article)]
        if not found:
            raise PlayStopped(f"no claim says {words!r}" + (f" in {label}" if label else ""))
        return dict(min(found, key=lambda row: (row["first_seen"], row["id"])))

    @staticmethod
    def _says(claim: Json, words: str, article: str | None) -> bool:
        appearances = [one for one in claim["appearances"] if article in {None, one["article"]}]
        said = [one["text"] for one in appearances] + ([claim["statement"]] if appearances or article is None else [])
        return any(words in text for text in said)
