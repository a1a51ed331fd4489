"""The play's articles, analysed and compared in process, against what the play says an editor should find."""

import json
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest

from stories.analysis.extract import analyse
from stories.comparison.conflicts import find_conflicts
from stories.comparison.lineage import LineageText, find_lineage, lineage_text
from stories.comparison.reading import Reading, Wording
from stories.comparison.slips import find_slips
from stories.comparison.updates import find_updates
from stories.gateways.webpages import read_page
from tests.comparison.stories_told import claims_of

ROOT = Path(__file__).resolve().parents[2]
PLAY: dict[str, Any] = json.loads((ROOT / "fixtures/stories/corran-star.json").read_text(encoding="utf-8"))
EXPECT = PLAY["expect"]


@lru_cache(maxsize=1)
def readings() -> dict[str, Reading]:
    """The head text of every article that stands at the end, in the order of arrival."""
    found: dict[str, Reading] = {}
    for step in PLAY["steps"]:
        if step["do"] != "post_article" or step["label"] in EXPECT["articles"]["withdrawn"]:
            continue
        article = step["article"]
        printed = (ROOT / article["file"]).read_text(encoding="utf-8")
        text = read_page(printed).text if article["file"].endswith(".html") else printed
        at = datetime.fromisoformat(article["published_at"]) if "published_at" in article else None
        received = datetime.fromisoformat(step["at"])
        name = article["source"]["name"]
        analysis = analyse(text, published_at=at, received_at=received, source=name, language="en")
        found[step["label"]] = Reading(step["label"], text, analysis, at, received, name)
    return found


@lru_cache(maxsize=2)
def claims(*, backwards: bool = False) -> list[Wording]:
    order = list(readings().values())
    return claims_of(order[::-1] if backwards else order)


@pytest.mark.parametrize("backwards", [False, True])
def test_the_one_contradiction_has_its_sides_and_there_is_no_other(*, backwards: bool) -> None:
    (wanted,) = EXPECT["contradictions"]["open"]
    (found,) = find_conflicts(claims(backwards=backwards))
    assert (found.kind.value, found.certainty.value) == (wanted["kind"], wanted["certainty"])
    for side in wanted["sides"]:
        # A coarser form stands on the side of the exact one.
        (one,) = [one for one in found.sides if one.normalised.startswith(side["value"])]
        assert set(one.articles) == set(side["articles"])
    vague = next(one for one in found.sides if one.normalised.startswith("~"))
    assert set(vague.articles) <= set(wanted["a_year_ago"]["articles"])
    assert not any(value.startswith("2022") for value in vague.possible_with)


@pytest.mark.parametrize("backwards", [False, True])
def test_the_tolls_are_updated_from_stage_to_stage(*, backwards: bool) -> None:
    figures = {"three": 3, "four": 4, "seven": 7, "nine": 9}
    steps: dict[str, list[int]] = {}
    for update in find_updates(claims(backwards=backwards)):
        for relation, word in (("dead", "died"), ("missing", "missing")):
            if update.slot.endswith(word):
                values = [update.older_value.lower(), update.newer_value.lower()]
                steps.setdefault(relation, []).extend(figures.get(value) or int(value) for value in values)
    for relation, stages in steps.items():
        assert list(dict.fromkeys(stages)) == [stage[relation] for stage in EXPECT["toll"]]


def test_the_quotation_is_one_claim_whoever_prints_it_and_however() -> None:
    variants = EXPECT["quotation"]["variants"]
    prints = {(wording.claim, wording.reading.article) for wording in claims() for v in variants.values()
              if v.lower() in wording.candidate.text.lower()}  # fmt: skip
    assert {article for _, article in prints} == set(variants)
    assert len({claim for claim, _ in prints}) == EXPECT["quotation"]["claims"]
    speakers = {
        link.speaker
        for wording in claims()
        for link in wording.candidate.attribution
        if any(v.lower() in wording.candidate.text.lower() for v in variants.values())
    }
    assert speakers == {EXPECT["quotation"]["speaker"]}


def test_what_was_copied_and_what_was_not() -> None:
    found = {frozenset((one.a, one.b)): one.extent.value for one in find_lineage(map(prepared, readings().values()))}
    for pair in EXPECT["origins"]["copied"]:
        assert found.get(frozenset((pair["from"], pair["by"]))) == pair["extent"]
    alone = set(EXPECT["origins"]["independent"])
    assert not [pair for pair in found if pair & alone]


def prepared(reading: Reading) -> LineageText:
    analysis = reading.analysis
    return lineage_text(
        reading.article, reading.text, passages=analysis.passages, quotes=analysis.quotes, outlet=reading.source
    )


@pytest.mark.parametrize("words", EXPECT["never_a_claim"])
def test_furniture_is_never_a_claim(words: str) -> None:
    assert not [wording for wording in claims() if words in wording.candidate.text]


def test_no_article_of_the_play_contradicts_itself() -> None:
    assert not [slip for reading in readings().values() for slip in find_slips(reading)]
