"""What HTTP itself promises of every address: methods, validators, who may keep an answer."""

from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from django.utils.translation import gettext_lazy

from stories.api.rendering import JSONRenderer

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "path",
    ["stories/", "stories/{story}/", "stories/{story}.csv", "stories/{story}.ndjson", "articles/{article}/", "events/"],
)
def test_what_answers_get_answers_head(path: str, desk: SimpleNamespace) -> None:
    address = f"/api/v1/{path.format(story=desk.story, article=desk.article)}"
    secret = {"HTTP_AUTHORIZATION": f"Bearer {desk.editor.secret}"}
    whole, head = desk.editor.client.get(address, **secret), desk.editor.client.head(address, **secret)
    assert (head.status_code, head.getvalue()) == (200, b"")
    for name in ("Content-Type", "ETag", "Cache-Control", "Vary"):
        assert head.headers.get(name) == whole.headers.get(name)


def test_allow_names_what_is_answered(desk: SimpleNamespace, reader: Any) -> None:
    refused = desk.editor.send("PUT", f"stories/{desk.story}/")
    assert {one.strip() for one in refused.headers["Allow"].split(",")} == {"GET", "HEAD"}
    refused = desk.editor.get(f"claims/{desk.claim}/accept/")
    assert refused.headers["Allow"] == "POST"
    assert reader.send("HEAD", f"claims/{desk.claim}/accept/").status == 405


@pytest.mark.parametrize("path", ["stories/", "contradictions/", "sources/", "suggestions/"])
def test_a_list_is_kept_by_nobody_else(path: str, desk: SimpleNamespace) -> None:
    answer = desk.editor.get(path)
    assert answer.headers["Cache-Control"].startswith("private")
    assert "Authorization" in answer.headers["Vary"]


def test_answers_are_written_as_the_contract_has_them() -> None:
    made = JSONRenderer().render({"score": Decimal("0.820"), "said": gettext_lazy("Title"), "words": "é “x”\u2028"})
    assert made == '{"score":"0.820","said":"Title","words":"é “x”\u2028"}'.encode()
    assert JSONRenderer().render(None) == b""
    with pytest.raises(TypeError):
        JSONRenderer().render({"thing": object()})
