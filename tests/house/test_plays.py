"""The plays keep their word: files are there, and each phrase that an editor points at stands in her article."""

import json
import unicodedata
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
PLAYS = sorted((ROOT / "fixtures" / "stories").glob("*.json"))
STEPS = {"post_article", "withdraw_article", "claim", "contradiction", "question", "publish_story"}


@pytest.fixture(params=PLAYS, ids=lambda path: path.stem)
def play(request: pytest.FixtureRequest) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(request.param.read_text(encoding="utf-8"))
    return loaded


def texts_of(play: dict[str, Any]) -> dict[str, list[str]]:
    texts: dict[str, list[str]] = {}
    for step in play["steps"]:
        if step["do"] == "post_article":
            read = (ROOT / step["article"]["file"]).read_text(encoding="utf-8")
            texts.setdefault(step["label"], []).append(read)
    return texts


def matches_in(value: object) -> list[str]:
    match value:
        case {"match": str(words)}:
            return [words]
        case dict():
            return [words for inner in value.values() for words in matches_in(inner)]
        case _:
            return []


def test_there_is_a_play() -> None:
    assert PLAYS


def test_steps_are_known_and_in_order_of_time(play: dict[str, Any]) -> None:
    assert {step["do"] for step in play["steps"]} <= STEPS
    times = [step["at"] for step in play["steps"]]
    assert times == sorted(times)


def test_an_article_is_named_only_after_it_was_posted(play: dict[str, Any]) -> None:
    posted: set[str] = set()
    for step in play["steps"]:
        if step["do"] == "post_article":
            posted.add(step["label"])
        elif "article" in step:
            assert step["article"] in posted


def test_a_label_posted_again_is_a_revision_with_the_same_address_and_other_text(play: dict[str, Any]) -> None:
    addresses: dict[str, set[str]] = {}
    for step in play["steps"]:
        if step["do"] == "post_article":
            addresses.setdefault(step["label"], set()).add(step["article"]["url"])
    assert all(len(found) == 1 for found in addresses.values())
    assert all(len(set(found)) == len(found) for found in texts_of(play).values())


def test_words_that_a_claim_is_found_by_stand_in_the_article(play: dict[str, Any]) -> None:
    texts = texts_of(play)
    everything = "\n".join(text for revisions in texts.values() for text in revisions)
    for step in play["steps"]:
        if step["do"] == "claim":
            assert any(step["match"] in text for text in texts[step["article"]]), step["match"]
        for words in matches_in(step.get("body", {})):
            assert words in everything


def test_what_is_expected_stands_in_the_texts(play: dict[str, Any]) -> None:
    texts, expect = texts_of(play), play["expect"]
    everything = "\n".join(text for revisions in texts.values() for text in revisions)
    assert set(expect["articles"]["live"]) | set(expect["articles"]["withdrawn"]) == set(texts)
    for wording in ("variants", "cut_off_in_a_post"):
        for label, words in expect["quotation"][wording].items():
            assert words in texts[label][-1], label
    for contradiction in expect["contradictions"]["open"]:
        for side in contradiction["sides"]:
            assert all(side["value"] in texts[label][-1] for label in side["articles"])
    for label, change in expect["articles"]["revised"].items():
        assert change["was"] in texts[label][0]
        assert change["is"] in texts[label][-1]
    assert [words for words in expect["never_a_claim"] if words not in everything] == []


def test_accents_are_twins_that_differ_in_bytes() -> None:
    composed, decomposed = (
        (ROOT / "fixtures" / "articles" / "intake" / f"accents-{form}.txt").read_text(encoding="utf-8")
        for form in ("nfc", "nfd")
    )
    assert composed != decomposed
    assert unicodedata.normalize("NFC", decomposed) == composed
