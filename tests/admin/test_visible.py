"""Names that hide something are refused with the character and its place; names of every script are not."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError

from stories.admin.visible import can_be_read, hides_nothing

SHOWN = [
    "Juno Sarr",
    "Émile Zoë-Nuñez d'Arc",
    "می‌خواهم",  # a joiner's opposite between two Persian letters
    "क्‍ष",
    "山田　太郎",
    "Ilva Courier",
    "Ilva \N{SEEDLING}",
]
HIDING = {
    "Ilva\u202eCourier": "U+202E",
    "Ilva\u200bCourier": "U+200B",
    "Il\u200dva": "U+200D",
    "\ufeffIlva": "U+FEFF",
    "Ilva\U000e0041": "U+E0041",
    "Il\u00adva": "U+00AD",
    "Ilva\u2066 Courier": "U+2066",
    "Ilva\u3164": "U+3164",
    "Ilva\ufe0f": "U+FE0F",
    "Ilva\x07": "U+0007",
}


@pytest.mark.parametrize("name", SHOWN)
def test_a_name_in_any_script_is_a_name(name: str) -> None:
    hides_nothing(name)
    can_be_read(name)


@pytest.mark.parametrize(("name", "code"), HIDING.items())
def test_what_hides_is_named(name: str, code: str) -> None:
    with pytest.raises(ValidationError) as refused:
        hides_nothing(name)
    assert code in refused.value.messages[0]
    can_be_read(name)


@pytest.mark.parametrize("text", ["\u200b", "\u2066\u00a0", "\u3164\ufe0f"])
def test_a_text_of_nothing_that_is_seen_is_no_text(text: str) -> None:
    with pytest.raises(ValidationError):
        can_be_read(text)


def test_a_story_is_not_called_so_and_the_form_says_why(newsroom: Any, signed_in: Any) -> None:
    ana = signed_in("ana")
    hidden = dict.fromkeys(["slug"], "ilva-again") | {"title": "Fire in Ilva\u202e", "form_id": "7" * 32}
    page = ana.get("/admin/stories/story/new/")
    token = page.split('csrfmiddlewaretoken" value="')[1].split('"')[0]
    answer = ana.post("/admin/stories/story/new/", hidden | {"csrfmiddlewaretoken": token})
    assert answer.status_code == 422
    assert "An invisible character (U+202E) hides after “Fire in Ilva”." in answer.content.decode()
    speaker = {"statement": "The pier burned.", "speaker": "Juno\u200b Sarr", "summary": "Seen.", "kind": "observation"}
    refused = ana.send(newsroom.page, "claim", **speaker, terms="on_record")
    assert refused.status_code == 422
    assert "U+200B" in refused.content.decode()
