"""Markup that is made to hurt: refused by counting, before anything looks for its text."""

import time

import pytest

from stories.gateways.webpages import MAX_ELEMENTS, MAX_LISTED, NoText, read_page

ARTICLE = f"<article><p>{'The harbour board met on Monday and heard the pilots of the bay. ' * 20}</p></article>"
HEAVY = {
    "nested": "<div>" * 100_000,
    "paragraphs": "<p>" * 100_000,
    "half tags": "<a" * 50_000,
    "line breaks": "<br>" * 300_000,
    "list": f"<ul>{'<li>word</li>' * (MAX_LISTED + 1)}</ul>",
    "terms": f"<dl>{'<DT>word<DD>word' * (MAX_LISTED // 2 + 1)}</dl>",
    "spans": "<span>x</span> " * (MAX_ELEMENTS + 1),
}


@pytest.mark.parametrize("name", HEAVY)
def test_what_is_made_to_hurt_is_refused(name: str) -> None:
    begun = time.process_time()
    with pytest.raises(NoText, match=r"nested deeper|elements"):
        read_page(f"<html><body>{HEAVY[name]}{ARTICLE}</body></html>")
    assert time.process_time() - begun < 5


@pytest.mark.parametrize("behind", ["</p>" * 100_000, "&amp;amp;" * 20_000, "<!-- " * 1_000])
def test_what_only_looks_bad_is_read(behind: str) -> None:
    assert "pilots of the bay" in read_page(f"<html><body>{ARTICLE}{behind}</body></html>").text
