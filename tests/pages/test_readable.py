"""Addresses that a browser may follow, and other people's words kept short."""

from typing import Any

import pytest

from stories.pages.readable import QUOTED_WORDS, Behind, origins_of, short_quote, web_address


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


def appearance(source: str, text: str, voice: str, origin: str) -> Any:
    return {
        "source": {"id": f"src_{source}", "name": source},
        "article": f"art_{source}",
        "url": None,
        "title": "A title",
        "text": text,
        "spans": [[0, len(text)]],
        "voice": voice,
        "speaker": None,
        "origin": origin,
    }


def test_an_outlet_is_named_once_and_only_quoted_speech_is_printed() -> None:
    shown = [
        appearance("Courier", "The outlet's own long sentence.", "outlet", "art_1"),
        appearance("Courier", "We left at six.", "quoted", "art_1"),
        appearance("Echo", "The outlet's own long sentence.", "paraphrased", "art_2"),
    ]
    found = origins_of({"appearances": shown}, Behind({}, {}))
    assert [[(one.name, one.quote) for one in origin.outlets] for origin in found] == [
        [("Courier", "We left at six.")],
        [("Echo", None)],
    ]


@pytest.mark.parametrize(
    ("origin", "why"),
    [
        ("art_1", "From one text, counted once"),
        ("clm_1", "One speaker's words, counted once"),
        ("src_wire", "By way of Litoral Wire"),
        ("src_Courier", "All from Courier, counted once"),
    ],
)
def test_outlets_that_count_once_stand_together_and_it_is_said_why(origin: str, why: str) -> None:
    shown = [appearance(name, "We left at six.", "outlet", origin) for name in ("Courier", "Echo")]
    names = {"src_wire": "Litoral Wire", "src_Courier": "Courier", "src_Echo": "Echo"}
    (found,) = origins_of({"appearances": shown}, Behind(names, {}))
    assert [one.name for one in found.outlets] == ["Courier", "Echo"]
    assert found.why == why


def test_a_lone_outlet_needs_no_reason() -> None:
    (found,) = origins_of(
        {"appearances": [appearance("Echo", "We left.", "outlet", "art_1")]}, Behind({"src_Echo": "Echo"}, {})
    )
    assert found.why is None


def test_what_an_outlet_says_in_another_language_than_the_page_is_marked() -> None:
    shown = [appearance("Bote", "Wir gingen.", "quoted", "art_1"), appearance("Echo", "We left.", "quoted", "art_2")]
    found = origins_of({"appearances": shown}, Behind({}, {"art_Bote": "de-AT", "art_Echo": "en"}))
    assert [outlet.lang for origin in found for outlet in origin.outlets] == ["de-AT", None]
