"""Addresses that a browser may follow, and other people's words kept short."""

from typing import Any

import pytest

from stories.pages.readable import QUOTED_WORDS, outlets_of, short_quote, web_address


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "data:text/html,x", "//evil.example", " https://a.example", "", None]
)
def test_only_web_addresses_become_links(url: Any) -> None:
    assert web_address(url) is None


def test_a_web_address_is_kept() -> None:
    assert web_address("HTTPS://courier.example/1?a=b") == "HTTPS://courier.example/1?a=b"


def test_quotations_are_cut_at_a_word() -> None:
    words = [f"w{n}" for n in range(60)]
    assert short_quote(" ".join(words)) == " ".join(words[:QUOTED_WORDS]) + "…"
    assert short_quote("as it was") == "as it was"


def appearance(source: str, text: str, voice: str) -> Any:
    return {
        "source": {"id": f"src_{source}", "name": source},
        "url": None,
        "title": "A title",
        "text": text,
        "spans": [[0, len(text)]],
        "voice": voice,
        "speaker": None,
    }


def test_an_outlet_is_named_once_and_only_quoted_speech_is_printed() -> None:
    shown = [
        appearance("Courier", "The outlet's own long sentence.", "outlet"),
        appearance("Courier", "We left at six.", "quoted"),
        appearance("Echo", "The outlet's own long sentence.", "paraphrased"),
    ]
    assert [(one.name, one.quote) for one in outlets_of({"appearances": shown})] == [
        ("Courier", "We left at six."),
        ("Echo", None),
    ]
